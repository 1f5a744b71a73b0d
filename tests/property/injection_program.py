"""Every payload in every leaf and key of the attacked workspaces: what `make injection` runs.

Prints a table of contexts with what was accepted, refused and bent, and ends with 1 when anything
was bent. `--turns N` makes N rounds a workspace instead of all, spread over the payloads.
"""

import argparse
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "golden"))

from attack_rounds import SORTED, Tally, rotated, run_round
from injecting import WORKSPACES, Target
from payloads import PAYLOADS, Sort


def jobs(turns: int, workspaces: Sequence[str]) -> Iterator[tuple[str, str, str, int]]:
    """Workspace, leaves or keys, sort of payloads, number of the round."""
    for sort, payloads in SORTED.items():
        count = min(turns, len(payloads)) if turns else len(payloads)
        for number in range(count):
            for workspace in workspaces:
                for what in ("leaves", "keys"):
                    yield workspace, what, sort, number * len(payloads) // count


def _work_below(folder: str) -> None:
    """Let a worker make its workspaces where its parent removes them."""
    tempfile.tempdir = folder


@cache
def _target(workspace: str) -> Target:
    folder = Path(tempfile.mkdtemp())
    return Target(workspace, folder, is_tidied=False)


def run(job: tuple[str, str, str, int]) -> Tally:
    """One round; a crash of the factory is as bad as a bent file."""
    workspace, what, sort, turn = job
    target, payloads = _target(workspace), SORTED[Sort(sort)]
    attack = rotated(target.leaves if what == "leaves" else target.keys, payloads, turn)
    try:
        return run_round(target, attack)
    except Exception:
        told = traceback.format_exc(limit=-3)
        return Tally(bent=[f"{workspace} {what} {sort} {turn}: the factory fell over\n{told}"])


def table(tally: Tally) -> Iterator[str]:
    """Lines of Markdown: contexts down, counts across."""
    classes = list(dict.fromkeys(one.kind for one in PAYLOADS))
    yield "| file | encoder | classes tried | accepted | refused |"
    yield "| --- | --- | --- | --- | --- |"
    for context in tally.contexts():
        kinds = [(context, kind) for kind in classes]
        tried = sum(bool(tally.accepted[one] + tally.refused[one]) for one in kinds)
        accepted, refused = (
            sum(of[one] for one in kinds) for of in (tally.accepted, tally.refused)
        )
        yield (
            f"| {context.kind} | {context.encoder} | {tried} of {len(classes)} "
            f"| {accepted:,} | {refused:,} |"
        )


def main(words: Sequence[str]) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=0, help="rounds a workspace; 0 for all")
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("workspaces", nargs="*", default=WORKSPACES)
    given = parser.parse_args(words)
    total, planned = Tally(), list(jobs(given.turns, given.workspaces))
    with (
        tempfile.TemporaryDirectory(prefix="qpf-injection-") as folder,
        ProcessPoolExecutor(given.workers, initializer=_work_below, initargs=(folder,)) as pool,
    ):
        for number, one in enumerate(pool.map(run, planned, chunksize=1), start=1):
            total.add(one)
            for bent in one.bent:
                print(f"bent: {bent}", flush=True)
            if number % 100 == 0:
                print(f"{number} of {len(planned)} rounds: {dict(total.pairs)}", flush=True)
    print(*table(total), sep="\n")
    print(f"{len(planned)} rounds, {len(PAYLOADS)} payloads: {dict(total.pairs)}")
    print(f"bent: {len(total.bent)}")
    return bool(total.bent)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
