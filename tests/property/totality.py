"""Draws workspaces by the hundred and judges them; run by `make totality`, at night.

Prints what was drawn, accepted and refused, by code; a counterexample is written to a folder with
its seed, what is wrong with it, and its documents made smaller. Ends with 1 when there is one.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

from drawn_collections import drawn_workspace
from luck import Dice
from scene import Workspace
from totality_judging import attempt, judged
from totality_shrinking import kinds_of, shrunk


@dataclass(slots=True)
class Batch:
    """What came of some workspaces."""

    emitted: int = 0
    refused: list[tuple[str, ...]] = field(default_factory=list)
    wrong: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sections: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)


def workspace(seed: str, number: int) -> Workspace:
    """The workspace with a number under a seed."""
    return drawn_workspace(Dice(f"{seed}:{number}"), f"w{number:05}")


def run(seed: str, numbers: range, level: str, folder: str) -> Batch:
    """Draw and judge some workspaces in a folder of their own."""
    made, place = Batch(), Path(tempfile.mkdtemp(dir=folder))
    began = time.perf_counter()
    attempts = []
    for number in numbers:
        drawn = workspace(seed, number)
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
    if level != "none" and made.emitted:
        try:
            said = judged(attempts, place, level, 1)
        except Exception as error:
            said = {one.name: (f"judge: {error!r}",) for one in attempts if one.tree is not None}
        made.wrong |= {name: lines for name, lines in said.items() if lines}
    made.seconds["judge"] = time.perf_counter() - began - made.seconds["emit"]
    shutil.rmtree(place, ignore_errors=True)
    return made


def keep(seed: str, number: int, lines: tuple[str, ...], out: Path, level: str, tries: int) -> None:
    """Write a counterexample, smaller if that can be done."""
    wanted = kinds_of(lines)
    drawn = workspace(seed, number)
    least = level if any(line.startswith(_SLOW) for line in lines) else "fast"
    least = "none" if all(line.startswith(_EARLY) for line in lines) else least

    def finds(smaller: Workspace) -> frozenset[str]:
        with tempfile.TemporaryDirectory() as folder:
            one = attempt("one", smaller, Path(folder))
            if one.wrong or one.tree is None or least == "none":
                return kinds_of(one.wrong)
            return kinds_of(judged([one], Path(folder), least, 1)["one"])

    small = shrunk(drawn, finds, wanted, tries) if tries else drawn
    home = out / f"{seed}-{number:05}"
    shutil.rmtree(home, ignore_errors=True)
    small.write(home)
    (home / "findings.txt").write_text("\n".join(lines) + "\n", "utf-8")


_EARLY = ("validate:", "emit:", "place:")
_SLOW = ("mypy", "pylint", "tests", "exercised")


def batches(count: int, size: int, start: int) -> Iterator[range]:
    """The numbers of the workspaces, in groups."""
    for first in range(start, start + count, size):
        yield range(first, min(first + size, start + count))


def main() -> int:
    """Run the program."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, default=1000)
    words.add_argument("--start", type=int, default=0)
    words.add_argument("--seed", default="night")
    words.add_argument("--jobs", type=int, default=2)
    words.add_argument("--batch", type=int, default=20)
    words.add_argument("--level", choices=["none", "fast", "typed", "full"], default="full")
    words.add_argument("--shrink", type=int, default=60, help="attempts for each counterexample")
    words.add_argument("--out", type=Path, default=Path("build/totality"))
    given = words.parse_args()
    total, refused, began = Batch(), Counter[str](), time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="totality-") as folder,
        ProcessPoolExecutor(given.jobs) as pool,
    ):
        waiting = [
            pool.submit(run, given.seed, numbers, given.level, folder)
            for numbers in batches(given.count, given.batch, given.start)
        ]
        for number, done in enumerate(as_completed(waiting), start=1):
            made = done.result()
            total.emitted += made.emitted
            total.wrong |= made.wrong
            total.sections += made.sections
            refused.update(one.split()[0] for lines in made.refused for one in {*lines})
            total.refused += made.refused
            for key, seconds in made.seconds.items():
                total.seconds[key] = total.seconds.get(key, 0) + seconds
            tell(number, len(waiting), total, made)
    for name, lines in sorted(total.wrong.items()):
        keep(given.seed, int(name), lines, given.out, given.level, given.shrink)
    report(given.count, total, refused, time.perf_counter() - began)
    return 1 if total.wrong else 0


def tell(number: int, of: int, total: Batch, made: Batch) -> None:
    """One line of progress, and what is wrong."""
    print(
        f"{number} of {of} batches, {total.emitted} emitted, {len(total.wrong)} wrong", flush=True
    )
    for name, lines in sorted(made.wrong.items()):
        print(f"  {name}", *(f"    {line[:300]}" for line in lines[:8]), sep="\n", flush=True)


def report(count: int, total: Batch, refused: Counter[str], seconds: float) -> None:
    """The numbers of the run as JSON."""
    rows = {
        "drawn": count,
        "emitted": total.emitted,
        "refused": len(total.refused),
        "wrong": len(total.wrong),
        "refused_by_code": dict(refused.most_common()),
        "sections": dict(total.sections.most_common()),
        "seconds": {**total.seconds, "wall": seconds},
    }
    print(json.dumps(rows, indent=1))


if __name__ == "__main__":
    sys.exit(main())
