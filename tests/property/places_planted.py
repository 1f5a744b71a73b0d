"""Seeded faults in workspaces, and the verdict on what a run says of each."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import places_kinds_expressions
import places_kinds_keys
import places_kinds_names
import places_kinds_sense
import places_kinds_shape
import places_kinds_text
from places_kinds import KINDS, Planting
from places_source import Edit, position
from places_workspaces import Findings, Workspace

from qpf.diagnostics.diagnostic import Severity

__all__ = ["Fault", "Verdict", "drawn", "judged", "suggested", "together"]

MODULES = (
    places_kinds_text,
    places_kinds_shape,
    places_kinds_names,
    places_kinds_keys,
    places_kinds_sense,
    places_kinds_expressions,
)
"""Importing them registers their kinds."""


WARNED = frozenset({"role too short"})
"""Kinds that are warned of: what they plant is poor, but can be emitted."""

SHARED = frozenset({"circle of edges"})
"""Kinds whose fault lies in several places at once; the error shows them all."""


class Verdict(StrEnum):
    """What a run says of a planted fault."""

    EXACT = "exact"
    LINE = "line"
    ELSEWHERE = "elsewhere"
    MISSED = "missed"
    CRASH = "crash"


@dataclass(frozen=True, slots=True)
class Fault:
    """One file of a workspace with a fault, and the places that name it."""

    workspace: Workspace
    kind: str
    path: str
    text: str
    places: tuple[tuple[int, int], ...]
    original: str = ""

    @property
    def changed(self) -> dict[str, bytes]:
        """The file as a run reads it."""
        return {self.path: self.text.encode("utf-8", "surrogateescape")}


@cache
def _edits(workspace: Workspace, kind: str, seed: int) -> tuple[tuple[int, Edit], ...]:
    draw = random.Random(f"{seed} {workspace.name} {kind}")
    return tuple(
        (number, edit)
        for number, source in enumerate(workspace.sources)
        for edit in KINDS[kind].plant(Planting(source, workspace.words, draw))
    )


def _fault(workspace: Workspace, kind: str, number: int, edit: Edit) -> Fault:
    source = workspace.sources[number]
    text = source.text[: edit.start] + edit.new + source.text[edit.end :]
    places = tuple(position(text, at) for at in (edit.at, *edit.also))
    return Fault(workspace, kind, source.path, text, places, edit.original)


def drawn(workspaces: Sequence[Workspace], each: int, seed: int) -> Iterator[Fault]:
    """Up to `each` faults of every kind, spread over the workspaces that can have it."""
    for kind in KINDS:
        draw = random.Random(f"{seed} {kind}")
        able = [one for one in workspaces if _edits(one, kind, seed)]
        draw.shuffle(able)
        taken: set[tuple[str, int]] = set()
        for turn in range(each * 3):
            if not able or len(taken) >= each:
                break
            workspace = able[turn % len(able)]
            choices = _edits(workspace, kind, seed)
            at = draw.randrange(len(choices))
            if (workspace.name, at) not in taken:
                taken.add((workspace.name, at))
                yield _fault(workspace, kind, *choices[at])


def together(workspace: Workspace, count: int, seed: int) -> tuple[Fault, ...]:
    """Faults in up to `count` different files of one workspace."""
    draw = random.Random(f"{seed} {workspace.name}")
    numbers = list(range(len(workspace.sources)))
    draw.shuffle(numbers)
    faults = []
    for number in numbers[:count]:
        kinds = list(KINDS)
        draw.shuffle(kinds)
        for kind in kinds:
            own = [edit for at, edit in _edits(workspace, kind, seed) if at == number]
            if own:
                faults.append(_fault(workspace, kind, number, draw.choice(own)))
                break
    return tuple(faults)


def judged(fault: Fault, findings: Findings) -> Verdict:
    """Whether an error names the place of a fault."""
    if findings.crash:
        return Verdict.CRASH
    counted = (Severity.ERROR, Severity.WARNING) if fault.kind in WARNED else (Severity.ERROR,)
    errors = [one for one in findings.found if one.severity in counted]
    named = [one.place for one in errors]
    if fault.kind in SHARED:
        named += [note.place for one in errors for note in one.notes if note.place is not None]
    own = [(place.line, place.column) for place in named if place.file == fault.path]
    if any(place in fault.places for place in own):
        return Verdict.EXACT
    if {line for line, _ in own} & {line for line, _ in fault.places}:
        return Verdict.LINE
    return Verdict.ELSEWHERE if errors else Verdict.MISSED


def suggested(fault: Fault, findings: Findings) -> bool:
    """Whether an error at the place of a misspelled word says what the word should be."""
    return any(
        re.search(rf"(?<!\w){re.escape(fault.original)}(?!\w)", one.help) is not None
        for one in findings.found
        if one.place.file == fault.path and (one.place.line, one.place.column) in fault.places
    )
