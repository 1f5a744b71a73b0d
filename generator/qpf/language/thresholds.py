"""Numbers that inputs are compared with in conditions and bands."""

import ast
import keyword
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.compiled import CompiledOperation
from qpf.language.names import Local, Names
from qpf.language.scope import OperationScope
from qpf.language.step import StepSpec
from qpf.language.steps.band import BandSpec
from qpf.language.syntax import SyntaxTree, parse_text
from qpf.language.types import FLOAT, Kind, TypeRef

__all__ = ["Threshold", "thresholds_of", "tree_of"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number an input (or a field of one) is compared with; `keys` lead to the input's value."""

    keys: tuple[str, ...]
    value: float
    type: TypeRef
    place: Place

    @property
    def path(self) -> str:
        """The input as expressions write it."""
        return ".".join(self.keys)

    def replaced(self, base: Mapping[str, object], value: float) -> dict[str, object] | None:
        """The inputs with another value at the threshold's keys; None when they lead nowhere."""
        return _replaced(base, self.keys, value)


def _replaced(
    base: Mapping[str, object], keys: tuple[str, ...], value: object
) -> dict[str, object] | None:
    if len(keys) == 1:
        return {**base, keys[0]: value}
    inner = base.get(keys[0])
    if not isinstance(inner, Mapping):
        return None
    changed = _replaced(inner, keys[1:], value)
    return {**base, keys[0]: changed} if changed is not None else None


def tree_of(text: str, names: Mapping[str, object]) -> SyntaxTree | None:
    """The parsed tree of a text that was checked before; it is shared, so it is only read."""
    return _tree_of(text, frozenset(filter(keyword.iskeyword, names)))


@lru_cache(maxsize=4096)
def _tree_of(text: str, keywords: frozenset[str]) -> SyntaxTree | None:
    """Among the known names only keywords change how a text is read.

    Foretelling asks for the same few texts thousands of times; most of its time was parsing.
    """
    known = Names({name: Local(name, name, FLOAT) for name in keywords})
    return parse_text(text, known, lambda *_: Place(""), Diagnostics())


def thresholds_of(operation: CompiledOperation, scope: OperationScope) -> Iterator[Threshold]:
    """Every threshold in the order of the steps."""
    for index, step in enumerate(operation.spec.steps):
        at = f"{operation.pointer}/steps/{index}"
        if isinstance(step, BandSpec):
            yield from _of_band(step, operation, scope, at)
        for text, key in _conditions(step):
            tree = tree_of(text, operation.spec.input)
            if tree is not None:
                place = scope.origins.at(f"{at}/{key}")
                yield from _compared(tree, operation, scope, place)


def _conditions(step: StepSpec) -> Iterator[tuple[str, str]]:
    for key in ("when", "require"):
        text = getattr(step, key, None)
        if isinstance(text, str):
            yield text, key
    for index, rule in enumerate(getattr(step, "rules", ())):
        yield rule.when, f"rules/{index}/when"


def _of_band(
    step: BandSpec, operation: CompiledOperation, scope: OperationScope, at: str
) -> Iterator[Threshold]:
    tree = tree_of(step.of, operation.spec.input)
    subject = _subject(tree.root, operation, scope) if tree is not None else None
    if subject is None:
        return
    for index, band in enumerate(step.bands):
        place = scope.origins.at(f"{at}/bands/{index}")
        yield Threshold(subject[0], float(band.below), subject[1], place)


def _compared(
    tree: SyntaxTree, operation: CompiledOperation, scope: OperationScope, place: Place
) -> Iterator[Threshold]:
    for node in ast.walk(tree.root):
        if not isinstance(node, ast.Compare):
            continue
        operands = [node.left, *node.comparators]
        for left, right in pairwise(operands):
            for one, other in ((left, right), (right, left)):
                subject = _subject(one, operation, scope)
                number = _number(other, operation)
                if subject is not None and number is not None:
                    yield Threshold(subject[0], number, subject[1], place)


def _subject(
    node: ast.expr, operation: CompiledOperation, scope: OperationScope
) -> tuple[tuple[str, ...], TypeRef] | None:
    keys: list[str] = []
    while isinstance(node, ast.Attribute):
        keys.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    parameter = next((one for one in operation.parameters if one.name == node.id), None)
    if parameter is None:
        return None
    kind = parameter.type
    for key in keys:
        declared = scope.types.of_ref(kind)
        field = declared.field(key) if declared is not None else None
        if field is None:
            return None
        kind = field.type
    return ((node.id, *keys), kind) if kind.kind in (Kind.INT, Kind.FLOAT) else None


def _number(node: ast.expr, operation: CompiledOperation) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand, operation)
        return -inner if inner is not None else None
    value: object = None
    if isinstance(node, ast.Constant):
        value = node.value
    elif isinstance(node, ast.Name) and node.id in operation.spec.constants:
        value = operation.spec.constants[node.id].value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
