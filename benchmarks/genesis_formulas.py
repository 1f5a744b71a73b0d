"""Formulas over arrays against a Python loop over the same points, in one process.

Usage: python benchmarks/genesis_formulas.py [points]. Needs the emitted `lambda_genesis` and
`qpf_core` on the path (`generated/*/src`, found beside this folder, unless they are installed).
Prints JSON: nanoseconds a point of both forms and their ratio, the best of a few runs each.
"""

import json
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1] / "generated"
sys.path += [str(path) for path in sorted(ROOT.glob("*/src"))]

from lambda_genesis.maths import fractal, fractal_arrays  # noqa: E402

RUNS = 3
LOOPED = 100_000
"""Points of the loop; its time a point does not depend on how many there are."""


def columns(count: int) -> dict[str, np.ndarray]:
    """Points inside of every domain, the same each time."""
    draw = np.random.default_rng(7)
    return {
        "s": draw.choice(np.array([1.0, 0.0, -1.0, math.inf]), count),
        "theta": draw.random(count),
        "k": draw.uniform(2.0, 200.0, count),
        "p": draw.uniform(1.0, 20.0, count),
        "u": draw.uniform(1.0, 1e7, count),
        "t1": draw.uniform(0.5, 2.0, count),
    }


def best(run: Callable[[], object], points: int) -> float:
    """Nanoseconds a point of the fastest run."""
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter_ns()
        run()
        taken.append(time.perf_counter_ns() - start)
    return min(taken) / points


def measure(name: str, inputs: tuple[str, ...], count: int) -> dict[str, float]:
    """Both forms of one formula."""
    scalar, twin = getattr(fractal, name), getattr(fractal_arrays, name)
    arrays = {one: columns(count)[one] for one in inputs}
    looped = min(count, LOOPED)
    rows = [
        dict(zip(inputs, row, strict=True))
        for row in zip(*(arrays[one][:looped].tolist() for one in inputs), strict=True)
    ]
    loop = best(lambda: [scalar(**row) for row in rows], looped)
    vector = best(lambda: twin(**arrays), count)
    return {
        "loop_ns": round(loop, 1),
        "arrays_ns": round(vector, 2),
        "ratio": round(loop / vector, 1),
    }


def bare(count: int) -> float:
    """Nanoseconds a point of the expression of `time_wrap` alone: no call, no check."""
    drawn = columns(min(count, LOOPED))
    rows = list(zip(*(drawn[one].tolist() for one in ("k", "p", "u", "t1")), strict=True))
    return best(lambda: [t1 * math.log(u) / (1 - 1 / (k * p)) for k, p, u, t1 in rows], len(rows))


def main() -> None:
    """Measure every formula and print JSON."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    formulas = {
        "time_wrap": ("k", "p", "u", "t1"),
        "mobius_time": ("s", "k", "p", "u", "theta", "t1"),
        "fractal_total": ("s", "theta"),
        "grav_mode": ("s", "theta", "k", "p", "u"),
    }
    told = {name: measure(name, inputs, count) for name, inputs in formulas.items()}
    told["time_wrap"]["bare_expression_ns"] = round(bare(count), 1)
    sys.stdout.write(json.dumps({"points": count, "formulas": told}, indent=2) + "\n")


if __name__ == "__main__":
    main()
