"""Plants faults of all kinds into golden cases and collections; prints a table and the shares.

`python tests/property/places_run.py [EACH] [SEED]`: up to EACH faults of a kind (6). Ends with 1
when a share is below what is promised.
"""

import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "golden")]

from places_kinds import KINDS  # noqa: E402
from places_planted import Fault, Verdict, drawn, judged, suggested, together  # noqa: E402
from places_workspaces import (  # noqa: E402
    Findings,
    Workspace,
    golden_workspaces,
    own_workspaces,
)

PROMISED = {"exact": 0.98, "together": 0.95, "suggested": 0.90}
RUNS_TOGETHER = 60


def main(arguments: list[str]) -> int:
    """Run, print, and say with the result whether the promises hold."""
    each, seed = (int(one) for one in (*arguments, "6", "1")[:2]) if arguments else (6, 1)
    started = time.monotonic()
    workspaces = (*golden_workspaces(), *own_workspaces())
    rows: dict[str, Counter[Verdict]] = defaultdict(Counter)
    slips = [0, 0]
    errors = []
    for fault in drawn(workspaces, each, seed):
        findings = fault.workspace.findings(fault.changed)
        verdict = judged(fault, findings)
        rows[fault.kind][verdict] += 1
        errors.append(sum(one.severity == "error" for one in findings.found))
        if fault.original:
            slips[suggested(fault, findings)] += 1
        if verdict is not Verdict.EXACT:
            _tell(verdict, fault, findings)
    _table(rows)
    shares = {
        "exact": _share(rows.values()),
        "together": _share([_together(workspaces, seed)]),
        "suggested": slips[1] / sum(slips),
    }
    total = sum(row.total() for row in rows.values())
    print(f"{total} workspaces of {len(rows)} kinds in {time.monotonic() - started:.0f} s")
    print(f"errors in a run: {sum(errors) / len(errors):.2f} on average")
    for name, share in shares.items():
        print(f"{name}: {share:.2%} (promised {PROMISED[name]:.0%})")
    crashed = sum(row[Verdict.CRASH] for row in rows.values())
    return int(crashed > 0 or any(shares[name] < least for name, least in PROMISED.items()))


def _together(workspaces: tuple[Workspace, ...], seed: int) -> Counter[Verdict]:
    able = [one for one in workspaces if len(one.sources) >= 3]
    verdicts: Counter[Verdict] = Counter()
    for run in range(RUNS_TOGETHER):
        faults = together(able[run % len(able)], 3 + run % 3, seed * 1000 + run)
        changed = {path: data for one in faults for path, data in one.changed.items()}
        findings = faults[0].workspace.findings(changed)
        for fault in faults:
            verdict = judged(fault, findings)
            verdicts[verdict] += 1
            if verdict is not Verdict.EXACT:
                _tell(verdict, fault, findings)
    return verdicts


def _share(rows: object) -> float:
    counted: Counter[Verdict] = sum(rows, Counter())  # type: ignore[call-overload]
    return counted[Verdict.EXACT] / counted.total()


def _tell(verdict: Verdict, fault: Fault, findings: Findings) -> None:
    line, column = fault.places[0]
    text = fault.text.splitlines()[line - 1].strip()[:90]
    print(f"{verdict}: {fault.kind}: {fault.workspace.name} {fault.path}:{line}:{column}: {text}")
    for one in [one for one in findings.found if one.severity == "error"][:3]:
        print(f"    {one.place} {one.code} {one.message[:100]}")
    print(f"    {findings.crash[-800:]}" if findings.crash else "", end="")


def _table(rows: dict[str, Counter[Verdict]]) -> None:
    print("| kind | " + " | ".join(Verdict) + " |\n| --- |" + " ---: |" * len(Verdict))
    for name in KINDS:
        if name in rows:
            print(f"| {name} | " + " | ".join(str(rows[name][one]) for one in Verdict) + " |")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
