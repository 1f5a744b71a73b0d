"""From the changes of a fix to exact edits of a text, or to nothing when they do not fit it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from qpf.diagnostics import fix as kinds
from qpf.diagnostics.diagnostic import Diagnostic, Place
from qpf.diagnostics.fix import Change, Edit, Fix
from qpf.tools.fixing.lists import Span, appended, dropped, says_the_same
from qpf.tools.fixing.repairs import repaired_line, untabbed
from qpf.tools.fixing.scalars import in_quotes, quoted_like, retyped, rewritten
from qpf.tools.fixing.syntax import Source
from qpf.tools.yaml_scalars import NotFinite, TooLarge, plain_value

__all__ = ["edits_of", "with_edits"]

Read = Callable[[str], Source | None]


def with_edits(diagnostics: Iterable[Diagnostic], read: Read) -> tuple[Diagnostic, ...]:
    """The same findings with the edits of their fixes; a fix that does not fit its file is gone.

    `read` gives a file that may be edited, or None for any other.
    """
    return tuple(_with_edits(each, read) for each in diagnostics)


def _with_edits(diagnostic: Diagnostic, read: Read) -> Diagnostic:
    if diagnostic.fix is None:
        return diagnostic
    if diagnostic.suppressed:
        return replace(diagnostic, fix=None)
    edits = edits_of(diagnostic.fix, read)
    return replace(diagnostic, fix=None if edits is None else replace(diagnostic.fix, edits=edits))


def edits_of(fix: Fix, read: Read) -> tuple[Edit, ...] | None:
    """The edits of a fix, none for one about bytes; None when one of its changes does not fit."""
    edits: list[Edit] = []
    for change in fix.changes:
        source = read(change.place.file)
        if source is None:
            return None
        if isinstance(change, kinds.Recode):
            continue
        span = _CHANGES[type(change)](source, change)
        if span is None:
            return None
        begin, end, text = span
        if source.text[begin:end] == text:
            return None
        edits.append(Edit(source.place(change.place.file, begin, end), text))
    return tuple(edits)


def _put(source: Source, change: kinds.Put) -> Span | None:
    begin, end = source.span(change.place)
    return (begin, end, change.text) if begin < end else None


def _replaced(source: Source, change: kinds.Replace) -> Span | None:
    begin, end = source.span(change.place)
    node = source.scalar(change.place)
    if node is not None and node.value == change.old:
        is_number = not node.style and change.old.isdigit() and change.new.isdigit()
        text = change.new if is_number else quoted_like(node.style, change.new)
        return None if text is None else (node.begin, node.end, text)
    if node is not None and "\n" in source.text[node.begin : node.end]:
        return None
    raw = source.text[begin:end]
    text = rewritten(raw, change.old, change.new)
    return None if text is None or not change.old.strip() else (begin, end, text)


def _quoted(source: Source, change: kinds.Quote) -> Span | None:
    node = source.scalar(change.place)
    if source.error is not None and (node is None or node.end >= source.span(change.place)[0]):
        return repaired_line(source, change.place)
    if node is None or node.style or not node.value or node.value.count("\n"):
        return None
    return node.begin, node.end, in_quotes(node.value)


def _retyped(source: Source, change: kinds.Retype) -> Span | None:
    node = source.scalar(change.place)
    if node is None or source.text[node.begin : node.begin + 1] in ("&", "!", "*"):
        return None
    text = retyped(node.value, node.style, change.expected)
    return None if text is None else (node.begin, node.end, text)


def _dropped(source: Source, change: kinds.Drop) -> Span | None:
    if change.twin is not None:
        pair = source.node(change.place), source.node(change.twin)
        if pair[0] is None or pair[1] is None or pair[0] is pair[1]:
            return None
        if not says_the_same(source, pair[0], pair[1]):
            return None
        if pair[0].is_key and not _same_entries(source, change.place, change.twin):
            return None
    return dropped(source, change.place)


def _same_entries(source: Source, place: Place, twin: Place) -> bool:
    left, right = source.node(place), source.node(twin)
    if left is None or right is None or left.content is None or right.content is None:
        return False
    return says_the_same(source, left.content, right.content)


def _appended(source: Source, change: kinds.Append) -> Span | None:
    return appended(source, change.place, change.item, is_first=change.is_first)


def _extended(source: Source, change: kinds.Extend) -> Span | None:
    root = next((node for node in source.nodes if node.parent is None), None)
    if source.error is not None or root is None or root.kind != "map" or root.is_flow:
        return None
    if source.line_of(root.begin)[0] != root.begin or re.search(r"(?m)^\.\.\.", source.text):
        return None
    end = len(source.text)
    line_end = "\r\n" if "\r\n" in source.text else "\n"
    lead = "" if source.text.endswith(("\n", "\r")) else line_end
    return end, end, lead + "".join(f"{line}{line_end}" for line in change.lines)


def _inlined(source: Source, change: kinds.Inline) -> Span | None:
    begin, end = source.span(change.place)
    anchored = source.anchors.get(change.name)
    if anchored is None or anchored.kind != "scalar" or anchored.style in ("|", ">"):
        return None
    raw = source.text[anchored.begin : anchored.end]
    bare = re.match(r"&[^\s,\[\]{}]+[ \t]+(?=[^\s!])", raw)
    if bare is None or "\n" in raw or source.text[begin:end] != f"*{change.name}":
        return None
    return begin, end, raw[bare.end() :]


def _unmarked(source: Source, change: kinds.Unmark) -> Span | None:
    begin, end = source.span(change.place)
    mark = source.text[begin:end]
    if mark.startswith("&"):
        if mark[1:] in source.aliases:
            return None
    elif not _is_idle_tag(source, begin, end):
        return None
    blank = re.compile(r"[ \t]*").match(source.text, end)
    return begin, blank.end() if blank else end, ""


def _is_idle_tag(source: Source, begin: int, end: int) -> bool:
    node = next((node for node in source.nodes if node.begin <= begin < node.end), None)
    node = source.node(source.place("", begin, begin)) or node
    name = source.text[begin:end].removeprefix("!!")
    if node is None or node.kind != "scalar":
        return node is not None and name == {"map": "map", "list": "seq"}.get(node.kind)
    if node.style:
        return name == "str"
    try:
        read = type(plain_value(node.value)).__name__
    except (NotFinite, TooLarge):
        return False
    return name == {"NoneType": "null"}.get(read, read)


def _unexcused(source: Source, change: kinds.Unexcuse) -> Span | None:
    begin, end = source.span(change.place)
    opened = source.text.find("[", begin, end)
    closed = source.text.find("]", opened, end)
    codes = re.findall(r"[^\s,]+", source.text[opened + 1 : closed])
    if opened < 0 or change.code not in codes:
        return None
    codes.remove(change.code)
    if codes:
        return opened + 1, closed, ", ".join(codes)
    start, stop = source.line_of(begin)
    lead = source.text[start:begin]
    if not lead.strip():
        return start, stop, ""
    return start + len(lead.rstrip()), end, ""


_CHANGES: dict[type[Change], Callable[[Source, Any], Span | None]] = {
    kinds.Extend: _extended,
    kinds.Put: _put,
    kinds.Replace: _replaced,
    kinds.Quote: _quoted,
    kinds.Retype: _retyped,
    kinds.Drop: _dropped,
    kinds.Append: _appended,
    kinds.Inline: _inlined,
    kinds.Unmark: _unmarked,
    kinds.Unexcuse: _unexcused,
    kinds.Untab: lambda source, change: untabbed(source, change.place),
}
