"""How long one beat of the emitted organism takes, beside the loop that its reference sketches.

The peer runs the same four organs, but makes a pool of threads for every beat, reads the health
from a plain mapping without looking at it, and integrates by the first letter of a name.

    python benchmarks/genesis_arbiter.py [--beats N] [--packages DIR ...]

Prints JSON: microseconds per beat (p50, p95, p99), and the ratio of the peer's p50 to ours.
"""

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1] / "generated"
PACKAGES = tuple(ROOT / name / "src" for name in ("qpf-core", "qpf-organism", "lambda-genesis"))
HEALTH = {
    "theta": 0.7,
    "cpu_health": 0.8,
    "memory_health": 0.85,
    "thermal_health": 0.9,
    "battery_level": 80.0,
    "model_corruption": False,
    "cache_size": 50_000_000,
    "cpu_cores": 8,
}
WEIGHTS = {"R": 0.15, "B": 0.25, "E": 0.20, "O": 0.35, "Λ": 0.05}


class Peer:
    """A pool per beat, as the reference sketches it."""

    def __init__(self, organs: dict[str, Any], health_of: Callable[..., Any]) -> None:
        self._organs, self._health_of = organs, health_of

    def beat(self) -> dict[str, Any]:
        """One beat."""
        health, results = self._health_of(**HEALTH), {}
        with ThreadPoolExecutor(max_workers=len(self._organs)) as pool:
            waiting = {pool.submit(one.cycle, health): name for name, one in self._organs.items()}
            for done in as_completed(waiting):
                results[waiting[done]] = done.result(timeout=5.0)
        reached = total = 0.0
        for name, result in results.items():
            weight = WEIGHTS.get(name[0], 0.25)
            reached += weight * (1.0 if result.get("action") != "error" else 0.0)
            total += weight
        score = reached / total if total else 0.0
        stamp = datetime.now(UTC).isoformat()
        return {
            "organs": results,
            "integrated_score": score,
            "genome_balance": WEIGHTS,
            "timestamp": stamp,
        }


def measured(beat: Callable[[], Any], beats: int) -> dict[str, float]:
    """Percentiles of the time of one beat in microseconds."""
    for _ in range(beats // 10):
        beat()
    gc.collect()
    gc.freeze()
    times = []
    for _ in range(beats):
        start = time.perf_counter_ns()
        beat()
        times.append((time.perf_counter_ns() - start) / 1000)
    gc.unfreeze()
    cuts = statistics.quantiles(times, n=100)
    return {name: round(cuts[at - 1], 2) for name, at in (("p50", 50), ("p95", 95), ("p99", 99))}


def run(beats: int) -> dict[str, Any]:
    """Measure every way of beating in this process."""
    from lambda_genesis.arbiter.arbiter import build_arbiter
    from lambda_genesis.arbiter.health import Health

    with build_arbiter() as inline, build_arbiter() as parallel:
        peer = Peer(dict(build_arbiter().organs), Health)
        figures = {
            "inline_validated": measured(lambda: inline.time_wrap(HEALTH, inline=True), beats),
            "inline_default": measured(lambda: inline.time_wrap(inline=True), beats),
            "parallel_validated": measured(lambda: parallel.time_wrap(HEALTH), beats // 10),
            "peer_pool_per_beat": measured(peer.beat, beats // 10),
        }
    ratio = figures["peer_pool_per_beat"]["p50"] / figures["inline_validated"]["p50"]
    return {"unit": "us", "beats": beats, **figures, "peer_to_inline_p50": round(ratio, 1)}


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beats", type=int, default=20_000)
    parser.add_argument("--packages", type=Path, nargs="*", default=PACKAGES)
    given = parser.parse_args()
    sys.path[:0] = [str(folder) for folder in given.packages]
    sys.stdout.write(json.dumps(run(given.beats), indent=2) + "\n")


if __name__ == "__main__":
    main()
