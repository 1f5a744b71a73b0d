"""The signature of an operation, for methods that pass a call on: controllers and clients."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.language.compiled import CompiledOperation, CompiledParameter
from qpf.language.literals import literal
from qpf.language.opening import is_made_inside
from qpf.language.type_table import TypeTable
from qpf.language.types import TypeRef, optional
from qpf.language.unparse import quoted, source
from qpf.model.code import Import
from qpf.views.encode import Code, DocText, Identifier

__all__ = [
    "SignatureView",
    "annotation",
    "default_of",
    "parameter_type",
    "signature",
    "signature_imports",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureView:
    """A method: `parameters` as declared, `arguments` as keywords, `items` as entries of a dict."""

    name: Identifier
    docstring: DocText
    parameters: Code
    arguments: Code
    items: Code
    returns: Code
    is_bare: bool


def signature(operation: CompiledOperation, table: TypeTable) -> SignatureView:
    """The signature of an operation's method; `table` names the types in the emitted module."""
    place = operation.place
    names = [one.identifier for one in operation.parameters]
    entries = [f"{quoted(one.name)}: {one.identifier}" for one in operation.parameters]
    parameters = ", ".join(_parameter(one, table) for one in operation.parameters)
    return SignatureView(
        name=Identifier(operation.function, place),
        docstring=DocText(operation.summary, place, indent=8),
        parameters=Code.from_text(parameters, place),
        arguments=Code.from_text(", ".join(f"{name}={name}" for name in names), place),
        items=Code.from_text("{" + ", ".join(entries) + "}", place),
        returns=Code.from_text(annotation(operation.returns, table), place),
        is_bare=not operation.parameters,
    )


def signature_imports(operation: CompiledOperation, table: TypeTable) -> Iterator[Import]:
    """The imports that the annotations of a signature need."""
    yield from operation.returns.imports(table.python_name)
    for parameter in operation.parameters:
        yield from parameter.type.imports(table.python_name)


def annotation(kind: TypeRef, table: TypeTable) -> str:
    """The text of an annotation."""
    return source(kind.annotation(table.python_name))


def parameter_type(one: CompiledParameter) -> TypeRef:
    """The type of a parameter; a default that must be made in the body is None in the signature."""
    is_made = not one.required and is_made_inside(one.default)
    return optional(one.type) if is_made else one.type


def default_of(one: CompiledParameter, table: TypeTable) -> str:
    """The text of a parameter's default as a signature shows it."""
    value = None if is_made_inside(one.default) else one.default
    return source(literal(value, parameter_type(one), table))


def _parameter(one: CompiledParameter, table: TypeTable) -> str:
    written = f"{one.identifier}: {annotation(parameter_type(one), table)}"
    return written if one.required else f"{written} = {default_of(one, table)}"
