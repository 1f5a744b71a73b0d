"""The line map: what each emitted line came from, and what each written line became.

Two answers lead from a written value to emitted lines. *Printed* are the lines that hold it: its
place was printed in them, or they come from around it and hold its text. *Dependent* are the other
lines of its unit (one operation, one formula, one section), of the units that name that one, and of
the distribution that bears it as a name. They may change with it, and no other line may.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TypeAlias

from qpf.model.line_emission import Emission, InputNode, Source

__all__ = ["Emission", "InputNode", "LineMap", "MappedFile", "MappedLine", "Source", "unit_of"]


_Via: TypeAlias = "Callable[[MappedLine], str | None]"
"""The value through which a line belongs to an answer, or None when it does not."""


_EXAMPLE = "/examples/"
"""Examples become tests and documents, never what runs."""

_NAMES = frozenset({"/name", "/rootpath", "/distribution/name", "/distribution/package"})
"""What files, modules and imports are called after."""


def unit_of(pointer: str) -> str:
    """The part of a document whose lines are made together: an item of a section, or a section."""
    steps = pointer.split("/", 3)[1:3]
    is_item = len(steps) == 2 and steps[1].isdigit()
    return "/" + "/".join(steps if is_item else steps[:1]) if pointer else ""


@dataclass(frozen=True, slots=True)
class MappedLine:
    """One emitted line: the line of the template or static file, and the values printed in it.

    `mentions` are values near `sources` whose text stands in the line.
    """

    template: str
    line: int
    sources: tuple[Source, ...] = ()
    mentions: tuple[Source, ...] = ()

    @property
    def values(self) -> tuple[Source, ...]:
        """What is known of the line, the printed values first."""
        return (*self.sources, *self.mentions)


class MappedFile:
    """An emitted file: `origin` is the value it mainly comes from, `digest` SHA-256 in hex.

    `values` are those of all lines; `lines` are made when somebody asks for them.
    """

    __slots__ = ("_lines", "_make", "digest", "origin", "template", "values")

    def __init__(
        self,
        template: str,
        digest: str,
        origin: Source,
        values: frozenset[Source],
        make: Callable[[], tuple[MappedLine, ...]],
    ) -> None:
        """Take how to make the lines instead of the lines."""
        self.template, self.digest, self.origin, self.values = template, digest, origin, values
        self._make = make
        self._lines: tuple[MappedLine, ...] | None = None

    def is_from(self, file: str) -> bool:
        """Whether anything of an input file went into it."""
        return any(one.place.file == file for one in (self.origin, *self.values))

    @property
    def lines(self) -> tuple[MappedLine, ...]:
        """The origin of each line."""
        if self._lines is None:
            self._lines = self._make()
        return self._lines

    def __eq__(self, other: object) -> bool:
        """Whether both say the same."""
        if not isinstance(other, MappedFile):
            return NotImplemented
        mine = (self.template, self.digest, self.origin, self.lines)
        return mine == (other.template, other.digest, other.origin, other.lines)

    __hash__ = None  # type: ignore[assignment]  # equal files may be made anew


@dataclass(frozen=True, slots=True)
class LineMap:
    """All emitted files by path below the output folder, and the nodes of all input files.

    `users` maps a unit, as file and pointer, to the units that name it.
    """

    files: Mapping[str, MappedFile]
    inputs: Mapping[str, tuple[InputNode, ...]]
    users: Mapping[tuple[str, str], tuple[tuple[str, str], ...]]

    def printed_by(self, template: str, line: int | None = None) -> tuple[Emission, ...]:
        """The lines a template or static file printed, or one line of it."""
        return self._gathered(lambda mapped: "" if _is_printed(mapped, template, line) else None)

    def emitted_from(
        self, file: str, line: int | None = None, column: int | None = None
    ) -> tuple[Emission, ...]:
        """The lines that came from an input file, or from what is written on one line of it.

        Scalars answer before what holds them; a column names one of several on the line. The
        printed lines come first, then those that only depend on a value of the line.
        """
        if line is None:
            return self._from(file, ("",))
        written = [node for node in self.inputs.get(file, ()) if node.is_written_on(line, column)]
        chosen = [node for node in written if node.is_scalar] or written
        if not chosen:
            return ()
        pointers = tuple(node.pointer for node in chosen)
        printed = self._from(file, pointers) or self._named(file, pointers)
        if not any(node.is_scalar for node in chosen) and printed:
            return printed
        return (*printed, *self._dependent(file, pointers, printed))

    def _from(self, file: str, pointers: tuple[str, ...]) -> tuple[Emission, ...]:
        def via(mapped: MappedLine) -> str | None:
            reached = (_above(pointers, s) for s in mapped.values if s.place.file == file)
            return next((one for one in reached if one is not None), None)

        return self._gathered(
            via,
            lambda known: any(
                one.place.file == file and _above(pointers, one) is not None for one in known.values
            ),
        )

    def _named(self, file: str, pointers: tuple[str, ...]) -> tuple[Emission, ...]:
        return tuple(
            _whole(path, mapped)
            for path, mapped in sorted(self.files.items())
            if mapped.origin.place.file == file and mapped.origin.pointer in pointers
        )

    def _dependent(
        self, file: str, pointers: tuple[str, ...], printed: tuple[Emission, ...]
    ) -> tuple[Emission, ...]:
        own = {(file, unit_of(pointer)) for pointer in pointers}
        is_example = all(_EXAMPLE in pointer for pointer in pointers)
        units = own.union(*(self.users.get(unit, ()) for unit in own))

        def via(mapped: MappedLine) -> str | None:
            return next((s.pointer for s in mapped.sources if _unit(s) in units), None)

        def holds(known: MappedFile) -> bool:
            return any(_unit(s) in units for s in known.values)

        found = [*self._gathered(via, holds), *self._around(holds)]
        whole = tuple(
            _whole(path, mapped)
            for path, mapped in sorted(self.files.items())
            if _unit(mapped.origin) in own and not (is_example and "/src/" in path)
        )
        whole += tuple(self._renamed(file, pointers))
        kept = [one for one in found if not (is_example and "/src/" in one.path)]
        told = {(one.path, n) for one in printed for n in range(one.first, one.last + 1)}
        return tuple(part for one in (*kept, *whole) for part in _new(one, told))

    def _renamed(self, file: str, pointers: tuple[str, ...]) -> Iterator[Emission]:
        """All files of the distributions in which files, modules and imports bear a name."""
        if _NAMES.intersection(pointers):
            tops = {path.partition("/")[0] for path, one in self.files.items() if one.is_from(file)}
            for path, known in sorted(self.files.items()):
                if path.partition("/")[0] in tops:
                    yield _whole(path, known)

    def _around(self, holds: Callable[[MappedFile], bool]) -> Iterator[Emission]:
        """Lines that speak of a file as a whole, such as its docstring, in some files."""
        for path, file in sorted(self.files.items()):
            if holds(file):
                yield from _runs(path, file, partial(_said_of, file))

    def _gathered(
        self, via: _Via, holds: Callable[[MappedFile], bool] = lambda _: True
    ) -> tuple[Emission, ...]:
        return tuple(
            emission
            for path, file in sorted(self.files.items())
            if holds(file)
            for emission in _runs(path, file, via)
        )


def _whole(path: str, file: MappedFile) -> Emission:
    return Emission(path, 1, max(1, len(file.lines)), file.origin.pointer)


def _above(pointers: tuple[str, ...], source: Source) -> str | None:
    """The pointer that a value is or stands below."""
    at = source.pointer
    return next((p for p in pointers if at == p or at.startswith(f"{p}/")), None)


def _said_of(file: MappedFile, line: MappedLine) -> str | None:
    own = file.origin
    is_said = any((s.place, unit_of(s.pointer)) == (own.place, _unit(own)[1]) for s in line.sources)
    return own.pointer if is_said else None


def _new(emission: Emission, told: set[tuple[str, int]]) -> Iterator[Emission]:
    """The runs of an emission that are not told yet; they are told afterwards."""
    kept = [n for n in range(emission.first, emission.last + 1) if (emission.path, n) not in told]
    told.update((emission.path, n) for n in kept)
    for _, group in groupby(enumerate(kept), key=lambda item: item[1] - item[0]):
        run = [number for _, number in group]
        yield Emission(emission.path, run[0], run[-1], emission.via, is_printed=False)


def _unit(source: Source) -> tuple[str, str]:
    return source.place.file, unit_of(source.pointer)


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
