"""Keeps the line map of the last emission, so that tracing again costs no emission.

A stored map is believed only under the state of all inputs it was made from; everything else,
a damaged file included, means that there is none.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from qpf.diagnostics.diagnostic import Place
from qpf.model.line_map import InputNode, LineMap, MappedFile, MappedLine, Source
from qpf.tools.filesystem import Disk

__all__ = ["read_line_map", "write_line_map"]

_FORMAT = 1


def read_line_map(file: Path, state: str) -> LineMap | None:
    """The map stored for a state of the inputs, or None."""
    try:
        raw = json.loads(file.read_bytes())
        if (raw["format"], raw["state"]) != (_FORMAT, state):
            return None
        return _map_from(raw)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def write_line_map(file: Path, state: str, lines: LineMap, disk: Disk) -> None:
    """Store a map; failing to is no fault."""
    names = _Numbered()
    files = {
        path: [
            names.number(mapped.template),
            mapped.digest,
            names.number(mapped.origin),
            [
                [names.number(line.template), line.line, *map(names.number, line.sources)]
                for line in mapped.lines
            ],
        ]
        for path, mapped in lines.files.items()
    }
    raw = {
        "format": _FORMAT,
        "state": state,
        "names": [_plain(name) for name in names.known],
        "files": files,
        "inputs": {
            path: [
                [n.pointer, n.key_line, n.first_line, n.last_line, int(n.is_scalar)] for n in nodes
            ]
            for path, nodes in lines.inputs.items()
        },
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


def _map_from(raw: dict[str, Any]) -> LineMap:
    names = [name if isinstance(name, str) else _source(name) for name in raw["names"]]
    files = {
        path: MappedFile(
            template=names[template],
            digest=digest,
            origin=names[origin],
            lines=tuple(
                MappedLine(names[line[0]], line[1], tuple(names[n] for n in line[2:]))
                for line in lines
            ),
        )
        for path, (template, digest, origin, lines) in raw["files"].items()
    }
    inputs = {path: tuple(_node(node) for node in nodes) for path, nodes in raw["inputs"].items()}
    return LineMap(files, inputs)


def _source(raw: list[Any]) -> Source:
    return Source(Place(*raw[:5]), raw[5])


def _node(raw: list[Any]) -> InputNode:
    pointer, key_line, first, last, is_scalar = raw
    return InputNode(pointer, key_line, first, last, bool(is_scalar))
