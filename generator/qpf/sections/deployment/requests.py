"""The body or the query of an endpoint, from the inputs of its operation."""

import ast
import re
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.language.compiled import CompiledOperation, CompiledParameter
from qpf.language.unparse import quoted, source
from qpf.model.code import Import
from qpf.model.graph import AgentNode
from qpf.sections.deployment.spec import Endpoint
from qpf.sections.operations.signatures import annotation, default_of, parameter_type
from qpf.views.encode import Code, DocText
from qpf.views.naming import ClassName

__all__ = ["RequestView", "request"]

_BODIES = {"POST", "PUT", "PATCH"}
_HOLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """How a request becomes arguments: a body model, query parameters, or nothing."""

    class_name: ClassName
    docstring: DocText
    fields: tuple[Code, ...]
    has_body: bool
    parameters: Code
    arguments: Code
    imports: tuple[Import, ...]


def request(
    agent: AgentNode, endpoint: Endpoint, operation: CompiledOperation, place: Place
) -> RequestView:
    """The request of one endpoint; GET and DELETE read the query, the others a JSON body."""
    has_body = endpoint.method in _BODIES and bool(operation.parameters)
    class_name = ClassName(f"{endpoint.name} Request", place)
    names = [one.identifier for one in operation.parameters]
    source = "body." if has_body else ""
    fields = [_field(agent, operation, one) for one in operation.parameters]
    holes = set(_HOLE.findall(endpoint.path))
    query = ", ".join(
        _parameter(agent, operation, one, one.name in holes) for one in operation.parameters
    )
    return RequestView(
        class_name=class_name,
        docstring=DocText(f"Body of {endpoint.name}.", place),
        fields=tuple(
            Code.from_text(field, one.place or place)
            for field, one in zip(fields, operation.parameters, strict=True)
        ),
        has_body=has_body,
        parameters=Code.from_text(f"body: {class_name}" if has_body else query, place),
        arguments=Code.from_text(", ".join(f"{name}={source}{name}" for name in names), place),
        imports=tuple(_imports(operation, fields if has_body else [], holes)),
    )


def _imports(operation: CompiledOperation, fields: list[str], holes: set[str]) -> list[Import]:
    if fields:
        names = ["BaseModel", "ConfigDict"]
        names += ["Field"] if any(" = Field(" in field for field in fields) else []
        return [Import("pydantic", name) for name in names]
    if operation.parameters:
        kinds = {"Path" if one.name in holes else "Query" for one in operation.parameters}
        return [Import("typing", "Annotated"), *(Import("fastapi", one) for one in sorted(kinds))]
    return []


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
    told = f"{kind}(alias={quoted(one.name)}{_joined(_options(operation, one))})"
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
