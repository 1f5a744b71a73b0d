"""Checks that several sections share: paths, repeated entries, days, bound operations."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from qpf.diagnostics.catalogue import binding, deployment, identity, memory
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.durations import duration_s

__all__ = [
    "check_days",
    "check_duration",
    "check_names",
    "check_operation",
    "check_path",
    "check_paths",
    "check_unique",
    "path_fault",
]

_PATH = re.compile(r"[A-Za-z0-9_/.-]+")
_GLOB = re.compile(r"[A-Za-z0-9_/.*-]+")


def path_fault(path: str) -> str:
    """Why a path does not stay where it belongs, or nothing."""
    if "\\" in path:
        return "it has a backslash"
    if path.startswith(("/", "~")) or re.match(r"[A-Za-z]:", path):
        return "it is absolute"
    parts = path.rstrip("/").split("/")
    if ".." in parts:
        return "it climbs out with `..`"
    if "" in parts or "." in parts:
        return "it has an empty step"
    return ""


def check_path(
    agent: AgentSpec, pointer: str, path: str, found: Diagnostics, *, glob: bool = False
) -> None:
    """A path is relative, stays inside, and has only plain characters."""
    name = pointer.lstrip("/").replace("/", ".")
    reason = path_fault(path)
    if reason:
        found.add(identity.path_leaves_root(agent.at(pointer), name, path, reason))
    elif not (_GLOB if glob else _PATH).fullmatch(path):
        expected = "letters, digits, `_`, `-`, `.` and `/`"
        found.add(identity.bad_path(agent.at(pointer), name, path, expected))


def check_paths(
    agent: AgentSpec, pointer: str, paths: Sequence[str], found: Diagnostics, *, glob: bool = False
) -> None:
    """Every path of a list is sound, and none stands there twice."""
    for index, path in enumerate(paths):
        check_path(agent, child(pointer, index), path, found, glob=glob)
    check_unique(agent, pointer, paths, found)


def check_unique(
    agent: AgentSpec, pointer: str, values: Sequence[str], found: Diagnostics, *, key: str = ""
) -> None:
    """A list holds no entry twice; letter case does not make a difference.

    `key` is where an entry has its name, `/name` for a mapping.
    """
    first: dict[str, Place] = {}
    for index, value in enumerate(values):
        place = agent.at(child(pointer, index) + key)
        folded = value.casefold()
        if folded in first:
            name = pointer.lstrip("/").replace("/", ".")
            found.add(identity.duplicate_entry(place, name, value, first[folded]))
        else:
            first[folded] = place


def check_names(
    agent: AgentSpec, what: str, named: Iterable[tuple[str, str]], found: Diagnostics
) -> None:
    """No name is declared twice; `named` are pairs of pointer and name."""
    first: dict[str, Place] = {}
    for pointer, name in named:
        if name in first:
            found.add(deployment.duplicate_name(agent.at(pointer), what, name, first[name]))
        else:
            first[name] = agent.at(pointer)


def check_days(
    agent: AgentSpec, base: str, created: str | None, updated: str | None, found: Diagnostics
) -> None:
    """Days exist, and the change is not before the creation."""
    days: dict[str, date] = {}
    for key, text in (("created", created), ("updated", updated)):
        if text is None:
            continue
        try:
            days[key] = date.fromisoformat(text)
        except ValueError:
            found.add(identity.not_a_day(agent.at(f"{base}/{key}"), key, text))
    if len(days) == 2 and days["updated"] < days["created"]:
        place = agent.at(f"{base}/updated")
        found.add(identity.dates_reversed(place, str(days["updated"]), str(days["created"])))


def check_duration(
    agent: AgentSpec, pointer: str, text: str, found: Diagnostics, *, start: int = 0
) -> None:
    """A lifetime parses; it stands at `start` of the text at `pointer`."""
    try:
        duration_s(text)
    except ValueError:
        name = pointer.lstrip("/").replace("/", ".")
        place = agent.origins.within(pointer, start, max(len(text), 1))
        found.add(memory.bad_duration(place, name, text))


def check_operation(
    agent: AgentSpec, pointer: str, what: str, name: str, found: Diagnostics
) -> None:
    """Something is bound to an operation that exists; silent when `operations` has faults."""
    known = agent.operations
    if known is not None and name not in known:
        found.add(binding.unknown_operation(agent.at(pointer), what, name, known))
