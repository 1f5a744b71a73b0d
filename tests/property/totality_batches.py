"""Some drawn workspaces judged together, and counterexamples written down smaller."""

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from drawn_collections import drawn_workspace
from luck import Dice
from scene import Workspace
from totality_judging import attempt, judged
from totality_shrinking import kinds_of, shrunk

__all__ = ["Batch", "Job", "batches", "keep", "run", "workspace"]

_EARLY = ("validate:", "emit:", "place:")
_SLOW = ("mypy", "pylint", "tests", "exercised")
_PRIMED = "primed"


@dataclass(slots=True)
class Batch:
    """What came of some workspaces; `seconds` by stage."""

    drawn: int = 0
    emitted: int = 0
    refused: list[tuple[str, ...]] = field(default_factory=list)
    wrong: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sections: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, other: "Batch") -> None:
        """Take in what came of others."""
        self.drawn += other.drawn
        self.emitted += other.emitted
        self.refused += other.refused
        self.wrong |= other.wrong
        self.sections += other.sections
        for stage, seconds in other.seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds


@dataclass(frozen=True, slots=True)
class Job:
    """Numbers of workspaces under a seed, how far they are judged, and a folder for that."""

    seed: str
    numbers: range
    level: str
    folder: Path

    def alone(self) -> Iterator["Job"]:
        """Each workspace for itself."""
        for number in self.numbers:
            yield Job(self.seed, range(number, number + 1), self.level, self.folder)


def batches(job: Job, size: int) -> Iterator[Job]:
    """The same in groups."""
    for first in range(job.numbers.start, job.numbers.stop, size):
        numbers = range(first, min(first + size, job.numbers.stop))
        yield Job(job.seed, numbers, job.level, job.folder)


def workspace(seed: str, number: int) -> Workspace:
    """The workspace with a number under a seed."""
    return drawn_workspace(Dice(f"{seed}:{number}"), f"w{number:05}")


def run(job: Job) -> Batch:
    """Draw and judge the workspaces of a job."""
    made, place = Batch(len(job.numbers)), Path(tempfile.mkdtemp(dir=job.folder))
    began = time.perf_counter()
    attempts = []
    for number in job.numbers:
        drawn = workspace(job.seed, number)
        one = attempt(f"{number:05}", drawn, place)
        attempts.append(one)
        if one.wrong:
            made.wrong[one.name] = one.wrong
        elif one.refused:
            made.refused.append(one.refused)
        else:
            made.sections.update({key for d in drawn.documents.values() for key in d})
        shutil.rmtree(place / "workspaces", ignore_errors=True)
    made.emitted = sum(one.tree is not None for one in attempts)
    made.seconds["emit"] = time.perf_counter() - began
    if job.level != "none" and made.emitted:
        _prime(job.folder / _PRIMED, place / "cache")
        said = judged(attempts, place, job.level, 1)
        made.wrong |= {name: lines for name, lines in said.items() if lines}
        _leave(place / "cache", job.folder / _PRIMED)
    made.seconds["judge"] = time.perf_counter() - began - made.seconds["emit"]
    shutil.rmtree(place, ignore_errors=True)
    return made


def _prime(primed: Path, cache: Path) -> None:
    """Begin with what an earlier batch found out of the core and of other people's packages."""
    if primed.is_dir():
        shutil.copytree(primed, cache)


def _leave(cache: Path, primed: Path) -> None:
    """Leave that to later batches, if no other one did."""
    if not primed.is_dir() and cache.is_dir():
        try:
            cache.rename(primed)
        except OSError:
            return  # another batch was faster


def keep(job: Job, number: int, lines: tuple[str, ...], out: Path, tries: int) -> None:
    """Write a counterexample, made smaller with at most so many attempts."""
    wanted = kinds_of(lines)
    drawn = workspace(job.seed, number)
    level = job.level if any(line.startswith(_SLOW) for line in lines) else "fast"
    level = "none" if all(line.startswith(_EARLY) for line in lines) else level

    def finds(smaller: Workspace) -> frozenset[str]:
        with tempfile.TemporaryDirectory(dir=job.folder) as name:
            folder = Path(name)
            one = attempt("one", smaller, folder)
            if one.wrong or one.tree is None or level == "none":
                return kinds_of(one.wrong)
            _prime(job.folder / _PRIMED, folder / "cache")
            return kinds_of(judged([one], folder, level, 1)["one"])

    home = out / f"{job.seed}-{number:05}"
    shutil.rmtree(home, ignore_errors=True)
    drawn.write(home)
    (home / "findings.txt").write_text("\n".join(lines) + "\n", "utf-8")
    if tries:
        small = shrunk(drawn, finds, wanted, tries)
        shutil.rmtree(home)
        small.write(home)
        (home / "findings.txt").write_text("\n".join(lines) + "\n", "utf-8")
