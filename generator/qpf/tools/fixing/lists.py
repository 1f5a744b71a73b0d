"""Edits of entries: one is taken out, or one is added, and everything around it stays."""

import re

from qpf.diagnostics.diagnostic import Place
from qpf.tools.fixing.scalars import quoted_like
from qpf.tools.fixing.syntax import Node, Source

__all__ = ["appended", "dropped", "says_the_same"]

Span = tuple[int, int, str]


def says_the_same(source: Source, left: Node, right: Node) -> bool:
    """Whether two nodes stand for the same value, however they are written."""
    if left.kind != right.kind or len(left.items) != len(right.items):
        return False
    if left.kind == "scalar":
        return left.value == right.value and bool(left.style) == bool(right.style)
    if left.kind == "alias":
        return False
    return all(
        says_the_same(source, a, b) and _same_content(source, a, b)
        for a, b in zip(left.items, right.items, strict=True)
    )


def _same_content(source: Source, left: Node, right: Node) -> bool:
    if left.content is None or right.content is None:
        return left.content is right.content
    return says_the_same(source, left.content, right.content)


def dropped(source: Source, place: Place) -> Span | None:
    """The edit that takes out the entry at a place; None when more than the entry would go."""
    node = source.node(place)
    entry = node.key if node is not None and node.key is not None else node
    if node is None or entry is None or entry.parent is None or len(entry.parent.items) < 2:
        return None
    last = entry.content or entry
    parent = entry.parent
    if parent.is_flow:
        return _from_flow(source, parent, entry, last)
    return _lines(source, parent, entry, last)


def _from_flow(source: Source, parent: Node, entry: Node, last: Node) -> Span | None:
    index = parent.items.index(entry)
    if index > 0:
        before = parent.items[index - 1]
        begin, end = (before.content or before).end, last.end
    else:
        begin, end = entry.begin, parent.items[1].begin
    return None if "#" in source.text[begin:end] else (begin, end, "")


def _lines(source: Source, parent: Node, entry: Node, last: Node) -> Span | None:
    begin, _ = source.line_of(entry.begin)
    _, end = source.line_of(max(last.begin, last.end - 1))
    lead = source.text[begin : entry.begin]
    if not re.fullmatch(r" *- +" if parent.kind == "list" else r" *", lead):
        return None
    gone = source.text[begin:end]
    tail = source.text[last.end : end]
    if re.search(r"(?:^|\s)#", source.text[entry.begin : last.end]) or "\n" not in gone:
        return None
    comment = re.fullmatch(r"[ \t]*(#[^\r\n]*)([\r\n]+)", tail)
    if comment is not None:
        return begin, end, f"{' ' * (len(lead) - len(lead.lstrip()))}{comment[1]}{comment[2]}"
    return (begin, end, "") if not tail.strip() else None


def appended(source: Source, place: Place, item: str, *, is_first: bool = False) -> Span | None:
    """The edit that adds a text as the last or first item of the list at a place."""
    node = source.node(place)
    written = quoted_like("", item)
    if node is None or node.kind != "list" or written is None or node.end <= node.begin:
        return None
    if not node.items:
        return node.begin + 1, node.begin + 1, written
    if node.is_flow:
        first, last = node.items[0].begin, node.items[-1].end
        return (first, first, f"{written}, ") if is_first else (last, last, f", {written}")
    near = node.items[0 if is_first else -1]
    begin, _ = source.line_of(near.begin)
    lead = source.text[begin : near.begin]
    _, end = source.line_of(max(near.begin, near.end - 1))
    if not re.fullmatch(r" *- +", lead) or near.kind != "scalar" or near.style in ("|", ">"):
        return None
    ending = re.search(r"\r\n|\r|\n", source.text)
    feed = ending[0] if ending else "\n"
    if is_first:
        return begin, begin, f"{lead}{written}{feed}"
    is_open = not source.text[:end].endswith(("\n", "\r"))
    return end, end, f"{feed}{lead}{written}" if is_open else f"{lead}{written}{feed}"
