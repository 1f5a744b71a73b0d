"""What compiling a formula gives: checked trees with their texts, types and places."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.language.signatures import Signature, SignatureParameter
from qpf.language.types import Kind, TypeRef
from qpf.sections.formulas.spec import ARRAYS, FormulaInput, FormulaSpec, number

__all__ = ["CompiledCase", "CompiledFormula", "CompiledInput", "CompiledRule", "Part"]

Part = ast.expr
"""The tree of a plain result, or of one field of a record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledInput:
    """A number that a formula takes: `name` in schemas, `identifier` in Python."""

    name: str
    identifier: str
    spec: FormulaInput
    place: Place

    @property
    def default(self) -> float | None:
        """Its value unless it is given, or None when it must be."""
        return number(self.spec.default) if self.spec.default is not None else None

    @property
    def refused_infinity(self) -> float | None:
        """The infinity that it may not be although it may be the other one, or None."""
        allowed = self.spec.infinities
        if self.spec.one_of or len(allowed) != 1:
            return None
        return -next(iter(allowed))


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """A rule of the domain; `text` is the condition as written."""

    text: str
    node: ast.expr
    error: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledCase:
    """A case: a tree for each field of the result (`""` is the plain result).

    `written` are the same parts as the schema has them: expressions as text, or plain values.
    `whole` is the tree of a record that one expression gives; `parts` are then its fields.
    """

    text: str | None
    node: ast.expr | None
    parts: Mapping[str, Part]
    written: Mapping[str, tuple[bool, object]]
    place: Place
    whole: ast.expr | None = None

    def values(self) -> Iterator[ast.expr]:
        """The trees of what it gives, without its condition."""
        yield from (*([self.whole] if self.whole is not None else []), *self.parts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledFormula:
    """One formula: `function` is its Python name in `dotted`, and in `arrays` for arrays.

    `fields` are the parts of the result by name, `attributes` their Python names.
    """

    name: str
    function: str
    dotted: str
    inputs: tuple[CompiledInput, ...]
    returns: TypeRef
    fields: Mapping[str, TypeRef]
    attributes: Mapping[str, str]
    rules: tuple[CompiledRule, ...]
    cases: tuple[CompiledCase, ...]
    spec: FormulaSpec
    place: Place
    pointer: str
    examples: tuple[Place, ...] = ()

    def trees(self) -> Iterator[ast.expr]:
        """Every expression of it: the rules of its domain, conditions and values."""
        yield from (rule.node for rule in self.rules)
        for case in self.cases:
            yield from [case.node] if case.node is not None else []
            yield from case.values()

    @property
    def arrays(self) -> str:
        """The module with its form for arrays."""
        return self.dotted + ARRAYS

    @property
    def is_record(self) -> bool:
        """Whether the result has fields."""
        return self.returns.kind is Kind.RECORD

    @property
    def is_split(self) -> bool:
        """Whether the value depends on a case."""
        return len(self.cases) > 1 or self.cases[0].node is not None

    @property
    def signature(self) -> Signature:
        """How others see it."""
        parameters = tuple(
            SignatureParameter(one.name, one.identifier, _FLOAT, one.default is None)
            for one in self.inputs
        )
        return Signature(
            name=self.name,
            function=self.function,
            module=self.dotted,
            parameters=parameters,
            returns=self.returns,
            summary=self.spec.summary,
            place=self.place,
        )


_FLOAT = TypeRef(Kind.FLOAT)
