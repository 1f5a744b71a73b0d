"""A valid value of every type and input, when no example gives one."""

import re

from qpf.language.compiled import CompiledOperation
from qpf.language.constraints import violated
from qpf.language.operation_spec import InputSpec
from qpf.language.scope import OperationScope
from qpf.language.type_table import TypeTable
from qpf.language.types import Kind, TypeRef

__all__ = ["base_inputs", "sample", "sample_input", "unmatched"]

_DEEPEST = 4
_TEXTS = ("a", "abc", "a1", "A1", "1", "2026-01-01", "a@b.co", "a_b", "A-1", "")


def base_inputs(operation: CompiledOperation, scope: OperationScope) -> dict[str, object] | None:
    """Inputs that obey every limit: those of the first example that succeeds, else made up ones."""
    for example in operation.spec.examples:
        if example.expect_error is None:
            return dict(example.given)
    made: dict[str, object] = {}
    for one in operation.parameters:
        if one.required:
            value = sample_input(operation.spec.input[one.name], one.type, scope.types)
            if value is None and not one.type.is_optional:
                return None
            made[one.name] = value
    return made


def sample_input(spec: InputSpec, kind: TypeRef, table: TypeTable) -> object:
    """A value that fits the type and the limits, or None."""
    if kind.is_optional:
        return None
    if spec.one_of is not None:
        return spec.one_of[0]
    if spec.range is not None:
        low, high = spec.range
        bound = low if low is not None else high
        return int(bound or 0) if kind.kind is Kind.INT else float(bound or 0)
    if kind.is_listlike:
        return [sample(kind.item, table)] * max(spec.min_items or 0, 1)
    if kind.kind is Kind.STR:
        return _text(spec)
    return sample(kind, table)


def _text(spec: InputSpec) -> str | None:
    for text in (*_TEXTS, "a" * (spec.min_length or 0)):
        if not violated(spec, text):
            return text
    return None


def sample(kind: TypeRef, table: TypeTable, depth: int = 0) -> object:
    """A small value of a type; None for one that only recursion could fill."""
    if depth > _DEEPEST or kind.is_optional:
        return None
    if kind.is_listlike:
        return []
    if kind.is_dictlike:
        return {}
    declared = table.of_ref(kind)
    if declared is not None and kind.kind is Kind.ENUM:
        return declared.members[0].value
    if declared is not None:
        return {
            field.name: sample(field.type, table, depth + 1)
            for field in declared.fields
            if field.required
        }
    plain = {Kind.BOOL: True, Kind.INT: 1, Kind.FLOAT: 0.5, Kind.STR: "a", Kind.BYTES: "YQ=="}
    return plain.get(kind.kind)


def unmatched(pattern: str) -> str | None:
    """A text that a pattern refuses, or None when none of a few does."""
    texts = ("", "\x00", "?", " ", "~~~", "a", "1", "Zz 9!")
    return next((text for text in texts if re.fullmatch(pattern, text) is None), None)
