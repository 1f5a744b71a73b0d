"""Draws workspaces by the hundred and judges them; run by `make totality`, at night.

Prints what was drawn, accepted and refused, by code; a counterexample is written to a folder with
its seed, what is wrong with it, and its documents made smaller. The numbers of the run go to
`summary.json` there. Ends with 1 when there is a counterexample.
"""

import argparse
import json
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

from totality_batches import Batch, Job, batches, keep, run
from totality_judging import LEVELS
from totality_pool import Pool

_BATCH_S = 3600.0
_MEMORY = 6 << 30


def main() -> int:
    """Run the program."""
    given = _words()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda signum, _: sys.exit(128 + signum))
    total, began = Batch(), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="totality-") as folder:
        numbers = range(given.start, given.start + given.count)
        job = Job(given.seed, numbers, given.level, Path(folder))
        for _ in _judged(job, given, total):
            write(given.out, summary(given, total, time.perf_counter() - began))
        _keep(job, given, total)
    rows = summary(given, total, time.perf_counter() - began)
    write(given.out, rows)
    print(json.dumps(rows, indent=1))
    return 1 if total.wrong else 0


def _words() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, default=1000)
    words.add_argument("--start", type=int, default=0)
    words.add_argument("--seed", default="night")
    words.add_argument("--jobs", type=int, default=2)
    words.add_argument("--batch", type=int, default=25)
    words.add_argument("--level", choices=LEVELS, default="full")
    words.add_argument("--shrink", type=int, default=60, help="attempts for each counterexample")
    words.add_argument("--out", type=Path, default=Path("build/totality"))
    return words.parse_args()


def _judged(job: Job, given: argparse.Namespace, total: Batch) -> Iterator[None]:
    """Judge all batches; one that gives no result is judged again, each workspace for itself."""
    pool: Pool[Job, Batch] = Pool(run, given.jobs, _BATCH_S, _MEMORY)
    pool.waiting.extend(batches(job, given.batch))
    for ended in pool.results():
        if ended.result is not None:
            made = ended.result
        elif len(ended.task.numbers) > 1:
            pool.waiting.extend(ended.task.alone())
            continue
        else:
            last = " | ".join(ended.reason.split("\n")[-6:])
            made = Batch(1, wrong={f"{ended.task.numbers.start:05}": (f"judge: {last}",)})
        total.add(made)
        tell(given.count, total, made)
        yield


def _keep(job: Job, given: argparse.Namespace, total: Batch) -> None:
    """Write every counterexample, several at once."""

    def one(number: int) -> None:
        keep(job, number, total.wrong[f"{number:05}"], given.out, given.shrink)

    pool: Pool[int, None] = Pool(one, given.jobs, _BATCH_S, _MEMORY)
    pool.waiting.extend(sorted(map(int, total.wrong)))
    for ended in pool.results():
        print(f"written: {ended.task:05} {ended.reason}", flush=True)


def tell(of: int, total: Batch, made: Batch) -> None:
    """One line of progress, and what is wrong."""
    emitted, wrong = total.emitted, len(total.wrong)
    print(f"{total.drawn} of {of} judged, {emitted} emitted, {wrong} wrong", flush=True)
    for name, lines in sorted(made.wrong.items()):
        print(f"  {name}", *(f"    {line[:300]}" for line in lines[:8]), sep="\n", flush=True)


def summary(given: argparse.Namespace, total: Batch, wall_s: float) -> dict[str, Any]:
    """The numbers of a run: seconds of stages are summed over processes, `wall` is the clock."""
    refused = Counter(one.split()[0] for lines in total.refused for one in {*lines})
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seed": given.seed,
        "level": given.level,
        "asked": given.count,
        "drawn": total.drawn,
        "emitted": total.emitted,
        "refused": len(total.refused),
        "wrong": dict(sorted(total.wrong.items())),
        "refused_by_code": dict(refused.most_common()),
        "sections": dict(total.sections.most_common()),
        "seconds": {**total.seconds, "wall": wall_s, "cpu": spent.ru_utime + spent.ru_stime},
        "cpu_seconds_each": (spent.ru_utime + spent.ru_stime) / max(1, total.drawn),
    }


def write(out: Path, rows: dict[str, Any]) -> None:
    """Write the numbers, in place of those of an earlier run."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "summary.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
