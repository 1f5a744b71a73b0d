"""Takes documents out of what authors put around them: wrapper keys, lists of agents, list form."""

from collections.abc import Iterator
from typing import Final

from qpf.sections.importing.expected import ALIASES
from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.report import Report
from qpf.sections.registry import mandatory_sections

__all__ = ["GLUE_MARKS", "IDENTITY", "MAP_MARKS", "schema_marks", "unwrapped"]

IDENTITY: Final = frozenset({"rootpath", "name", "system"})
"""Folded keys that say who an agent is."""

MAP_MARKS: Final = frozenset({"extractionsequence", "dependencygraph", "sharedconfiguration"})
"""Folded keys that only extractor maps have."""

GLUE_MARKS: Final = frozenset(
    {"wirings", "memoryharmonization", "governanceharmonization", "communicationharmonization"}
)
"""Folded keys that only wiring glue has."""

_HEADS = frozenset({"identity", "header", "head", "about", "basics", "info"})
_MANY = frozenset({"agents", "schemas", "agentschemas", "documents"})
_DEEPEST = 4


def schema_marks(keys: set[str]) -> set[str]:
    """Those of some folded keys that are sections of a schema."""
    names = {section.name for section in mandatory_sections() if not section.flat}
    return {key for key in keys if key in names or ALIASES.get(key) in names}


def unwrapped(root: Node, report: Report) -> Iterator[Node]:
    """The documents inside a part, each a mapping where that can be; `root` itself when none is."""
    yield from _inside(root, report, 0)


def _inside(root: Node, report: Report, depth: int) -> Iterator[Node]:
    if isinstance(root.value, list):
        yield from _listed(root, report, depth)
        return
    for key, member in list(root.members.items()) if depth < _DEEPEST else ():
        if folded(key) in _MANY and (agents := _agents(member)):
            yield from _several(root, key, agents, report, depth)
            return
    if not _speaks(root):
        for key, member in list(root.members.items()) if depth < _DEEPEST else ():
            if isinstance(member.value, dict) and _wraps(member):
                yield from _inside(_lifted(root, key, member, report), report, depth + 1)
                return
    _heads(root, report)
    yield root


def _keys(node: Node) -> set[str]:
    return {folded(key) for key in node.members}


def _speaks(node: Node) -> bool:
    """Whether a mapping is a document by its own keys."""
    keys = _keys(node)
    many = len(keys & (IDENTITY | {"module", "role"})) > 1
    return many or bool(keys & (MAP_MARKS | GLUE_MARKS)) or len(schema_marks(keys)) > 1


def _wraps(member: Node) -> bool:
    return _speaks(member) or any(
        folded(key) in _HEADS and _speaks(inner) for key, inner in member.members.items()
    )


def _listed(root: Node, report: Report, depth: int) -> Iterator[Node]:
    items = root.items
    if items and all(_speaks(item) or _wraps_one(item) for item in items):
        report.changed(root, f"the list of {len(items)} documents is read one by one")
        for item in items:
            yield from _inside(item, report, depth + 1)
        return
    keys = [key for item in items for key in item.members]
    if items and all(len(item.members) == 1 for item in items) and len(set(keys)) == len(keys):
        merged = Node({k: v for item in items for k, v in item.members.items()}, root.place)
        report.changed(root, "the list of entries becomes a mapping")
        yield from _inside(merged, report, depth + 1)
        return
    yield root


def _wraps_one(item: Node) -> bool:
    return len(item.members) == 1 and any(map(_wraps, item.members.values()))


def _agents(member: Node) -> list[Node]:
    """The agents of a list, or of a mapping by their names; nothing when it holds others."""
    found = list(member.items)
    for key, body in member.members.items():
        if "name" not in _keys(body) and isinstance(body.value, dict) and body.key is not None:
            body.value = {"name": Node(key, body.key), **body.value}
        found.append(body)
    return found if all(_speaks(one) or _wraps_one(one) for one in found) else []


def _several(
    root: Node, key: str, agents: list[Node], report: Report, depth: int
) -> Iterator[Node]:
    holder = root.members.pop(key)
    report.changed(holder, f"the {len(agents)} agents under `{key}` are read one by one")
    if _keys(root) & (MAP_MARKS | GLUE_MARKS):
        yield from _inside(root, report, depth + 1)
    else:
        for other, member in root.members.items():
            _shared(other, member, agents, report)
    for agent in agents:
        yield from _inside(agent, report, depth + 1)


def _shared(key: str, member: Node, agents: list[Node], report: Report) -> None:
    """What stands beside the agents holds for each of them that says nothing else."""
    names = {folded(name) for name in ("version", "created", "owner")}
    if folded(key) in names or folded(key) in schema_marks({folded(key)}):
        for agent in agents:
            agent.members.setdefault(key, member.copy())
        report.changed(member, f"`{key}` holds for each agent that has none of its own")
    else:
        report.dropped(member, f"`{key}` beside the agents has no place: {member.shown}")


def _lifted(root: Node, key: str, member: Node, report: Report) -> Node:
    report.changed(member, f"what stands under `{key}` goes to the top")
    del root.members[key]
    for name, other in root.members.items():
        if name not in member.members:
            member.members[name] = other
        elif member.members[name].plain() != other.plain():
            report.needs(other, f"`{name}` stands twice; that under `{key}` is kept: {other.shown}")
    return member


def _heads(root: Node, report: Report) -> None:
    for key, member in list(root.members.items()):
        if folded(key) in _HEADS and len(_keys(member) & (IDENTITY | {"module", "role"})) > 1:
            _lifted_heads(root, key, member, report)


def _lifted_heads(root: Node, key: str, member: Node, report: Report) -> None:
    del root.members[key]
    report.changed(member, f"the entries of `{key}` go to the top of the schema")
    for name, inner in member.members.items():
        if name not in root.members:
            root.members[name] = inner
        elif root.members[name].plain() != inner.plain():
            report.needs(inner, f"`{name}` stands twice; the other is kept, not {inner.shown}")
