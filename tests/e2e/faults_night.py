"""Breaks every writing system call of a small run, one by one: a kill, and an error, at each.

`make faults` breaks all of a small workspace, in which libraries change and come, and a sample of
one with services, of which one leaves: `--every N` takes each N-th call of the kinds that are
frequent (a flush or a removal of each file), and all others.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import local

from faults_strace import Broken, Call, calls, kills, refusals, sampled, verdict
from faults_world import World


def main() -> int:
    """Break what was asked for; 1 when anything was wrong."""
    asked = _arguments()
    folder = Path(tempfile.mkdtemp(prefix="qpf-faults-"))
    try:
        world = World(folder, is_small=asked.small)
        found = [call for call in calls(world) if asked.phase in ("", call.phase)]
        print(f"{len(found)} writing calls: {_counts(found)}", flush=True)
        faults = {"kills": kills, "refusals": refusals}
        chosen = sampled(found, asked.every)
        work = [one for name in asked.faults for one in faults[name](chosen)]
        results = _results(world, work, asked.jobs)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return _told(results)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="libraries, of which none leaves")
    parser.add_argument("--every", type=int, default=1, help="take each N-th call of each kind")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--phase", default="", choices=("", "stage", "publish"))
    kinds = ("kills", "refusals")
    parser.add_argument("--faults", nargs="+", default=kinds, choices=kinds)
    return parser.parse_args()


def _results(world: World, work: list[tuple[Call, str]], jobs: int) -> list[Broken]:
    mine, numbers = local(), count()

    def one(item: tuple[Call, str]) -> Broken:
        if not hasattr(mine, "name"):
            mine.name = f"worker-{next(numbers)}"
        result = verdict(world, *item, mine.name)
        for fault in result.wrong:
            print(f"{result.call} {result.fault}: {fault}", flush=True)
        return result

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, work))


def _told(results: list[Broken]) -> int:
    kinds = Counter((one.fault, one.call.phase, one.tree) for one in results)
    for (fault, phase, tree), number in sorted(kinds.items()):
        print(f"{number:6} {fault:14} {phase:8} the tree right after: {tree}")
    wrong = [one for one in results if one.wrong]
    print(f"{len(results)} faults, {len(wrong)} with something wrong")
    return 1 if wrong else 0


def _counts(found: list[Call]) -> str:
    counts = Counter(call.name for call in found)
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main())
