"""The body or the query of an endpoint, from the inputs of its operation."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.language.compiled import CompiledOperation, CompiledParameter
from qpf.language.types import Kind
from qpf.language.unparse import quoted, source
from qpf.model.code import Import
from qpf.model.graph import AgentNode
from qpf.sections.deployment.spec import Endpoint
from qpf.sections.operations.signatures import annotation, default_of, parameter_type
from qpf.views.encode import Code, DocText, Identifier
from qpf.views.naming import ClassName, Namer

__all__ = ["RequestView", "request"]

_BODIES = {"POST", "PUT", "PATCH"}
_HOLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """How a request becomes arguments: parts of its path, a body model, query parameters."""

    class_name: Identifier
    docstring: DocText
    fields: tuple[Code, ...]
    has_body: bool
    parameters: Code
    arguments: Code
    imports: tuple[Import, ...]


def request(
    agent: AgentNode,
    endpoint: Endpoint,
    operation: CompiledOperation,
    place: Place,
    namer: Namer,
) -> RequestView:
    """The request of one endpoint: inputs that its path names are read there.

    The others stand in the query of GET and DELETE, and in the JSON body of other methods.
    """
    has_body = endpoint.method in _BODIES
    class_name = namer.name(ClassName, f"{endpoint.name} Request", place)
    holes = set(_HOLE.findall(endpoint.path))
    inside = [one for one in operation.parameters if has_body and one.name not in holes]
    outside = [one for one in operation.parameters if one not in inside]
    outside.sort(key=lambda one: not (one.required or one.name in holes))  # defaults stand last
    fields = [_field(agent, operation, one) for one in inside]
    body = _body_name(outside, is_read=bool(inside))
    parameters = [
        *([f"{body}: {class_name}"] if inside else []),
        *(_parameter(agent, operation, one, one.name in holes) for one in outside),
        *([f"{body}: {class_name} | None = None"] if has_body and not inside else []),
    ]
    arguments = (
        (
            f"{one.identifier}={body}.{one.identifier}"
            if one in inside
            else f"{one.identifier}={one.identifier}"
        )
        for one in operation.parameters
    )
    return RequestView(
        class_name=class_name,
        docstring=DocText(f"Body of {endpoint.name}.", place),
        fields=tuple(
            Code.from_text(field, one.place or place)
            for field, one in zip(fields, inside, strict=True)
        ),
        has_body=has_body,
        parameters=Code.from_text(", ".join(parameters), place),
        arguments=Code.from_text(", ".join(arguments), place),
        imports=tuple(_imports(has_body, fields, outside, holes)),
    )


def _body_name(others: list[CompiledParameter], *, is_read: bool) -> str:
    """The name of the body among the others; linters let nobody read what begins with `_`."""
    name = "body" if is_read else "_body"
    while any(one.identifier == name for one in others):
        name += "_"
    return name


def _imports(
    has_body: bool, fields: list[str], outside: list[CompiledParameter], holes: set[str]
) -> Iterator[Import]:
    if has_body:
        yield Import("pydantic", "BaseModel")
        yield Import("pydantic", "ConfigDict")
    if any(" = Field(" in field for field in fields):
        yield Import("pydantic", "Field")
    if outside:
        yield Import("typing", "Annotated")
        for kind in sorted({"Path" if one.name in holes else "Query" for one in outside}):
            yield Import("fastapi", kind)


def _field(agent: AgentNode, operation: CompiledOperation, one: CompiledParameter) -> str:
    table = agent.scope.types
    written = f"{one.identifier}: {annotation(parameter_type(one), table)}"
    options = _options(operation, one)
    if one.identifier != one.name:
        options = f"alias={quoted(one.name)}{_joined(options)}"
    if not one.required:
        options = f"default={default_of(one, table)}{_joined(options)}"
    return f"{written} = Field({options})" if options else written


def _parameter(
    agent: AgentNode, operation: CompiledOperation, one: CompiledParameter, in_path: bool
) -> str:
    table = agent.scope.types
    kind = "Path" if in_path else "Query"
    options = _joined(_options(operation, one))
    if one.type.inner.kind is Kind.FLOAT:
        options += ", allow_inf_nan=False"  # the text of a URL is no JSON, which has no such number
    told = f"{kind}(alias={quoted(one.name)}{options})"
    written = f"{one.identifier}: Annotated[{annotation(parameter_type(one), table)}, {told}]"
    # A part of the path is always there, so it has no default.
    return written if one.required or in_path else f"{written} = {default_of(one, table)}"


def _options(operation: CompiledOperation, one: CompiledParameter) -> str:
    spec = operation.spec.input[one.name]
    low, high = spec.range or (None, None)
    limits: dict[str, str | int | float | None] = {
        "ge": low,
        "le": high,
        "min_length": spec.min_items if spec.min_items is not None else spec.min_length,
        "max_length": spec.max_items if spec.max_items is not None else spec.max_length,
        "pattern": spec.pattern,
        "description": one.summary or None,
    }
    given = [
        f"{name}={source(ast.Constant(value))}"
        for name, value in limits.items()
        if value is not None
    ]
    if spec.one_of is not None:
        # the operation checks it; the document of the service has to tell it
        given.append(f'json_schema_extra={{"enum": {list(spec.one_of)!r}}}')
    return ", ".join(given)


def _joined(options: str) -> str:
    return f", {options}" if options else ""
