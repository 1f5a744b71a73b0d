"""Packets a second through all nine layers: the fused and the traced form beside a step loop.

Usage: python benchmarks/qnetworks_engine.py [packets] [rounds]. Needs the emitted `veze_qnetworks`,
`qpf_fabric` and `qpf_core` on the path (`generated/*/src`, found beside this folder, unless they
are installed). The peer is a loop over step functions as the reference has it: each changes the
packet in place, is timed by two clock readings, and loses what it overwrites. The forms take turns
on the same 256-byte payloads in one process, on the clock of the thread. `traced` keeps the times
of the layers, `traced_frames` also builds the frames, as `peer_frames` does. Prints JSON:
microseconds a packet (median of the rounds) and ratios to the peer.
"""

import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1] / "generated"
sys.path += [str(path) for path in sorted(ROOT.glob("*/src"))]

from veze_qnetworks.protocols.registry import PIPELINE  # noqa: E402

from qpf_fabric.packet import Packet  # noqa: E402

SIZE = 256
END = b"|BLEND:PROTO"


@dataclass
class Loose:
    """The packet of the peer."""

    id: int
    data: bytes
    header: dict[str, Any] = field(default_factory=dict)
    route: dict[str, Any] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)


Step = Callable[[Loose, str], Loose]
Seen = Callable[[str, Loose, float], None] | None


def noise(packet: Loose, mode: str) -> Loose:
    """A number in the header."""
    value = (((packet.id * 1103515245 + 1138) & 0x7FFFFFFF) % 97) / 10000.0
    if mode == "encode":
        packet.header["noise"] = value
    else:
        packet.header.pop("noise", None)
    return packet


def cell(packet: Loose, mode: str) -> Loose:
    """A number in the route."""
    value = packet.id % 16
    if mode == "encode":
        packet.route["cell"] = value
    else:
        packet.route.pop("cell", None)
    return packet


def cut(packet: Loose, mode: str) -> Loose:
    """Long data is cut off."""
    if mode == "encode" and len(packet.data) > 2048:
        packet.meta["compressed"] = True
        packet.data = packet.data[:1024] + b"..."
    elif mode == "decode" and packet.meta.get("compressed"):
        packet.data = packet.data.replace(b"...", b"")
        packet.meta.pop("compressed", None)
    return packet


def blend(packet: Loose, mode: str) -> Loose:
    """A word in the header, an ending of the data."""
    word = "BLEND:PROTO"
    if mode == "encode":
        packet.header["biome"] = "fusion"
        packet.data += b"|" + word.encode()
    else:
        packet.data = packet.data.replace(b"|" + word.encode(), b"")
        packet.header.pop("biome", None)
    return packet


def marking(part: str, name: str, value: object) -> Step:
    """A step that writes one value; each is a function of its own, as in the reference."""
    lines = (
        "def step(packet, mode):",
        f"    if mode == 'encode': packet.{part}[{name!r}] = {value!r}",
        f"    else: packet.{part}.pop({name!r}, None)",
        "    return packet",
    )
    scope: dict[str, Any] = {}
    exec("\n".join(lines), scope)
    step: Step = scope["step"]
    return step


def variant(packet: Loose, mode: str) -> Loose:
    """The end of the data in the metadata."""
    if mode == "encode":
        packet.meta["variant"] = packet.data[::-1][:16].hex()
    else:
        packet.meta.pop("variant", None)
    return packet


class StepLoop:
    """Steps by name, one after the other, each timed."""

    def __init__(self, steps: Sequence[tuple[str, Step]]) -> None:
        self.steps = list(steps)

    def encode(self, packet: Loose, on_step: Seen = None) -> Loose:
        """All steps forth."""
        for name, step in self.steps:
            before = time.perf_counter()
            packet = step(packet, "encode")
            if on_step:
                on_step(name, packet, (time.perf_counter() - before) * 1000)
        return packet

    def decode(self, packet: Loose) -> Loose:
        """All steps back."""
        for _, step in reversed(self.steps):
            time.perf_counter()
            packet = step(packet, "decode")
        return packet


PEER = StepLoop(
    (
        ("perlin", noise),
        ("voronoi", cell),
        ("density", cut),
        ("biome", blend),
        ("outbreak", marking("meta", "copies", 2)),
        ("scale", marking("header", "tier", "planet")),
        ("variant", variant),
        ("perception", marking("header", "ai", "scan-ok")),
        ("async", marking("header", "async", "done")),
    )
)


def peer_frames(packet: Loose) -> list[dict[str, Any]]:
    """The peer with a frame a step, which shares its dictionaries with the packet."""
    frames: list[dict[str, Any]] = []

    def seen(name: str, one: Loose, dt_ms: float) -> None:
        frames.append({"layer": name, "dt_ms": dt_ms, "header": one.header, "meta": one.meta})

    PEER.encode(packet, seen)
    return frames


def timed(work: Callable[[Any], object], packets: Sequence[Any]) -> float:
    """Microseconds a packet."""
    start = time.thread_time_ns()
    for packet in packets:
        work(packet)
    return (time.thread_time_ns() - start) / len(packets) / 1000


def main() -> None:
    """Let the forms take turns."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 25
    payloads = [bytes((number * step) % 256 for step in range(SIZE)) for number in range(count)]
    loose = [lambda: [Loose(n, data) for n, data in enumerate(payloads)]]
    ours = [lambda: [Packet(n, data) for n, data in enumerate(payloads)]]
    encoded = [PIPELINE.send(packet) for packet in ours[0]()]
    peer_encoded = lambda: [PEER.encode(packet) for packet in loose[0]()]  # noqa: E731
    rows: dict[str, tuple[Callable[[Any], object], Callable[[], Sequence[Any]]]] = {
        "peer": (PEER.encode, loose[0]),
        "fused": (PIPELINE.send, ours[0]),
        "traced": (PIPELINE.send_traced, ours[0]),
        "traced_frames": (lambda packet: PIPELINE.send_traced(packet).frames, ours[0]),
        "peer_frames": (peer_frames, loose[0]),
        "peer_decode": (PEER.decode, peer_encoded),
        "fused_decode": (PIPELINE.receive, lambda: encoded),
    }
    taken: dict[str, list[float]] = {name: [] for name in rows}
    gc.disable()
    for _ in range(rounds):
        for name, (work, packets) in rows.items():
            taken[name].append(timed(work, packets()))
        gc.collect()
    typical = {name: median(values) for name, values in taken.items()}
    peers = {
        "fused": "peer",
        "traced": "peer",
        "traced_frames": "peer_frames",
        "fused_decode": "peer_decode",
    }
    ratios = {name: round(typical[peer] / typical[name], 2) for name, peer in peers.items()}
    report = {
        "payload_bytes": SIZE,
        "packets": count,
        "rounds": rounds,
        "microseconds_a_packet": {name: round(value, 3) for name, value in typical.items()},
        "packets_per_s": {name: round(1e6 / value) for name, value in typical.items()},
        "ratio_to_peer": ratios,
    }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
