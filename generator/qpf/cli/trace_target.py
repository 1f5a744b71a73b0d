"""What `qpf trace` was asked about: an emitted file, an input file or a template."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from qpf.cli.desk import Desk
from qpf.diagnostics.catalogue import tracing
from qpf.diagnostics.diagnostic import Stopped
from qpf.model.line_map import LineMap
from qpf.model.request import Request
from qpf.tools.packs_root import pack_roots
from qpf.tools.shipped import shipped_root

__all__ = ["TEMPLATES", "Kind", "Target", "Texts", "target_of"]

TEMPLATES = "templates/"
"""The folder that the names of templates are shown below."""

_WITH_LINE = re.compile(r"(?P<path>.+?):(?P<line>\d+)(?::(?P<column>\d+))?")


class Kind(StrEnum):
    """What a path means."""

    EMITTED = "emitted"
    INPUT = "input"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Target:
    """A file by the name the line map knows it by, and a line of it or None for all.

    A column tells which of several values on the line is meant.
    """

    kind: Kind
    name: str
    line: int | None
    column: int | None = None


class Texts:
    """The lines of the files a trace talks about; a file that cannot be read has none."""

    __slots__ = ("_read", "_request", "_roots")

    def __init__(self, request: Request) -> None:
        """Read below the workspace of a request, and below the packs."""
        self._request = request
        self._roots = pack_roots()
        self._read: dict[tuple[Kind, str], tuple[str, ...]] = {}

    def lines(self, kind: Kind, name: str) -> tuple[str, ...]:
        """All lines of a file."""
        known = self._read.get((kind, name))
        if known is None:
            file = next((path for path in self._files(kind, name) if path.is_file()), None)
            text = file.read_text("utf-8", errors="replace") if file is not None else ""
            known = self._read[kind, name] = tuple(text.splitlines())
        return known

    def line(self, kind: Kind, name: str, number: int) -> str:
        """One line without its indentation; empty when there is none."""
        lines = self.lines(kind, name)
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""

    def _files(self, kind: Kind, name: str) -> tuple[Path, ...]:
        if kind is Kind.EMITTED:
            return (self._request.output / name,)
        if kind is Kind.TEMPLATE:
            return tuple(root / name for root in self._roots)
        return (self._request.workspace / name, shipped_root() / name)


def target_of(words: str, request: Request, lines: LineMap, texts: Texts, desk: Desk) -> Target:
    """The file and line a person named; raises `Stopped` when there is no such thing."""
    match = _WITH_LINE.fullmatch(words)
    path, line = (match["path"], int(match["line"])) if match else (words, None)
    column = int(match["column"]) if match and match["column"] else None
    for name in _names(path, request):
        for kind, known in _candidates(name, request, lines):
            if known is not None:
                return _checked(Target(kind, known, line, column), name, lines, texts, desk)
    known_paths = (f"{request.output_folder}/{file}" for file in lines.files)
    desk.found.add(tracing.not_traceable(path, (*known_paths, *lines.inputs)))
    raise Stopped


def _names(path: str, request: Request) -> Iterator[str]:
    """The path below the workspace or a pack root, then as it was written."""
    there = Path(path).absolute()
    parents = (request.workspace, *(root.parent for root in pack_roots()))
    for parent in parents:
        for known in (parent, parent.resolve()):
            if there.is_relative_to(known):
                yield there.relative_to(known).as_posix()
    yield Path(path).as_posix()


def _candidates(name: str, request: Request, lines: LineMap) -> Iterator[tuple[Kind, str | None]]:
    below = name.removeprefix(f"{request.output_folder}/")
    yield Kind.EMITTED, below if below in lines.files else None
    yield Kind.INPUT, name if name in lines.inputs else None
    template = name.removeprefix(TEMPLATES)
    is_template = template != name and any((root / template).is_file() for root in pack_roots())
    yield Kind.TEMPLATE, template if is_template else None


def _checked(target: Target, shown: str, lines: LineMap, texts: Texts, desk: Desk) -> Target:
    if target.kind is Kind.EMITTED:
        count = len(lines.files[target.name].lines)
    else:
        count = len(texts.lines(target.kind, target.name))
    if target.line is not None and not 0 < target.line <= count:
        desk.found.add(tracing.no_such_line(shown, target.line, count))
        raise Stopped
    return target
