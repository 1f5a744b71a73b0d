"""Faults of the text of a file: its characters and its YAML."""

import re
from collections.abc import Iterator

from places_kinds import Planting, kind
from places_source import Edit, Node

__all__: list[str] = []

_CHARACTERS = {
    "control character": "\x07",
    "NUL": "\x00",
    "byte that is not UTF-8": "\udcff",
    "invisible character": "\u200b",
    "bidirectional mark": "\u202e",
    "private-use character": "\ue000",
    "line separator": "\u2028",
}


def _plain_texts(planting: Planting) -> Iterator[Node]:
    for node in planting.source.nodes.values():
        if node.kind == "text" and node.style == "" and node.text and node.end > node.start:
            yield node


def _quoted(planting: Planting, marks: str) -> Iterator[Node]:
    for node in planting.source.nodes.values():
        if node.kind == "text" and node.style and node.style in marks:
            yield node


def _block_keys(planting: Planting) -> Iterator[Node]:
    """Entries of block mappings that begin their line."""
    text = planting.source.text
    for node in planting.source.nodes.values():
        if node.key is not None:
            begin = text.rfind("\n", 0, node.key[0]) + 1
            if text[begin : node.key[0]].strip(" ") == "":
                yield node


def _character(name: str, letter: str) -> None:
    @kind(name)
    def plant(planting: Planting) -> Iterator[Edit]:
        for node in _plain_texts(planting):
            if len(node.text) > 3:
                at = node.start + 1 + planting.draw.randrange(len(planting.source.raw(node)) - 1)
                if planting.source.text[at - 1 : at + 1].isalnum():
                    yield Edit(at, at, letter, at)


for _name, _letter in _CHARACTERS.items():
    _character(_name, _letter)


@kind("tab as indentation")
def _tab(planting: Planting) -> Iterator[Edit]:
    text = planting.source.text
    for node in _block_keys(planting):
        assert node.key is not None
        begin = text.rfind("\n", 0, node.key[0]) + 1
        if begin < node.key[0]:
            yield Edit(begin, node.key[0], "\t", begin)


@kind("one space too many")
def _shifted(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for node in _block_keys(planting):
        assert node.key is not None
        parent = source.nodes[node.pointer.rpartition("/")[0]]
        before = [
            source.nodes[one] for one in parent.members if source.nodes[one].start < node.start
        ]
        # after a plain text the deeper line would go on with that text, which is another fault
        if before and before[-1].kind != "text" and before[-1].is_flow:
            yield Edit(node.key[0], node.key[0], " ", node.key[0] + 1)


@kind("unclosed quote")
def _unclosed(planting: Planting) -> Iterator[Edit]:
    for node in _quoted(planting, "\"'"):
        rest = planting.source.text[node.end :]
        if node.style not in rest:
            yield Edit(node.end - 1, node.end, "", node.start)


@kind("unknown escape")
def _escape(planting: Planting) -> Iterator[Edit]:
    for node in _quoted(planting, '"'):
        yield Edit(node.start + 1, node.start + 1, r"\q", node.start + 1)


@kind("unclosed bracket")
def _bracket(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for node in source.nodes.values():
        parent = source.nodes[node.pointer.rpartition("/")[0]]
        if node.is_flow and not parent.is_flow and source.text[node.end - 1] in "]}":
            yield Edit(node.end - 1, node.end, "", node.start)


@kind("YAML anchor")
def _anchor(planting: Planting) -> Iterator[Edit]:
    for node in _plain_texts(planting):
        yield Edit(node.start, node.start, "&mark ", node.start)


@kind("YAML alias")
def _alias(planting: Planting) -> Iterator[Edit]:
    for node in _plain_texts(planting):
        if "\n" not in planting.source.raw(node):
            yield planting.source.value_edit(node, "*mark")


@kind("YAML tag")
def _tag(planting: Planting) -> Iterator[Edit]:
    for node in _plain_texts(planting):
        yield Edit(node.start, node.start, "!!python/name:os.system ", node.start)


@kind("merge key")
def _merge(planting: Planting) -> Iterator[Edit]:
    for node in _block_keys(planting):
        assert node.key is not None
        start, _ = node.key
        lead = start - (planting.source.text.rfind("\n", 0, start) + 1)
        yield Edit(start, start, f"<<: {{}}\n{' ' * lead}", start)


@kind("key written twice")
def _twice(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for node in source.nodes.values():
        lines = source.lines_of(node) if node.key is not None else None
        if lines is not None and node.key is not None:
            begin, end = lines
            copied = source.text[begin:end]
            yield Edit(end, end, copied, end + node.key[0] - begin)
        elif node.key is not None and source.nodes[node.pointer.rpartition("/")[0]].is_flow:
            copied = source.text[node.key[0] : node.end]
            yield Edit(node.end, node.end, f", {copied}", node.end + 2)


@kind("colon without a space")
def _glued(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for node in _block_keys(planting):
        assert node.key is not None
        gap = source.text[node.key[1] : node.start]
        parent = source.nodes[node.pointer.rpartition("/")[0]]
        if re.fullmatch(r": +", gap) and node.style == "" and node.kind == "text":
            is_last = parent.members[-1] == node.pointer
            if parent.members[0] != node.pointer and not is_last and node.text[0].isalpha():
                yield Edit(node.key[1], node.start, ":", node.key[0])


@kind("second document")
def _second(planting: Planting) -> Iterator[Edit]:
    for node in _block_keys(planting):
        assert node.key is not None
        if node.pointer.count("/") == 1 and node.pointer != planting.source.nodes[""].members[0]:
            yield Edit(node.key[0], node.key[0], "---\n", node.key[0])
