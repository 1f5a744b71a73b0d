"""The signature of an operation, for methods that pass a call on: controllers and clients."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from qpf.language.compiled import CompiledOperation, CompiledParameter
from qpf.language.literals import literal
from qpf.language.type_table import TypeTable
from qpf.model.code import Import
from qpf.views.encode import Code, DocText, Expression, Identifier

__all__ = ["SignatureView", "signature", "signature_imports"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureView:
    """A method: `parameters` as declared, `arguments` as keywords, `items` as entries of a dict."""

    name: Identifier
    docstring: DocText
    parameters: Code
    arguments: Code
    items: Code
    returns: Expression
    is_bare: bool


def signature(operation: CompiledOperation, table: TypeTable | None = None) -> SignatureView:
    """The signature of an operation's method."""
    place = operation.place
    known = table or TypeTable()
    names = [one.identifier for one in operation.parameters]
    entries = [
        f"{ast.unparse(ast.Constant(one.name))}: {one.identifier}" for one in operation.parameters
    ]
    return SignatureView(
        name=Identifier(operation.function, place),
        docstring=DocText(operation.summary, place, indent=8),
        parameters=Code.from_text(
            ", ".join(_parameter(one, known) for one in operation.parameters), place
        ),
        arguments=Code.from_text(", ".join(f"{name}={name}" for name in names), place),
        items=Code.from_text("{" + ", ".join(entries) + "}", place),
        returns=Expression(operation.returns.annotation(), place),
        is_bare=not operation.parameters,
    )


def signature_imports(operation: CompiledOperation) -> Iterator[Import]:
    """The imports that the annotations of a signature need."""
    yield from operation.returns.imports()
    for parameter in operation.parameters:
        yield from parameter.type.imports()


def _parameter(one: CompiledParameter, table: TypeTable) -> str:
    written = f"{one.identifier}: {ast.unparse(one.type.annotation())}"
    if one.required:
        return written
    return f"{written} = {ast.unparse(literal(one.default, one.type, table))}"
