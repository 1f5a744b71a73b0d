"""A document that is being repaired: a tree whose nodes know where they were written."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from qpf.diagnostics.diagnostic import Place
from qpf.model.document import Plain, child
from qpf.model.scalar_text import ScalarText, span_in_line, span_in_scalar

__all__ = ["Members", "Node", "Scalar", "folded", "plainly"]

Scalar: TypeAlias = "str | int | float | bool | None"
Members: TypeAlias = "dict[str, Node]"


def folded(name: str) -> str:
    """A name without case and separators, under which spellings of it meet."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


@dataclass(slots=True, eq=False)
class Node:
    """A value with its place in the imported file; changed in place while it is repaired.

    `notes` are lines for a person, written as comments above the node's key; `raw` is the source
    of a text that is quoted or spans lines.
    """

    value: "Scalar | list[Node] | dict[str, Node]"
    place: Place
    key: Place | None = None
    notes: list[str] = field(default_factory=list)
    raw: str = ""

    @property
    def members(self) -> "dict[str, Node]":
        """The entries of a mapping; none for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> "list[Node]":
        """The items of a list; none for anything else."""
        return self.value if isinstance(self.value, list) else []

    @property
    def text(self) -> str:
        """A scalar as text with single blanks; empty for null and collections."""
        if isinstance(self.value, list | dict) or self.value is None:
            return ""
        if isinstance(self.value, bool):
            return str(self.value).lower()
        return " ".join(str(self.value).split())

    @property
    def shown(self) -> str:
        """The value on one line, whole, for a message or a comment."""
        return json.dumps(self.plain(), ensure_ascii=False)

    def copy(self) -> "Node":
        """An equal tree at the same places, to be changed on its own."""
        value: Scalar | list[Node] | dict[str, Node] = self.value
        if isinstance(value, dict):
            value = {key: member.copy() for key, member in value.items()}
        elif isinstance(value, list):
            value = [item.copy() for item in value]
        return Node(value, self.place, self.key, list(self.notes), self.raw)

    @property
    def where(self) -> Place:
        """The place of the key, or of the value when there is none."""
        return self.key or self.place

    def within(self, start: int, length: int) -> Place:
        """The place of a part of a text."""
        if not self.raw:
            return span_in_line(self.place, start, length)
        return span_in_scalar(self.place, ScalarText(self.raw, self.text), start, length)

    def get(self, *keys: str) -> "Node | None":
        """The node below a path of keys."""
        node: Node | None = self
        for key in keys:
            node = node.members.get(key) if node is not None else None
        return node

    def section(self, name: str) -> "Node":
        """The mapping under a key; made, empty, when there is none."""
        found = self.get(name)
        if found is None or not isinstance(found.value, dict):
            place = found.place if found is not None else self.place
            found = Node({}, place, found.key if found is not None else None)
            self.members[name] = found
        return found

    def put(self, key: str, value: "Plain | Node", like: "Node | None" = None) -> "Node":
        """Set an entry; a plain value gets the place of `like`, or of this node."""
        source = like or self
        made = value if isinstance(value, Node) else plainly(value, source.place, source.key)
        self.members[key] = made
        return made

    def at(self, pointer: str) -> "Node | None":
        """The node at a JSON pointer."""
        node: Node | None = self
        for step in pointer.split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            if node is None:
                return None
            is_index = isinstance(node.value, list) and key.isdigit()
            if is_index:
                node = node.items[int(key)] if int(key) < len(node.items) else None
            else:
                node = node.members.get(key)
        return node

    def remove(self, inner: "Node") -> bool:
        """Take a direct member or item out; False when it is none."""
        if isinstance(self.value, list):
            kept = [item for item in self.value if item is not inner]
            is_removed = len(kept) < len(self.value)
            self.value = kept
            return is_removed
        for key, member in self.members.items():
            if member is inner:
                del self.members[key]
                return True
        return False

    def walk(self, pointer: str = "") -> "Iterator[tuple[str, Node]]":
        """Every node with its pointer, parents first."""
        yield pointer, self
        for key, member in list(self.members.items()):
            yield from member.walk(child(pointer, key))
        for number, item in enumerate(list(self.items)):
            yield from item.walk(child(pointer, number))

    def plain(self) -> Plain:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: member.plain() for key, member in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value


def plainly(value: Plain, place: Place, key: Place | None = None) -> Node:
    """A tree of a plain value, all of it at one place."""
    if isinstance(value, dict):
        return Node({name: plainly(one, place) for name, one in value.items()}, place, key)
    if isinstance(value, list):
        return Node([plainly(one, place) for one in value], place, key)
    return Node(value, place, key)
