"""The nodes of a YAML text with the offsets at which they are written; nothing is interpreted."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import cast

import yaml
from yaml import events

from qpf.diagnostics.diagnostic import Place
from qpf.tools.source_text import line_starts
from qpf.tools.yaml_builder import MAX_DEPTH
from qpf.tools.yaml_properties import Event

__all__ = ["Node", "Source"]


@dataclass(slots=True, eq=False)
class Node:
    """A scalar or collection as written in `text[begin:end]`.

    `style` is that of the parser for scalars; `key` is the key of a value in a mapping, and
    `items` are the keys of a mapping or the items of a list.
    """

    kind: str
    begin: int
    end: int = -1
    style: str = ""
    value: str = ""
    is_flow: bool = False
    parent: "Node | None" = None
    key: "Node | None" = None
    content: "Node | None" = None
    items: list["Node"] = field(default_factory=list)

    @property
    def is_key(self) -> bool:
        """Whether it names an entry of a mapping."""
        return self.parent is not None and self.parent.kind == "map" and self.key is None


class Source:
    """A text, its lines and its nodes; a text that is no YAML has the nodes before the fault."""

    def __init__(self, text: str) -> None:
        """Read what can be read."""
        self.text = text
        self.starts = line_starts(text)
        self.nodes: list[Node] = []
        self.anchors: dict[str, Node] = {}
        self.aliases: list[str] = []
        self.error: yaml.YAMLError | None = None
        try:
            self._read()
        except yaml.YAMLError as error:
            self.error = error

    def offset(self, line: int, column: int) -> int:
        """The offset of a place, at most the length of the text."""
        if line > len(self.starts):
            return len(self.text)
        return min(self.starts[line - 1] + column - 1, len(self.text))

    def span(self, place: Place) -> tuple[int, int]:
        """The offsets of a place; an end that is not known is the beginning."""
        begin = self.offset(place.line, place.column)
        if place.end_line < place.line:
            return begin, begin
        return begin, max(begin, self.offset(place.end_line, place.end_column))

    def place(self, file: str, begin: int, end: int) -> Place:
        """The place of a span."""
        first, last = bisect_right(self.starts, begin), bisect_right(self.starts, end)
        return Place(
            file,
            first,
            begin - self.starts[first - 1] + 1,
            last,
            end - self.starts[last - 1] + 1,
        )

    def line_of(self, offset: int) -> tuple[int, int]:
        """The offsets of the line around an offset, its break included."""
        number = bisect_right(self.starts, offset)
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.starts[number - 1], end

    def scalar(self, place: Place) -> Node | None:
        """The scalar that begins at a place."""
        begin, _ = self.span(place)
        return next((n for n in self.nodes if n.begin == begin and n.kind == "scalar"), None)

    def node(self, place: Place) -> Node | None:
        """The node at a place: the one that ends there, else the innermost that begins there."""
        begin, end = self.span(place)
        here = [node for node in self.nodes if node.begin == begin]
        exact = [node for node in here if node.end == end]
        return next(iter(exact or here[-1:]), None)

    def _read(self) -> None:
        stack: list[Node] = []
        for parsed in yaml.parse(self.text, Loader=yaml.CSafeLoader):
            event = cast(Event, parsed)
            kind = event.__class__
            if kind is events.ScalarEvent:
                self._leaf(event, stack)
            elif kind is events.MappingStartEvent or kind is events.SequenceStartEvent:
                if len(stack) > MAX_DEPTH:
                    return
                name = "map" if kind is events.MappingStartEvent else "list"
                node = self._hung(Node(name, event.start_mark.index), stack)
                node.is_flow = bool(event.flow_style)
                self._named(event, node)
                stack.append(node)
            elif kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
                self._close(event, stack)
            elif kind is events.AliasEvent:
                self.aliases.append(event.anchor)
                begin, end = event.start_mark.index, event.end_mark.index
                self._hung(Node("alias", begin, end, value=event.anchor), stack)

    def _leaf(self, event: Event, stack: list[Node]) -> None:
        begin, end = event.start_mark.index, event.end_mark.index
        if event.style in ("|", ">"):
            end = begin + len(self.text[begin:end].rstrip())
        node = Node("scalar", begin, end, style=event.style or "", value=event.value)
        self._hung(node, stack)
        self._named(event, node)

    def _named(self, event: Event, node: Node) -> None:
        if event.anchor is not None:
            self.anchors[event.anchor] = node

    def _hung(self, node: Node, stack: list[Node]) -> Node:
        self.nodes.append(node)
        if not stack:
            return node
        parent = node.parent = stack[-1]
        if parent.kind == "list" or not parent.items or parent.items[-1].content is not None:
            parent.items.append(node)
        else:
            node.key = parent.items[-1]
            node.key.content = node
        return node

    def _close(self, event: Event, stack: list[Node]) -> None:
        node = stack.pop()
        if event.start_mark.index != event.end_mark.index:
            node.end = event.end_mark.index
            return
        last = node.items[-1] if node.items else node
        last = last.content or last
        node.end = max(last.end, node.begin)
