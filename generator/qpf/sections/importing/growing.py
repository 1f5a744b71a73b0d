"""Adds entries to a YAML file as text: every line, comment and value that it has stays."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml
from yaml import nodes

from qpf.model.document import Plain
from qpf.sections.importing.edges import read_pair
from qpf.sections.importing.node import Node
from qpf.sections.importing.report import Report
from qpf.sections.importing.writing import comment_lines, entry_lines, item_lines

__all__ = ["Atom", "atoms_of", "grown", "with_notes"]

_NAMES = (("from_agent", "to_agent", "connection_type"), ("name",), ("issue",))
"""The keys that tell the items of a list apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Atom:
    """One value to add: an entry under `key`, or an item of a list when `key` is empty."""

    path: tuple[str, ...]
    key: str
    node: Node

    @property
    def where(self) -> str:
        """The keys that lead to it."""
        return ".".join((*self.path, *([self.key] if self.key else [])))


def atoms_of(
    have: Node | None, want: Node, file: str, report: Report, path: tuple[str, ...] = ()
) -> Iterator[Atom]:
    """What `want` has beyond `have`; what contradicts it is told, and stays as it is there."""
    for key, member in want.members.items():
        known = have.get(key) if have is not None else None
        inner = (*path, key)
        if isinstance(member.value, dict) and (known is None or isinstance(known.value, dict)):
            yield from atoms_of(known, member, file, report, inner)
        elif isinstance(member.value, list) and (known is None or isinstance(known.value, list)):
            yield from _items(known.items if known is not None else [], member, file, report, inner)
        elif known is None or known.value in (None, "", {}, []):
            if member.value not in (None, "", {}, []):
                yield Atom(path, key, member)
        elif known.plain() != member.plain():
            _contradicted(known, member, ".".join(inner), file, report)


def _items(
    known: Sequence[Node], want: Node, file: str, report: Report, path: tuple[str, ...]
) -> Iterator[Atom]:
    names = {name: one for one in known if (name := _named(one)) is not None}
    for item in want.items:
        name = _named(item)
        same = names.get(name) if name is not None else None
        if any(one.plain() == item.plain() for one in known):
            continue
        if same is not None:
            _contradicted(same, item, ".".join(path), file, report)
        else:
            yield Atom(path, "", item)


def _named(item: Node) -> tuple[str, ...] | None:
    pair = read_pair(item.text) if item.text else None
    if pair is not None:
        return pair[:2]
    for keys in _NAMES:
        found = [item.get(key) for key in keys]
        if None not in found:
            return tuple(one.text for one in found if one is not None)
    return None


def _contradicted(known: Node, want: Node, name: str, file: str, report: Report) -> None:
    words = f"`{name}` stays {known.shown} in `{file}`; the import says {want.shown}"
    report.needs(want, words)


def with_notes(text: str, want: Node, atoms: Sequence[Atom]) -> str:
    """The text with the notes for a person at its end that stand in no value that is added."""
    inside = {id(one) for atom in atoms for _, one in atom.node.walk()}
    notes = [note for _, one in want.walk() if id(one) not in inside for note in one.notes]
    stop = "\r\n" if "\r\n" in text else "\n"
    for note in notes:
        lines = "".join(line + stop for line in comment_lines(note))
        if lines not in text:
            text = f"{text}{'' if text.endswith(stop) else stop}{lines}"
    return text


def grown(text: str, atom: Atom) -> tuple[str, int, int] | None:
    """The text with a value added, the index of its first new line, and how many there are.

    None when the file has no place for it that leaves everything else as it is.
    """
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        made = _added(text, root, atom) if isinstance(root, nodes.MappingNode) else None
        if made is None or _parsed(yaml.compose(made[0], Loader=yaml.CSafeLoader)) != _with(
            _parsed(root), atom
        ):
            return None
    except (yaml.YAMLError, TypeError, AttributeError, KeyError):
        return None
    return made


def _parsed(node: nodes.Node | None) -> Plain:
    """A raw tree with every scalar as the text it was written as."""
    if isinstance(node, nodes.MappingNode):
        return {str(key.value): _parsed(value) for key, value in node.value}
    if isinstance(node, nodes.SequenceNode):
        return [_parsed(item) for item in node.value]
    return str(node.value) if node is not None else ""


def _with(value: Plain, atom: Atom) -> Plain:
    """The parsed file, every scalar a text, as it must be afterwards."""
    holder = value
    for key in atom.path if atom.key else atom.path[:-1]:
        if not isinstance(holder, dict):
            raise KeyError(key)
        holder[key] = holder.get(key) or {}
        holder = holder[key]
    if not isinstance(holder, dict):
        raise KeyError(atom.key)
    if atom.key:
        holder[atom.key] = _texts(atom.node)
    else:
        items = holder.get(atom.path[-1]) or []
        holder[atom.path[-1]] = [*(items if isinstance(items, list) else []), _texts(atom.node)]
    return value


def _texts(node: Node) -> Plain:
    if isinstance(node.value, dict):
        return {key: _texts(member) for key, member in node.members.items()}
    if isinstance(node.value, list):
        return [_texts(item) for item in node.items]
    return node.value if isinstance(node.value, str) else json.dumps(node.value)


def _added(text: str, root: nodes.MappingNode, atom: Atom) -> tuple[str, int, int] | None:
    holder: nodes.Node = root
    key_node: nodes.Node | None = None
    keys = [*atom.path, *([atom.key] if atom.key else [])]
    depth = 0
    for key in keys:
        pairs = holder.value if isinstance(holder, nodes.MappingNode) else []
        found = next(((k, v) for k, v in pairs if k.value == key), None)
        if found is None or (depth == len(keys) - 1 and atom.key):
            break
        key_node, holder = found
        depth += 1
    node = atom.node
    rest = keys[depth:]
    if not atom.key and rest:
        node = Node([node], node.place)
    for key in reversed(rest[1:]):
        node = Node({key: node}, node.place)
    return _placed(text, holder, key_node, rest[0] if rest else "", node)


def _placed(
    text: str, holder: nodes.Node, key_node: nodes.Node | None, key: str, node: Node
) -> tuple[str, int, int] | None:
    lines = text.split("\n")
    items = holder.value if isinstance(holder, nodes.CollectionNode) else []
    if isinstance(holder, nodes.CollectionNode) and items and holder.flow_style:
        return _in_flow(lines, holder, key, node)
    if items:
        at = _end(lines, holder)
        margin = " " * holder.start_mark.column
    elif key_node is not None and holder.start_mark.line == holder.end_mark.line:
        at = key_node.end_mark.line + 1
        if holder.start_mark.index < holder.end_mark.index:
            if holder.start_mark.line != key_node.end_mark.line:
                return None
            line = lines[at - 1]
            head, tail = line[: holder.start_mark.column], line[holder.end_mark.column :]
            lines[at - 1] = f"{head.rstrip()}{tail}"
        margin = " " * (key_node.start_mark.column + 2)
    else:
        return None
    fresh = [*(entry_lines(key, node, margin) if key else item_lines(node, margin))]
    if not margin and isinstance(node.value, list | dict):
        fresh.insert(0, "")
    stop = "\r" if lines[0].endswith("\r") else ""
    if lines[-1] and at >= len(lines):
        lines[-1] += stop
        lines.append("")
    made = [*lines[:at], *(line + stop for line in fresh), *lines[at:]]
    return "\n".join(made), at, len(fresh)


def _in_flow(
    lines: list[str], holder: nodes.CollectionNode, key: str, node: Node
) -> tuple[str, int, int]:
    last = holder.value[-1]
    mark = (last[1] if isinstance(last, tuple) else last).end_mark
    fresh = f'"{key}": {node.shown}' if key else node.shown
    line = lines[mark.line]
    lines[mark.line] = f"{line[: mark.column]}, {fresh}{line[mark.column :]}"
    return "\n".join(lines), mark.line, 1


def _end(lines: list[str], holder: nodes.Node) -> int:
    """The index behind the last line of a block collection; comments below it stay below."""
    last: nodes.Node = holder
    while isinstance(last, nodes.CollectionNode) and last.value and not last.flow_style:
        inner = last.value[-1]
        if isinstance(inner, tuple) and inner[1].start_mark.index == inner[1].end_mark.index:
            last = inner[0]
        else:
            last = inner[1] if isinstance(inner, tuple) else inner
    end = last.end_mark.line + (1 if last.end_mark.column else 0)
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    return end
