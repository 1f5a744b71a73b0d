"""Keeps the line map of the last emission, so that tracing again costs no emission.

A stored map is believed only under the state of all inputs it was made from; everything else,
a damaged file included, means that there is none.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from qpf.diagnostics.diagnostic import Place
from qpf.model.line_emission import InputNode, Source
from qpf.model.line_homes import Homes, Spot
from qpf.model.line_map import LineMap
from qpf.model.mapped_file import MappedFile, MappedLine
from qpf.tools.filesystem import Disk

__all__ = ["read_line_map", "write_line_map"]

_FORMAT = 3


def read_line_map(file: Path, state: str) -> LineMap | None:
    """The map stored for a state of the inputs, or None."""
    try:
        raw = json.loads(file.read_bytes())
        if (raw["format"], raw["state"]) != (_FORMAT, state):
            return None
        return _map_from(raw)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return None


def write_line_map(file: Path, state: str, lines: LineMap, disk: Disk) -> None:
    """Store a map; failing to is no fault."""
    names = _Numbered()
    files = {
        path: [
            names.number(mapped.template),
            mapped.digest,
            names.number(mapped.origin),
            sorted(map(names.number, mapped.values)),
            [_line(line, names) for line in mapped.lines],
            mapped.agent,
        ]
        for path, mapped in lines.files.items()
    }
    raw = {
        "format": _FORMAT,
        "state": state,
        "names": [_plain(name) for name in names.known],
        "files": files,
        "inputs": {path: [_node(node) for node in nodes] for path, nodes in lines.inputs.items()},
        "agents": lines.homes.agents,
        "moved": _spots(lines.homes.moved),
        "users": _spots(lines.users),
    }
    temporary = file.with_suffix(".new")
    with suppress(OSError):
        disk.write(temporary, json.dumps(raw, separators=(",", ":")).encode())
        disk.rename(temporary, file)


class _Numbered:
    """Numbers for templates and sources, which repeat on many lines."""

    __slots__ = ("known",)

    def __init__(self) -> None:
        self.known: dict[str | Source, int] = {}

    def number(self, name: str | Source) -> int:
        return self.known.setdefault(name, len(self.known))


def _plain(name: str | Source) -> str | list[str | int]:
    if isinstance(name, str):
        return name
    place = name.place
    span = (place.line, place.column, place.end_line, place.end_column)
    return [place.file, *span, name.pointer]


def _line(line: MappedLine, names: _Numbered) -> list[int]:
    """Template, line, how many sources, then sources and held values, by number."""
    numbers = map(names.number, (*line.sources, *line.held))
    return [names.number(line.template), line.line, len(line.sources), *numbers]


def _spots(known: Mapping[Spot, Sequence[Spot]]) -> list[list[str | list[str]]]:
    return [[*spot, *map(list, others)] for spot, others in known.items()]


def _node(node: InputNode) -> list[str | int]:
    span = (node.key_line, node.first_line, node.last_line, int(node.is_scalar))
    return [node.pointer, *span, node.column, node.end_column]


def _map_from(raw: dict[str, Any]) -> LineMap:
    names = [name if isinstance(name, str) else _source(name) for name in raw["names"]]
    files = {path: _file(entry, names) for path, entry in raw["files"].items()}
    inputs = _Nodes(raw["inputs"])
    agents = {file: tuple(ids) for file, ids in raw["agents"].items()}
    homes = Homes(agents, _spots_from(raw["moved"]))
    return LineMap(files, inputs, homes, _spots_from(raw["users"]))


class _Nodes(Mapping[str, tuple[InputNode, ...]]):
    """The nodes of input files, made for the one file that is asked for."""

    __slots__ = ("_raw",)

    def __init__(self, raw: dict[str, list[list[Any]]]) -> None:
        self._raw = dict(raw)

    def __getitem__(self, path: str) -> tuple[InputNode, ...]:
        nodes = self._raw[path]
        return tuple(InputNode(n[0], n[1], n[2], n[3], bool(n[4]), n[5], n[6]) for n in nodes)

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


def _spots_from(raw: list[list[Any]]) -> dict[Spot, tuple[Spot, ...]]:
    return {
        (owner, pointer): tuple((one[0], one[1]) for one in more) for owner, pointer, *more in raw
    }


def _file(entry: list[Any], names: list[Any]) -> MappedFile:
    template, digest, origin, values, lines, agent = entry

    def made() -> tuple[MappedLine, ...]:
        return tuple(
            MappedLine(
                names[line[0]],
                line[1],
                tuple(names[n] for n in line[3 : 3 + line[2]]),
                tuple(names[n] for n in line[3 + line[2] :]),
            )
            for line in lines
        )

    known = frozenset(names[n] for n in values)
    return MappedFile(names[template], digest, names[origin], known, made, agent)


def _source(raw: list[Any]) -> Source:
    return Source(Place(*raw[:5]), raw[5])
