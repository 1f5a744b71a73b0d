"""The emitted scoring endpoint beside a bare FastAPI app, both as processes of their own.

100 candidates of 64 dimensions, 16 connections, governance, audit and memory writes on. The two
take turns in short rounds of one run, so that what else the machine does hits both. Prints a row
of a Markdown table.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SOURCES = (ROOT / "generated/l9-agents/src", ROOT / "generated/qpf-core/src")
KEY = "benchmark-key"
CONNECTIONS, ROUNDS, ROUND_S = 16, 4, 4.0
_STOP_S = 20.0

Figures = dict[str, float]


@contextmanager
def serving(command: Sequence[str], settings: Mapping[str, str]) -> Iterator[str]:
    """Run a server that announces its URL; give the URL, and stop the server afterwards."""
    paths = os.pathsep.join(map(str, SOURCES))
    process = subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, **settings, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield str(json.loads(process.stdout.readline())["url"])
    finally:
        process.terminate()
        process.wait(_STOP_S)
        process.stdout.close()


def emitted(folder: str) -> Mapping[str, str]:
    """Return the settings of the emitted service: a database in a file, and one key."""
    return {
        "L9_DATA_DIR": folder,
        "L9_API_KEYS__BENCH__KEY": KEY,
        "L9_API_KEYS__BENCH__ROLES": '["service_token"]',
        "L9_RATE_LIMIT_PER_S": "100000",
        "L9_RATE_LIMIT_BURST": "100000",
        "L9_LOG_LEVEL": "warning",
    }


def loaded(url: str, key: str = "") -> Figures:
    """Load a server from a process of its own; return what it measured."""
    words = [str(HERE / "scoring_load.py"), url, str(ROUND_S), str(CONNECTIONS), key]
    done = subprocess.run([sys.executable, *words], check=True, stdout=subprocess.PIPE, text=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def middle(rounds: Sequence[Figures]) -> Figures:
    """Return the median of each figure over the rounds."""
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}


def measure() -> tuple[Figures, Figures]:
    """Return the figures of the bare app and of the emitted service."""
    bare: list[Figures] = []
    ours: list[Figures] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        serving([str(HERE / "scoring_bare.py")], {}) as bare_url,
        serving(["-m", "l9", "serve", "--port", "0"], emitted(folder)) as url,
    ):
        for _ in range(ROUNDS):
            bare.append(loaded(f"{bare_url}/score"))
            ours.append(loaded(f"{url}/tensoraios/v6/score", KEY))
    return middle(bare), middle(ours)


def row(bare: Figures, ours: Figures) -> str:
    """Return a row: what, bare, ours, ratio of throughput, ratio of p95."""
    cells = (
        f"scoring, 100 x 64, {CONNECTIONS} connections",
        f"{bare['per_s']:.0f}/s, p95 {bare['p95_ms']:.1f} ms",
        f"{ours['per_s']:.0f}/s, p95 {ours['p95_ms']:.1f} ms",
        f"{ours['per_s'] / bare['per_s']:.0%}",
        f"{ours['p95_ms'] / bare['p95_ms']:.2f}",
    )
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Measure and print."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    sys.stdout.write("| what | bare FastAPI | emitted service | throughput | p95 |\n")
    sys.stdout.write("| --- | --- | --- | --- | --- |\n")
    sys.stdout.write(row(*measure()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
