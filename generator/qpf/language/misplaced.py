"""Finds the word or sign of an expression that stands where none of its kind may stand."""

import re

__all__ = ["misplaced"]

_TOKEN = re.compile(
    r"""
    (?P<operand>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\d[\w.]*|\.\d+|[^\W\d]\w*)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<between>\*\*|//|<<|>>|<=|>=|==|!=|[*/%<>&|^.])
    | (?P<either>[-+~])
    | (?P<comma>[,:=])
    | (?P<strange>\S)
    """,
    re.VERBOSE,
)
_BETWEEN = frozenset({"and", "or", "in", "is", "if", "else"})
_BEFORE_OPERAND = frozenset({"", "open", "between", "either", "comma", "not"})


def misplaced(source: str) -> int | None:
    """The offset of the first such token of a text that does not parse; None when there is none.

    Python reports where its grammar gives up, which may be far before the slip.
    """
    before, word_before = "", ""
    for hit in _TOKEN.finditer(source):
        kind, word = hit.lastgroup or "", hit[0]
        if kind == "operand" and word in _BETWEEN:
            kind = "between"
        elif kind == "operand" and word == "not":
            kind = "not"
        is_operand_next = before in _BEFORE_OPERAND
        is_split = (word_before, word) in {("not", "in"), ("is", "not")}
        if kind == "strange" or (kind == "between" and is_operand_next and not is_split):
            return hit.start()
        if kind == "operand" and not is_operand_next:
            return hit.start()
        before, word_before = kind, word
    return None
