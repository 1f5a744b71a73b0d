"""`POST /protocols/qp/send` of the emitted service beside a bare FastAPI app of the same answer.

Payloads of 256 bytes, both servers as processes of their own, turns in short rounds of one run, so
that what else the machine does hits all. The emitted service is measured three times: its routes
alone; with the stream, to which every run is published before its answer; and whole, when every
run is also on the disk, as rows of SQLite, before its answer. Prints a Markdown table, or JSON.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from fastapi import FastAPI

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PACKAGES = ("veze-qnetworks", "qpf-fabric", "qpf-core")
PAYLOAD = bytes(range(256))
ROUTE = "/protocols/{name}/send"
KINDS = ("routes", "routes and stream", "whole service")
_STOP_S = 20.0

Figures = dict[str, float]


def main() -> int:
    """Measure and print."""
    chosen = arguments()
    if chosen.child is not None:
        return child(chosen.child)
    with tempfile.TemporaryDirectory(prefix="qpf-bench-") as folder:
        bare, ours = measured(chosen, Path(folder))
    ratios = {name: one["per_s"] / bare["per_s"] for name, one in ours.items()}
    if chosen.json:
        load = os.getloadavg()[0]
        result = {"bare": bare, "emitted": ours, "ratio": ratios, "load": load}
        sys.stdout.write(json.dumps(result, indent=2, sort_keys=True) + "\n")
        return 0
    sys.stdout.write("| what | bare FastAPI | emitted service | throughput | p95 |\n")
    sys.stdout.write("| --- | --- | --- | --- | --- |\n")
    for name, one in ours.items():
        sys.stdout.write(row(name, chosen, bare, one) + "\n")
    return 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--protocol", default="qp")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=3.0, help="of one round")
    parser.add_argument("--generated", type=Path, default=ROOT / "generated")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", choices=KINDS, help=argparse.SUPPRESS)
    return parser.parse_args()


def measured(chosen: argparse.Namespace, folder: Path) -> tuple[Figures, dict[str, Figures]]:
    """Return the figures of the bare app and of the emitted service, the middle of the rounds."""
    route = ROUTE.format(name=chosen.protocol)
    payload, answer = folder / "payload", folder / "answer.json"
    payload.write_bytes(PAYLOAD)
    rounds: dict[str, list[Figures]] = {name: [] for name in ("bare", *KINDS)}
    with ExitStack() as stack:
        urls = {
            name: stack.enter_context(
                serving([__file__, "--child", name], emitted(chosen, folder, str(number)))
            )
            for number, name in enumerate(KINDS)
        }
        answer.write_bytes(answered(f"{urls[KINDS[0]]}{route}"))
        bare = [str(HERE / "qnetworks_send_bare.py"), str(answer)]
        urls["bare"] = stack.enter_context(serving(bare, {}))
        for _ in range(chosen.rounds):
            for name, taken in rounds.items():
                taken.append(loaded(f"{urls[name]}{route}", payload, chosen))
    figures = {name: middle(taken) for name, taken in rounds.items()}
    return figures.pop("bare"), figures


def child(kind: str) -> int:
    """Be the emitted service, whole or in part."""
    from veze_qnetworks import app
    from veze_qnetworks.protocols.http import protocols_part
    from veze_qnetworks.settings import Settings
    from veze_qnetworks.streaming.live import streams_part

    from qpf_core.service import Platform, create_service, main as run

    def build(platform: Platform) -> FastAPI:
        if kind == KINDS[2]:
            return app.build(platform)
        parts = [protocols_part(platform)]
        if kind == KINDS[1]:
            parts.append(streams_part(platform))
        return create_service(app.TITLE, app.VERSION, (), platform, parts)

    return run(["serve", "--port", "0"], build, settings=Settings)


def emitted(chosen: argparse.Namespace, folder: Path, name: str) -> Mapping[str, str]:
    """Return the settings of the emitted service: a database in a file, no line a request."""
    sources = [str(chosen.generated / package / "src") for package in PACKAGES]
    return {
        "PYTHONPATH": os.pathsep.join(sources),
        "VEZE_QNETWORKS_DATA_DIR": str(folder / name),
        "VEZE_QNETWORKS_LOG_LEVEL": "warning",
    }


@contextmanager
def serving(command: Sequence[str], settings: Mapping[str, str]) -> Iterator[str]:
    """Run a server that announces its URL; give the URL, and stop the server afterwards."""
    process = subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield announced(process.stdout)
    finally:
        process.terminate()
        process.wait(_STOP_S)
        process.stdout.close()


def announced(lines: Iterable[str]) -> str:
    """Return the URL that a server says it listens at."""
    for line in lines:
        if '"listening"' in line:
            return str(json.loads(line)["url"])
    raise RuntimeError("the server did not start")


def answered(url: str) -> bytes:
    """Return what the emitted service answers."""
    with urlopen(Request(url, PAYLOAD, {"Content-Type": "application/octet-stream"})) as answer:
        return bytes(answer.read())


def loaded(url: str, payload: Path, chosen: argparse.Namespace) -> Figures:
    """Load a server from a process of its own; return what it measured."""
    words = [str(HERE / "http_load.py"), url, str(chosen.seconds), str(chosen.connections)]
    done = subprocess.run(
        [sys.executable, *words, str(payload)], check=True, stdout=subprocess.PIPE, text=True
    )
    figures: Figures = json.loads(done.stdout)
    return figures


def middle(rounds: Sequence[Figures]) -> Figures:
    """Return the median of each figure over the rounds."""
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}


def row(name: str, chosen: argparse.Namespace, bare: Figures, ours: Figures) -> str:
    """Return a row: what, bare, ours, ratio of throughput, ratio of p95."""
    cells = (
        f"{name}: send, {chosen.protocol}, {len(PAYLOAD)} bytes, {chosen.connections} connections",
        f"{bare['per_s']:.0f}/s, p95 {bare['p95_ms']:.1f} ms",
        f"{ours['per_s']:.0f}/s, p95 {ours['p95_ms']:.1f} ms",
        f"{ours['per_s'] / bare['per_s']:.0%}",
        f"{ours['p95_ms'] / bare['p95_ms']:.2f}",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
