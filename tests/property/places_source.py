"""A workspace file as text with the span of every node: what mutations are planted into.

The spans come from PyYAML's own nodes, not from the factory's reader, so a mutation knows its place
without asking the code that is on trial.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import yaml

from qpf.model.document import DocumentKind, child

__all__ = ["Edit", "Node", "Source", "misspelled", "position"]


@dataclass(frozen=True, slots=True)
class Node:
    """One node: offsets of its value, and of its key when it has one.

    `kind` is `map`, `list` or `text`; `style` of a text is its quote or block mark.
    """

    pointer: str
    kind: str
    start: int
    end: int
    key: tuple[int, int] | None
    text: str = ""
    style: str = ""
    is_flow: bool = False
    members: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The last step of the pointer."""
        return self.pointer.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Edit:
    """New text for `[start, end)`; the fault stands at the offset `at` of the changed file.

    `original` is what a suggestion should say, `also` other offsets that name the fault as well.
    """

    start: int
    end: int
    new: str
    at: int
    original: str = ""
    also: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Source:
    """One file of a workspace."""

    path: str
    kind: DocumentKind
    collection: str
    text: str

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Every node by its JSON pointer."""
        root = yaml.compose(self.text, Loader=yaml.CSafeLoader)
        return {node.pointer: node for node in self._walk("", root, None)}

    def _walk(self, pointer: str, node: yaml.Node, key: tuple[int, int] | None) -> Iterator[Node]:
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode):
            yield Node(pointer, "text", start, end, key, node.value, node.style or "")
            return
        below: list[Node] = []
        names: list[str] = []
        if isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                names.append(child(pointer, name.value))
                span = (name.start_mark.index, name.end_mark.index)
                below += self._walk(names[-1], value, span)
        else:
            for number, value in enumerate(node.value):
                names.append(child(pointer, number))
                below += self._walk(names[-1], value, None)
        if not node.flow_style and below:
            end = max(one.end for one in below)
        kind = "map" if isinstance(node, yaml.MappingNode) else "list"
        yield Node(pointer, kind, start, end, key, "", "", bool(node.flow_style), tuple(names))
        yield from below

    def matching(self, pattern: str) -> Iterator[Node]:
        """Nodes whose pointer is `pattern`: `*` stands for one step, `**` for any number."""
        expression = re.escape(pattern).replace(r"/\*\*", "(/[^/]+)*").replace(r"\*", "[^/]+")
        compiled = re.compile(expression)
        return (node for pointer, node in self.nodes.items() if compiled.fullmatch(pointer))

    def raw(self, node: Node) -> str:
        """The text of a node as it is written."""
        return self.text[node.start : node.end]

    def value_edit(self, node: Node, new: str, original: str = "") -> Edit:
        """Something else in place of a node; the fault stands where it begins."""
        end = node.start + len(self.raw(node).rstrip())
        return Edit(node.start, end, new, node.start, original)

    def lines_of(self, node: Node) -> tuple[int, int] | None:
        """Offsets of the whole lines of an entry of a block; None for one inside a flow."""
        first = node.key[0] if node.key else node.start
        begin = self.text.rfind("\n", 0, first) + 1
        lead = self.text[begin:first]
        is_alone = re.fullmatch(r"\s*(- )?", lead) is not None
        end = self.text.find("\n", max(node.end - 1, 0))
        end = len(self.text) if end < 0 else end + 1
        if not is_alone or (node.key is not None and lead.strip()):
            return None
        return begin, end


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def misspelled(word: str, taken: frozenset[str], draw: random.Random) -> str | None:
    """The word with one slip of the finger, different from every word that is `taken`."""
    letters = [i for i, one in enumerate(word) if one.isalpha()]
    if len(letters) < 4:
        return None
    for _ in range(8):
        at = draw.choice(letters[1:])
        before, one, after = word[:at], word[at], word[at + 1 :]
        slips = [before + after, before + one + one + after]
        if after and after[0].isalpha() and after[0] != one:
            slips.append(before + after[0] + one + after[1:])
        made = draw.choice(slips)
        if made != word and made not in taken:
            return made
    return None
