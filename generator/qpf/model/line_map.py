"""The line map: what each emitted line came from, and what each written line became."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from qpf.diagnostics.diagnostic import Place
from qpf.model.document import ancestors

__all__ = ["Emission", "InputNode", "LineMap", "MappedFile", "MappedLine", "Source"]


_Via: TypeAlias = "Callable[[MappedLine], str | None]"
"""The value through which a line belongs to an answer, or None when it does not."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place in an input file, and the JSON pointer of the value that stands there."""

    place: Place
    pointer: str


@dataclass(frozen=True, slots=True)
class MappedLine:
    """One emitted line: the line of the template or static file, and the values printed in it."""

    template: str
    line: int
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedFile:
    """An emitted file: `origin` is the value it mainly comes from, `digest` SHA-256 in hex."""

    template: str
    digest: str
    origin: Source
    lines: tuple[MappedLine, ...]


@dataclass(frozen=True, slots=True)
class InputNode:
    """A node of an input file: where its key stands and which lines its value takes."""

    pointer: str
    key_line: int
    first_line: int
    last_line: int
    is_scalar: bool

    def is_written_on(self, line: int) -> bool:
        """Whether the key stands on a line, or the value of a scalar goes over it."""
        return line == self.key_line or (
            self.is_scalar and self.first_line <= line <= self.last_line
        )


@dataclass(frozen=True, slots=True, order=True)
class Emission:
    """Lines `first` to `last` of an emitted file; `via` is the value they were printed from."""

    path: str
    first: int
    last: int
    via: str


@dataclass(frozen=True, slots=True)
class LineMap:
    """All emitted files by path below the output folder, and the nodes of all input files."""

    files: Mapping[str, MappedFile]
    inputs: Mapping[str, tuple[InputNode, ...]]

    def printed_by(self, template: str, line: int | None = None) -> tuple[Emission, ...]:
        """The lines a template or static file printed, or one line of it."""
        return self._gathered(lambda mapped: "" if _is_printed(mapped, template, line) else None)

    def emitted_from(self, file: str, line: int | None = None) -> tuple[Emission, ...]:
        """The lines that came from an input file, or from what is written on one line of it.

        When nothing was printed from that value itself, the files that exist because of it
        answer, then the nearest value around it.
        """
        if line is None:
            return self._from(file, "")
        written = [node for node in self.inputs.get(file, ()) if node.is_written_on(line)]
        for node in sorted(written, key=lambda n: len(n.pointer), reverse=True):
            found = self._from(file, node.pointer)
            if found:
                return found
        for pointer in ancestors(written[-1].pointer) if written else ():
            found = self._named(file, pointer) or (pointer and self._from(file, pointer)) or ()
            if found:
                return found
        return ()

    def _from(self, file: str, pointer: str) -> tuple[Emission, ...]:
        below = f"{pointer}/"

        def via(mapped: MappedLine) -> str | None:
            is_from = any(
                source.place.file == file
                and (source.pointer == pointer or source.pointer.startswith(below))
                for source in mapped.sources
            )
            return pointer if is_from else None

        return self._gathered(via)

    def _named(self, file: str, pointer: str) -> tuple[Emission, ...]:
        return tuple(
            Emission(path, 1, max(1, len(mapped.lines)), pointer)
            for path, mapped in sorted(self.files.items())
            if mapped.origin.place.file == file and mapped.origin.pointer == pointer
        )

    def _gathered(self, via: _Via) -> tuple[Emission, ...]:
        return tuple(
            emission
            for path, file in sorted(self.files.items())
            for emission in _runs(path, file, via)
        )


def _is_printed(mapped: MappedLine, template: str, line: int | None) -> bool:
    return mapped.template == template and line in {None, mapped.line}


def _runs(path: str, file: MappedFile, via: _Via) -> Iterator[Emission]:
    numbered = [
        (number, said)
        for number, mapped in enumerate(file.lines, 1)
        if (said := via(mapped)) is not None
    ]
    for _, group in groupby(
        enumerate(numbered), key=lambda item: (item[1][0] - item[0], item[1][1])
    ):
        run = [entry for _, entry in group]
        yield Emission(path, run[0][0], run[-1][0], run[0][1])
