"""The emitted mesh beside a simple one: a queue that a thread looks at each millisecond.

Three loads in one process: one signal after the other to a hundred bots as fast as one thread can,
broadcasts, and 2,000 signals a second. Prints JSON; latencies in milliseconds, drops counted.
"""

import argparse
import json
import os
import queue
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

GENERATED = Path(__file__).resolve().parent.parent / "generated"
SOURCES = [GENERATED / name / "src" for name in ("lambda-genesis", "qpf-organism", "qpf-core")]
_RATE = 2000.0
_MS = 1000.0

Figures = dict[str, float]
Send = Callable[[str, Any], object]


class SimpleMesh:
    """One queue; a thread takes at most one signal from it each millisecond."""

    def __init__(self, bots: dict[str, Any], seen: Callable[[float], None]) -> None:
        """Deliver to `bots`; tell `seen` how long each signal took."""
        self.bots = bots
        self.seen = seen
        self.queue: queue.Queue[tuple[str, float]] = queue.Queue()
        self.alive = True
        self.delivered = 0
        self.thread = threading.Thread(target=self.deliver, daemon=True)
        self.thread.start()

    def send(self, recipient: str, data: float) -> None:
        """Queue a signal."""
        self.queue.put((recipient, data), timeout=0.001)

    def deliver(self) -> None:
        """Look, deliver one, sleep."""
        while self.alive:
            if not self.queue.empty():
                recipient, sent_at = self.queue.get(timeout=0.001)
                if recipient in self.bots:
                    self.bots[recipient].append(sent_at)
                    self.delivered += 1
                    self.seen(time.monotonic() - sent_at)
            time.sleep(0.001)

    def stop(self) -> None:
        """End the thread."""
        self.alive = False
        self.thread.join()


def flood(send: Send, names: tuple[str, ...], seconds: float) -> tuple[int, float]:
    """Send to one bot after the other for some seconds; return how many, and how long."""
    began = time.perf_counter()
    sent = 0
    while time.perf_counter() - began < seconds:
        for name in names:
            send(name, time.monotonic())
        sent += len(names)
    return sent, time.perf_counter() - began


def pace(send: Send, names: tuple[str, ...], seconds: float) -> int:
    """Send `_RATE` signals a second for some seconds; return how many."""
    count = int(seconds * _RATE)
    due = time.perf_counter()
    for number in range(count):
        due += 1.0 / _RATE
        while (now := time.perf_counter()) < due:
            time.sleep(due - now)
        send(names[number % len(names)], time.monotonic())
    return count


def emitted(seconds: float) -> dict[str, Figures]:
    """Return the figures of the emitted mesh."""
    from lambda_genesis.mesh.mesh import open_mesh

    found: dict[str, Figures] = {}
    for load in ("flood", "broadcast", "paced"):
        with open_mesh() as mesh:
            names = mesh.node_ids()

            def send(name: str, data: float, mesh: Any = mesh) -> bool:
                return bool(mesh.send("outside", name, data))

            began, spent = time.perf_counter(), time.process_time()
            if load == "flood":
                flood(send, names, seconds)
            elif load == "broadcast":
                while time.perf_counter() - began < seconds:
                    mesh.broadcast(names[0], began)
            else:
                pace(send, names, seconds)
            mesh.settle()
            wall, told = time.perf_counter() - began, mesh.vitals()
            cpu_s = time.process_time() - spent
        found[load] = {
            "delivered_per_s": told["messages_delivered"] / wall,
            "dropped": told["dropped"],
            "sent": told["messages_sent"],
            "cpu_us_per_delivery": cpu_s / max(1, told["messages_delivered"]) * 1e6,
            "p50_ms": told["latency_p50_ms"],
            "p99_ms": told["latency_p99_ms"],
            "max_ms": told["latency_max_ms"],
        }
    return found


def simple(seconds: float) -> dict[str, Figures]:
    """Return the figures of the peer; what still waits at the end counts as undelivered."""
    found: dict[str, Figures] = {}
    for load, drive in (("flood", flood), ("paced", pace)):
        times: list[float] = []
        bots: dict[str, Any] = {f"nano_{number}": [] for number in range(1, 101)}
        mesh = SimpleMesh(bots, times.append)
        began = time.perf_counter()
        if load == "flood":
            # a second of flood is enough to keep it busy for the rest
            mesh_names = tuple(bots)
            flood(mesh.send, mesh_names, min(1.0, seconds))
            time.sleep(max(0.0, seconds - 1.0))
        else:
            drive(mesh.send, tuple(bots), seconds)
        wall = time.perf_counter() - began
        left = mesh.queue.qsize()
        mesh.stop()
        times.sort()
        found[load] = {
            "delivered_per_s": mesh.delivered / wall,
            "undelivered": left,
            "p50_ms": times[len(times) // 2] * _MS,
            "p99_ms": times[int(len(times) * 0.99)] * _MS,
            "max_ms": times[-1] * _MS,
        }
    return found


def middle(rounds: list[dict[str, Figures]]) -> dict[str, Figures]:
    """Return the median of each figure over the rounds."""
    return {
        load: {key: statistics.median(one[load][key] for one in rounds) for key in first}
        for load, first in rounds[0].items()
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sources", nargs="+", type=Path, default=SOURCES)
    chosen = parser.parse_args()
    sys.path[:0] = [str(source) for source in chosen.sources]
    load = os.getloadavg()[0]
    ours, peer = [], []
    for _ in range(chosen.rounds):
        ours.append(emitted(chosen.seconds))
        peer.append(simple(chosen.seconds))
    told = {
        "load_before": load,
        "emitted": middle(ours),
        "simple": middle(peer),
        "emitted_rounds": ours,
    }
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
