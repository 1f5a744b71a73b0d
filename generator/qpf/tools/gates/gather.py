"""Facts of every Python file (and licence headers of all others), cached by content."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qpf.tools.digests import digest_of
from qpf.tools.gates.crew import Crew, Task
from qpf.tools.gates.declared import Declared
from qpf.tools.gates.facts import FileFacts
from qpf.tools.gates.package import Package
from qpf.tools.gates.store import Store

__all__ = ["GateBroken", "gather"]

_PER_TASK = 25
_TEXT = (".md", ".toml", ".yaml", ".yml", ".ini", ".cfg", ".sh", ".env", ".html", ".css", ".js")


class GateBroken(Exception):
    """A worker gave no facts; the message says why."""


def gather(
    packages: Sequence[Package],
    declared: Mapping[str, Declared],
    first_party: Sequence[str],
    crew: Crew,
    store: Store,
) -> dict[str, dict[str, FileFacts]]:
    """The facts by package and path; only files whose content is new are read."""
    plain: dict[str, dict[str, Any]] = {}
    tasks: list[tuple[Package, list[str], Task]] = []
    keys: dict[str, dict[str, str]] = {}
    for package in packages:
        setting = [declared[package.name].line_length, list(first_party)]
        mine = keys[package.name] = {p: _key(package, p, setting) for p in _read(package)}
        kept = store.map(f"facts-{package.name}")
        plain[package.name] = {key: kept[key] for key in mine.values() if key in kept}
        fresh = [path for path, key in mine.items() if key not in kept]
        tasks += [(package, part, _task(package, part, setting)) for part in _parts(fresh)]
    replies = crew.run([task for _, _, task in tasks])
    for (package, part, _), reply in zip(tasks, replies, strict=True):
        if reply.reason:
            raise GateBroken(reply.reason)
        found = zip(part, reply.result, strict=True)
        plain[package.name].update((keys[package.name][path], facts) for path, facts in found)
    for name in {package.name for package, _, _ in tasks}:
        store.keep_map(f"facts-{name}", plain[name])
    return {
        name: {path: FileFacts.of_plain(plain[name][key]) for path, key in mine.items()}
        for name, mine in keys.items()
    }


def _read(package: Package) -> Iterable[str]:
    text = (*_TEXT, "Dockerfile", "Makefile", ".py")
    return [path for path in sorted(package.digests) if path.endswith(text)]


def _key(package: Package, path: str, setting: list[Any]) -> str:
    return digest_of(
        json.dumps([package.digests[path], path, path in package.printed, setting]).encode()
    )


def _parts(paths: list[str]) -> list[list[str]]:
    return [paths[start : start + _PER_TASK] for start in range(0, len(paths), _PER_TASK)]


def _task(package: Package, paths: list[str], setting: list[Any]) -> Task:
    length, first_party = setting
    payload = {
        "root": str(package.root.resolve()),
        "files": [[path, path in package.printed] for path in paths],
        "line_length": length,
        "first_party": first_party,
    }
    return Task(kind="files", payload=payload)
