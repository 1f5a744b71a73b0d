"""The report of a beat: words and values under the keys the schema names."""

import ast
from collections.abc import Mapping

from qpf.language.body import call
from qpf.language.checker import Typed
from qpf.language.frame import Frame
from qpf.language.literals import plain_tree
from qpf.language.types import STR, Kind, TypeRef
from qpf.language.values import value

__all__ = ["REPORT_KEYS", "is_word", "written_report"]

REPORT_KEYS = ("action", "state")
"""What every report says besides the name of the organ."""

_SCALARS = (Kind.NONE, Kind.BOOL, Kind.INT, Kind.FLOAT, Kind.STR)


def is_word(written: object) -> bool:
    """Whether a value of a report is `{is: word}`."""
    return (
        isinstance(written, Mapping) and set(written) == {"is"} and isinstance(written["is"], str)
    )


def written_report(
    organ: str, words: Mapping[str, object], frame: Frame, *keys: str
) -> tuple[ast.expr, dict[str, TypeRef]] | None:
    """The tree of a report and the types of its fields; None when something was reported."""
    names: list[ast.expr | None] = [ast.Constant("organ")]
    values: list[ast.expr] = [ast.Constant(organ)]
    types: dict[str, TypeRef] = {}
    for name, written in words.items():
        if isinstance(written, Mapping) and is_word(written):
            typed: Typed | None = Typed(plain_tree(written["is"]), STR)
        else:
            typed = value(frame, written, None, f"`{name}`", *keys, name)
        if typed is None:
            return None
        names.append(ast.Constant(name))
        values.append(_plain(typed))
        types[name] = typed.type
    return ast.Dict(names, values), types


def _plain(typed: Typed) -> ast.expr:
    """Plain data that shares nothing with the state of the organ."""
    kind, is_state = typed.type.inner, isinstance(typed.node, ast.Name) and "." in typed.node.id
    if kind.kind in _SCALARS:
        return typed.node
    if kind.is_listlike and kind.item.kind in _SCALARS:
        return call("list", typed.node) if is_state else typed.node
    if kind.is_dictlike and kind.item.kind in _SCALARS:
        return call("dict", typed.node) if is_state else typed.node
    return call("to_plain", typed.node)
