"""From YAML text to a tree of places: every spelling of YAML 1.1 and 1.2 is taken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import yaml
from yaml import events, nodes

from qpf.diagnostics.diagnostic import Place
from qpf.sections.importing.node import Members, Node, Scalar
from qpf.sections.importing.report import Report
from qpf.tools.source_text import refused_characters
from qpf.tools.yaml_scalars import NotFinite, TooLarge, plain_value

__all__ = ["MAX_DEPTH", "TooBig", "checked", "composed"]

MAX_DEPTH = 60
"""The most collections that may stand inside each other."""

_MOST_NODES = 300_000
_ROUND = re.compile(r"\d+\.\d+0")
_STRING = "tag:yaml.org,2002:str"


class TooBig(ValueError):
    """A text nests too deeply or expands to too many nodes."""


def composed(path: str, lines: Sequence[tuple[int, str]], report: Report) -> Node | None:
    """The tree of one document; None when it is empty; `yaml.YAMLError` when it is not YAML."""
    root, text = checked(lines)
    if root is None:
        return None
    return _Composer(path, text, [number for number, _ in lines], report).node(root, None)


def checked(lines: Sequence[tuple[int, str]]) -> tuple[nodes.Node | None, str]:
    """The raw tree of one document and its text; `TooBig` and `yaml.YAMLError` as `composed`."""
    text = "\n".join(line for _, line in lines) + "\n"
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, events.CollectionStartEvent)
        depth -= isinstance(event, events.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise TooBig(f"it nests deeper than {MAX_DEPTH} levels")
    root: nodes.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    return root, text


@dataclass(slots=True)
class _Composer:
    path: str
    text: str
    numbers: list[int]
    report: Report
    count: int = 0
    around: list[int] = field(default_factory=list)

    def node(self, raw: nodes.Node, key: Place | None) -> Node:
        self.count += 1
        if self.count > _MOST_NODES or id(raw) in self.around:
            raise TooBig("its anchors and aliases expand without end")
        place = self._place(raw)
        if isinstance(raw, nodes.ScalarNode):
            made = Node(self._scalar(raw, place), place, key)
            if raw.style or place.line != place.end_line:
                made.raw = self.text[raw.start_mark.index : raw.end_mark.index]
            return made
        self.around.append(id(raw))
        made = Node(None, place, key)
        if isinstance(raw, nodes.SequenceNode):
            made.value = [self.node(item, None) for item in raw.value]
        elif isinstance(raw, nodes.MappingNode):
            made.value = self._mapping(raw)
        self.around.pop()
        return made

    def _mapping(self, raw: nodes.MappingNode) -> Members:
        members: Members = {}
        for key_node, value_node in raw.value:
            place = self._place(key_node)
            if not isinstance(key_node, nodes.ScalarNode):
                kept = f"{self.node(key_node, None).shown}: {self.node(value_node, None).shown}"
                self.report.dropped(place, f"a key that is no text is left out: {kept}")
                continue
            value = self.node(value_node, place)
            if key_node.value == "<<" and not key_node.style:
                self._merge(members, value)
                continue
            name = self._clean(str(key_node.value), place).strip()
            if name in members:
                value = self._doubled(name, members[name], value)
            members[name] = value
        return members

    def _merge(self, members: Members, value: Node) -> None:
        self.report.changed(value, "the merge key is written out")
        for source in [value, *value.items]:
            for name, inner in source.members.items():
                members.setdefault(name, inner)
            if not isinstance(source.value, dict | list):
                self.report.dropped(source, f"a merge of no mapping is left out: {source.shown}")

    def _doubled(self, name: str, first: Node, second: Node) -> Node:
        if first.plain() == second.plain():
            self.report.changed(second, f"`{name}` stands twice with the same value; kept once")
        elif isinstance(first.value, dict) and isinstance(second.value, dict):
            self.report.changed(second, f"`{name}` stands twice; both are merged")
            for key, inner in second.value.items():
                known = first.value.get(key)
                first.value[key] = inner if known is None else self._doubled(key, known, inner)
            return first
        elif isinstance(first.value, list) and isinstance(second.value, list):
            self.report.changed(second, f"`{name}` stands twice; both lists are joined")
            first.value += second.value
            return first
        else:
            words = f"`{name}` stands twice; the last is kept, not {first.shown}"
            self.report.needs(second, words)
        return second

    def _scalar(self, raw: nodes.ScalarNode, place: Place) -> Scalar:
        text = str(raw.value)
        if raw.tag.startswith("!"):
            self.report.changed(place, f"the tag `{raw.tag}` is taken off")
        elif not raw.style and raw.tag != _STRING:
            return self._resolved(text, place)
        elif not raw.style:
            value = self._resolved(text, place)
            return self._clean(text, place) if isinstance(value, str) else value
        return self._clean(text, place)

    def _resolved(self, text: str, place: Place) -> Scalar:
        try:
            value = plain_value(text)
        except (NotFinite, TooLarge):
            self.report.changed(place, f"the number `{text[:40]}` is kept as text")
            return text
        if isinstance(value, str):
            return self._clean(value, place)
        if isinstance(value, float) and _ROUND.fullmatch(text):
            # As a number it would lose its last zero, and `6.10` is no `6.1`.
            return text
        if isinstance(value, int | float) and not isinstance(value, bool) and str(value) != text:
            self.report.changed(place, f"the number `{text}` is read as `{value}`")
        return value

    def _clean(self, text: str, place: Place) -> str:
        refused = {offset for offset, _ in refused_characters(text)}
        if not refused:
            return text
        self.report.changed(place, f"{len(refused)} invisible or control characters are taken out")
        return "".join(letter for n, letter in enumerate(text) if n not in refused)

    def _place(self, raw: nodes.Node) -> Place:
        start, end = raw.start_mark, raw.end_mark
        return Place(
            self.path,
            self._line(start.line),
            start.column + 1,
            self._line(end.line),
            end.column + 1,
        )

    def _line(self, index: int) -> int:
        if not self.numbers:
            return 1
        return self.numbers[min(index, len(self.numbers) - 1)]
