"""Values of inputs at which an operation may change its mind: numbers, lengths and words."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice, pairwise

from pydantic import BaseModel

from qpf.diagnostics.diagnostic import Place
from qpf.language.compiled import CompiledOperation
from qpf.language.scope import OperationScope
from qpf.language.steps.band import BandSpec
from qpf.language.steps.translate import TranslateSpec
from qpf.language.syntax import SyntaxTree
from qpf.language.thresholds import tree_of
from qpf.language.types import INT, Kind, TypeRef
from qpf.model.document import child

__all__ = ["Variation", "variations"]

_LONGEST = 300
_OTHER = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """Another value of an input (or a field of one); `keys` lead to it, `said` tells of it.

    With `is_size` the value is the length of a list or text there.
    """

    keys: tuple[str, ...]
    value: object
    said: str
    place: Place
    is_size: bool = False

    def applied(self, base: Mapping[str, object]) -> dict[str, object] | None:
        """The inputs with the value in its place; None when it has none."""
        return _replaced(base, self.keys, self)


def _replaced(
    base: Mapping[str, object], keys: tuple[str, ...], one: Variation
) -> dict[str, object] | None:
    if len(keys) == 1:
        value = _resized(base.get(keys[0]), one.value) if one.is_size else one.value
        return {**base, keys[0]: value} if value is not None else None
    inner = base.get(keys[0])
    if not isinstance(inner, Mapping):
        return None
    changed = _replaced(inner, keys[1:], one)
    return {**base, keys[0]: changed} if changed is not None else None


def _resized(present: object, size: object) -> list[object] | str | None:
    """A list or text of another length, repeated as needed; None when there is nothing to."""
    if isinstance(present, str) and isinstance(size, int) and 0 <= size <= _LONGEST:
        return "a" * size
    if not isinstance(present, list | tuple) or not isinstance(size, int):
        return None
    if not 0 <= size <= _LONGEST or (size and not present):
        return None
    return list(islice(cycle(present), size))


def variations(
    operation: CompiledOperation, scope: OperationScope, base: Mapping[str, object]
) -> Iterator[Variation]:
    """Every value worth trying, in the order of the steps."""
    finder = _Finder(operation, scope, base)
    for index, step in enumerate(operation.spec.steps):
        at = f"{operation.pointer}/steps/{index}"
        if isinstance(step, BandSpec):
            yield from finder.band(step, at)
        if isinstance(step, TranslateSpec) and step.table:
            yield from finder.words(step, at)
        for text, pointer in _texts(step, at):
            tree = tree_of(text, operation.spec.input)
            if tree is not None:
                yield from finder.compared(tree, scope.origins.at(pointer))
    yield from finder.flags()


def _texts(value: object, at: str) -> Iterator[tuple[str, str]]:
    """Every text in a step with its pointer, conditions and values alike."""
    if isinstance(value, str):
        yield value, at
    elif isinstance(value, BaseModel):
        for name in sorted(value.model_fields_set):
            key = type(value).model_fields[name].alias or name
            yield from _texts(getattr(value, name), child(at, key))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, child(at, str(key)))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, child(at, index))


class _Finder:
    def __init__(
        self, operation: CompiledOperation, scope: OperationScope, base: Mapping[str, object]
    ) -> None:
        self._operation, self._scope, self._base = operation, scope, base

    def band(self, step: BandSpec, at: str) -> Iterator[Variation]:
        """Around the borders of the bands."""
        tree = tree_of(step.of, self._operation.spec.input)
        subject = self._subject(tree.root) if tree is not None else None
        if subject is None:
            return
        for index, band in enumerate(step.bands):
            place = self._scope.origins.at(f"{at}/bands/{index}")
            yield from _around(*subject, float(band.below), place)

    def words(self, step: TranslateSpec, at: str) -> Iterator[Variation]:
        """Every word of a table, and one that is not in it."""
        tree = tree_of(step.translate, self._operation.spec.input)
        found = self._path(tree.root) if tree is not None else None
        if found is None or found[1].kind is not Kind.STR:
            return
        keys, place = found[0], self._scope.origins.at(f"{at}/table")
        for word in (*step.table, _OTHER):
            yield Variation(keys=keys, value=word, said=f"is {word}", place=place)

    def compared(self, tree: SyntaxTree, place: Place) -> Iterator[Variation]:
        """Around the numbers, and for the words, that inputs are compared with."""
        for node in ast.walk(tree.root):
            if not isinstance(node, ast.Compare):
                continue
            for left, right in pairwise([node.left, *node.comparators]):
                for one, other in ((left, right), (right, left)):
                    yield from self._numbers(one, other, place)
                    yield from self._texts(one, other, place)

    def flags(self) -> Iterator[Variation]:
        """Both values of every flag and every member of an enumeration."""
        for one in self._operation.parameters:
            kind, place = one.type.inner, one.place or self._operation.place
            declared = self._scope.types.of_ref(kind)
            values: tuple[object, ...] = (True, False) if kind.kind is Kind.BOOL else ()
            if kind.kind is Kind.ENUM and declared is not None:
                values = tuple(member.value for member in declared.members)
            for value in values:
                said = f"is {str(value).lower() if isinstance(value, bool) else value}"
                yield Variation(keys=(one.name,), value=value, said=said, place=place)

    def _numbers(self, one: ast.expr, other: ast.expr, place: Place) -> Iterator[Variation]:
        subject, number = self._subject(one), self._number(other)
        if subject is not None and number is not None:
            yield from _around(*subject, number, place)

    def _texts(self, one: ast.expr, other: ast.expr, place: Place) -> Iterator[Variation]:
        found = self._path(one)
        text = other.value if isinstance(other, ast.Constant) else None
        if found is not None and isinstance(text, str) and found[1].kind is Kind.STR:
            for word in (text, f"{text}{_OTHER}"):
                yield Variation(keys=found[0], value=word, said=f"is {word!r}", place=place)

    def _subject(self, node: ast.expr) -> tuple[tuple[str, ...], TypeRef, bool] | None:
        """The way to a number, or to a list whose length is meant; its type; which of both."""
        is_size = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "len"
        if isinstance(node, ast.Call):
            if not is_size or len(node.args) != 1:
                return None
            node = node.args[0]
        found = self._path(node)
        if found is None:
            return None
        keys, kind = found
        if is_size:
            return (keys, INT, True) if kind.is_listlike or kind.kind is Kind.STR else None
        return (keys, kind, False) if kind.kind in (Kind.INT, Kind.FLOAT) else None

    def _path(self, node: ast.expr) -> tuple[tuple[str, ...], TypeRef] | None:
        keys: list[str] = []
        while isinstance(node, ast.Attribute):
            keys.insert(0, node.attr)
            node = node.value
        name = node.id if isinstance(node, ast.Name) else ""
        parameter = next((one for one in self._operation.parameters if one.name == name), None)
        if parameter is None:
            return None
        kind = parameter.type
        for key in keys:
            declared = self._scope.types.of_ref(kind)
            field = declared.field(key) if declared is not None else None
            if field is None:
                return None
            kind = field.type
        return (name, *keys), kind

    def _number(self, node: ast.expr) -> float | None:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            inner = self._number(node.operand)
            return -inner if inner is not None else None
        value: object = None
        if isinstance(node, ast.Constant):
            value = node.value
        elif isinstance(node, ast.Name):
            value = self._named(node.id)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value)

    def _named(self, name: str) -> object:
        """The value of a constant, or of an input that stays as it is."""
        if name in self._operation.spec.constants:
            return self._operation.spec.constants[name].value
        declared = self._operation.spec.input.get(name)
        return self._base.get(name, declared.default if declared is not None else None)


def _around(
    keys: tuple[str, ...], kind: TypeRef, is_size: bool, value: float, place: Place
) -> Iterator[Variation]:
    whole = kind == INT
    step: float = 1 if whole else max(abs(value) * 1e-6, 1e-6)
    what = "has a length" if is_size else "is"
    for side, at in (("below", value - step), ("at", value), ("above", value + step)):
        yield Variation(
            keys=keys,
            value=int(at) if whole else float(at),
            said=f"{what} {side} {value:g}",
            place=place,
            is_size=is_size,
        )
