"""The emitted pulse beside a simple loop over the same organs: idle, and beside two busy processes.

Each is a process of its own; they take turns in short rounds of one run, so that what else the
machine does hits both. Prints JSON: the median of each figure over the rounds, and every round.
`--sources DIR DIR` says where the emitted packages lie.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).resolve().parent
GENERATED = HERE.parent / "generated"
SOURCES = [GENERATED / name / "src" for name in ("lambda-genesis", "qpf-organism", "qpf-core")]
BUSY = 2
_MS = 1000.0

Figures = dict[str, float]


@contextmanager
def busy(count: int) -> Iterator[None]:
    """Keep `count` processes spinning."""
    spin = [sys.executable, "-c", "while True: pass"]
    processes = [subprocess.Popen(spin) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def emitted(file: str, seconds: float, priority: int | None) -> None:
    """Run the emitted pulse; `priority` replaces that of the schema."""
    from genesis_beats import recorded
    from lambda_genesis.pulse.pulse import POLICY

    from qpf_organism.pulse import PulseProcess

    policy = POLICY if priority is None else replace(POLICY, priority=priority)
    with PulseProcess(recorded, policy, arguments={"file": file}):
        time.sleep(seconds)


def simple(file: str, seconds: float) -> None:
    """Run the peer."""
    paths = os.pathsep.join(sys.path)
    words = [sys.executable, str(HERE / "genesis_beats.py"), file, str(seconds)]
    subprocess.run(words, check=True, env={**os.environ, "PYTHONPATH": paths})


def figures(file: str) -> Figures:
    """Return rate, intervals in milliseconds, missed beats and processor share of a round."""
    told = json.loads(Path(file).read_text("utf-8"))
    times = told["times"]
    gaps = sorted((after - before) * _MS for before, after in pairwise(times))
    wall = times[-1] - times[0]
    return {
        "hz": len(gaps) / wall,
        "interval_p50_ms": gaps[len(gaps) // 2],
        "interval_p99_ms": gaps[int(len(gaps) * 0.99)],
        "interval_max_ms": gaps[-1],
        "over_1_05_ms": sum(gap > 1.05 for gap in gaps) / len(gaps),
        "cpu_percent": 100.0 * told["cpu_s"] / wall,
    }


def steal_s() -> float:
    """Return the seconds that the machine below took away so far, of all cores."""
    words = Path("/proc/stat").read_text("utf-8").split()
    return int(words[8]) / os.sysconf("SC_CLK_TCK")


def one_round(way: str, seconds: float, others: int) -> Figures:
    """Return the figures of one round of one way."""
    with tempfile.TemporaryDirectory() as folder, busy(others):
        file, stolen, began = f"{folder}/beats.json", steal_s(), time.monotonic()
        if way == "simple":
            simple(file, seconds)
        else:
            emitted(file, seconds, 0 if way == "emitted_ordinary" else None)
        lost = 100.0 * (steal_s() - stolen) / (time.monotonic() - began)
        return {**figures(file), "steal_percent": lost}


def measure(ways: Sequence[str], seconds: float, rounds: int) -> dict[str, object]:
    """Return all figures, by way and load."""
    found: dict[str, list[Figures]] = {}
    for _ in range(rounds):
        for others in (0, BUSY):
            for way in ways:
                name = f"{way}_{'busy' if others else 'idle'}"
                found.setdefault(name, []).append(one_round(way, seconds, others))
    return {
        "load_before": os.getloadavg()[0],
        "median": {
            name: {key: statistics.median(one[key] for one in many) for key in many[0]}
            for name, many in found.items()
        },
        "rounds": found,
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ways", nargs="+", default=["emitted", "emitted_ordinary", "simple"])
    parser.add_argument("--sources", nargs="+", type=Path, default=SOURCES)
    chosen = parser.parse_args()
    sys.path[:0] = [str(HERE), *(str(source) for source in chosen.sources)]
    told = measure(chosen.ways, chosen.seconds, chosen.rounds)
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
