"""The line map: what each emitted line came from, and what each written line became.

Two answers lead from a written value to emitted lines. *Printed* are the lines that hold it: its
place was printed in them, or they come from around it and hold its text. *Dependent* are the other
lines of its unit (one operation, one formula, one section), of the units that name that one, of the
tests of the units that name those in turn, and of the distribution that bears it as a name. They
may change with it, and no other line may.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from qpf.model.line_emission import Emission, InputNode, Source
from qpf.model.line_homes import Homes, Spot, unit_of
from qpf.model.mapped_file import MappedFile, MappedLine

__all__ = ["LineMap"]


_Via: TypeAlias = "Callable[[MappedLine], str | None]"
"""The value through which a line belongs to an answer, or None when it does not."""


_EXAMPLE = "/examples/"
"""Examples become tests and documents, never what runs."""

_NAMES = frozenset({"/name", "/rootpath", "/distribution/name", "/distribution/package"})
"""What files, modules and imports are called after."""


@dataclass(frozen=True, slots=True)
class LineMap:
    """All emitted files by path below the output folder, and the nodes of all input files.

    `homes` tells what written values became part of; `users` maps a unit, as owner and pointer, to
    the units that name it.
    """

    files: Mapping[str, MappedFile]
    inputs: Mapping[str, tuple[InputNode, ...]]
    homes: Homes
    users: Mapping[Spot, tuple[Spot, ...]]

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
            return self._from(file, ("",), is_whole=True)
        written = [node for node in self.inputs.get(file, ()) if node.is_written_on(line, column)]
        chosen = [node for node in written if node.is_scalar] or written
        if not chosen:
            return ()
        pointers = tuple(node.pointer for node in chosen)
        is_whole = not any(node.is_scalar for node in chosen)
        printed = self._from(file, pointers, is_whole=is_whole) or self._named(file, pointers)
        if is_whole and printed:
            return printed
        return (*printed, *self._dependent(file, pointers, printed))

    def _from(
        self, file: str, pointers: tuple[str, ...], *, is_whole: bool
    ) -> tuple[Emission, ...]:
        """Lines that hold a value; of mappings, lists and files, lines that were made from them."""

        def via(mapped: MappedLine) -> str | None:
            told = mapped.values if is_whole else mapped.held
            reached = (_above(pointers, s) for s in told if s.place.file == file)
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
        spots = [spot for pointer in pointers for spot in self.homes.below(file, pointer)]
        own = {(owner, unit_of(pointer)) for owner, pointer in spots}
        is_example = all(_EXAMPLE in pointer for _, pointer in spots)
        callers = own.union(*(self.users.get(unit, ()) for unit in own))
        tested = self._all_users(own)
        files = self.homes.files({owner for owner, _ in tested})
        found: list[Emission] = []
        for path, known in sorted(self.files.items()):
            if is_example and "/src/" in path:
                continue
            is_test = "/tests/" in path
            units = tested if is_test else callers
            reach = _Reach(self.homes, known, units, files, is_test=is_test)
            if reach.holds:
                found += _runs(path, known, reach.via)
                found += _runs(path, known, reach.said)
            if not own.isdisjoint(self.homes.units(known.origin, known.agent)):
                found.append(_whole(path, known))
        found += self._renamed(file, {*pointers, *(pointer for _, pointer in spots)})
        told = {(one.path, n) for one in printed for n in range(one.first, one.last + 1)}
        return tuple(part for one in found for part in _new(one, told))

    def _all_users(self, units: Iterable[Spot]) -> set[Spot]:
        """Some units, those that name them, and so on: what tests expect passes through calls."""
        found: set[Spot] = set()
        waiting = [*units]
        while waiting:
            unit = waiting.pop()
            if unit not in found:
                found.add(unit)
                waiting += self.users.get(unit, ())
        return found

    def _renamed(self, file: str, pointers: Collection[str]) -> Iterator[Emission]:
        """All files of the distributions in which files, modules and imports bear a name."""
        if _NAMES.intersection(pointers):
            tops = {path.partition("/")[0] for path, one in self.files.items() if one.is_from(file)}
            for path, known in sorted(self.files.items()):
                if path.partition("/")[0] in tops:
                    yield _whole(path, known)

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


class _Reach:
    """What some units reach in a file."""

    __slots__ = ("_is_test", "_known", "_origin", "_reached")

    def __init__(
        self,
        homes: Homes,
        known: MappedFile,
        units: Collection[Spot],
        files: Collection[str],
        *,
        is_test: bool,
    ) -> None:
        """Units are of owners whose values are written in some files."""
        self._known, self._is_test = known, is_test
        self._origin = known.origin.place, unit_of(known.origin.pointer)
        self._reached = {
            one
            for one in known.values
            if one.place.file in files
            and any(unit in units for unit in homes.units(one, known.agent))
        }

    @property
    def holds(self) -> bool:
        """Whether anything of the units went into the file."""
        return bool(self._reached)

    def via(self, line: MappedLine) -> str | None:
        """The value of the units that a line was printed from."""
        return next((one.pointer for one in line.sources if one in self._reached), None)

    def said(self, line: MappedLine) -> str | None:
        """The value a file is of, for lines that speak of it as a whole, such as its docstring.

        Tests import what their expectations take.
        """
        is_import = self._is_test and not line.sources
        is_said = is_import or any(
            (s.place, unit_of(s.pointer)) == self._origin for s in line.sources
        )
        return self._known.origin.pointer if is_said else None


def _new(emission: Emission, told: set[tuple[str, int]]) -> Iterator[Emission]:
    """The runs of an emission that are not told yet; they are told afterwards."""
    kept = [n for n in range(emission.first, emission.last + 1) if (emission.path, n) not in told]
    told.update((emission.path, n) for n in kept)
    for _, group in groupby(enumerate(kept), key=lambda item: item[1] - item[0]):
        run = [number for _, number in group]
        yield Emission(emission.path, run[0], run[-1], emission.via, is_printed=False)


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
