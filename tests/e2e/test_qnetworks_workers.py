"""Workers of the packet network as processes, killed under load, over servers that are killed too.

Nothing acknowledged is lost and no effect counts twice: the rows are counted. The emitted packages
are taken from `generated/`, or from the folder that QPF_TEST_GENERATED names.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
from e2e_environment import ROOT
from real_servers import Valkey, own_valkey, real_servers
from sqlalchemy import create_engine, text

GENERATED = Path(os.environ.get("QPF_TEST_GENERATED", ROOT / "generated"))
SOURCES = [str(GENERATED / name / "src") for name in ("qpf-core", "qpf-fabric", "veze-qnetworks")]
PREFIX = "VEZE_QNETWORKS_"
LIMIT_S = 120.0
PATIENCE_S = 0.02


@dataclass
class Field:
    """Where workers run: a folder, a database and a server of messages."""

    folder: Path
    database_url: str
    redis_url: str

    def command(self, *words: str) -> list[str]:
        """The command line of the emitted package."""
        return [sys.executable, "-m", "veze_qnetworks", *words]

    @property
    def environment(self) -> dict[str, str]:
        """What its processes find in the environment."""
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(SOURCES),
            f"{PREFIX}DATABASE_URL": self.database_url,
            f"{PREFIX}REDIS_URL": self.redis_url,
            f"{PREFIX}DATA_DIR": str(self.folder),
        }

    def migrate(self) -> None:
        """Make the tables."""
        subprocess.run(
            self.command("migrate"), env=self.environment, cwd=self.folder, check=True, timeout=120
        )

    def begin(self, name: str, slot: int = 1) -> subprocess.Popen[str]:
        """Start a worker and return when it works."""
        words = self.command("worker", name, "--slot", str(slot), "--host", "here")
        process = subprocess.Popen(
            words,
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line).get("event") == "working":
                return process
        raise AssertionError("the worker did not start")

    def rows(self, query: str) -> list[Any]:
        """Ask the database."""
        url = self.database_url.replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(url)
        with engine.connect() as connection:
            found = list(connection.execute(text(query)))
        engine.dispose()
        return found

    def count(self, direction: str = "send") -> int:
        """How many packets are written."""
        return int(self.rows(f"SELECT count(*) FROM packets WHERE direction = '{direction}'")[0][0])


@contextmanager
def ended(*processes: subprocess.Popen[str]) -> Iterator[None]:
    """End processes after a block, whatever happens."""
    try:
        yield
    finally:
        for process in processes:
            if process.poll() is None:
                process.kill()
            process.communicate()


def drain(process: subprocess.Popen[str]) -> str:
    """Tell a worker to end, and return the rest of what it said."""
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return said


def wait(done: Callable[[], bool]) -> None:
    """Return when something is the case; fail when it never is."""
    until = time.monotonic() + LIMIT_S
    while not done():
        assert time.monotonic() < until, "it never came true"
        time.sleep(PATIENCE_S)


def body(number: int, data: bytes) -> dict[str, str]:
    """An entry as a device sends it."""
    import base64

    packet = {"id": number, "data": base64.b64encode(data).decode()}
    return {"body": json.dumps({"packet": packet})}


def send(client: "redis.Redis", numbers: range, data: bytes = b"x" * 200) -> None:
    """Put packets on the topic of the devices; returns when the server has them on disk."""
    with client.pipeline() as pipe:
        for number in numbers:
            pipe.xadd("qnet.ingest", body(number, data + str(number).encode()))
        pipe.execute()


def is_settled(client: "redis.Redis", topic: str, group: str) -> bool:
    """Whether a group has acknowledged everything there is."""
    try:
        (found,) = [one for one in client.xinfo_groups(topic) if one["name"] == group.encode()]
        return not found["pending"] and not found["lag"]
    except (redis.ConnectionError, ValueError):
        return False


@pytest.fixture(scope="module")
def databases() -> Iterator[Callable[[Path, str], str]]:
    """URLs of databases: a file, or PostgreSQL; its server runs as long as the tests."""
    with real_servers() as servers:

        def url(folder: Path, kind: str) -> str:
            return servers.postgres_url if kind == "postgresql" else f"sqlite:///{folder}/rows.db"

        yield url


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    """A server that writes every command to the disk before it answers."""
    with own_valkey() as server:
        yield server


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_workers_lose_and_double_nothing(
    kind: str, tmp_path: Path, databases: Callable[[Path, str], str], valkey: Valkey
) -> None:
    """SIGKILL of workers in the middle of batches; of the server too; every packet has its rows."""
    field = Field(tmp_path, databases(tmp_path, kind), valkey.url)
    field.migrate()
    client = redis.Redis.from_url(valkey.url)
    total, step = 3000, 1000
    first, second = field.begin("pipeline", 1), field.begin("pipeline", 2)
    with ended(first, second):
        send(client, range(step))
        wait(lambda: field.count() > 0)
        first.kill()
        first.wait()
        again = field.begin("pipeline", 1)
        with ended(again):
            written = field.count()
            send(client, range(step, 2 * step))
            wait(lambda: field.count() > written)
            valkey.stop(signal.SIGKILL)
            second.kill()
            second.wait()
            valkey.start()
            send(client, range(2 * step, total))
            other = field.begin("pipeline", 2)
            with ended(other):
                wait(lambda: is_settled(client, "qnet.ingest", "qnet"))
                said = [drain(again), drain(other)]
    assert all("drained" in one for one in said)
    ids = [row[0] for row in field.rows("SELECT packet_id FROM packets")]
    assert sorted(ids) == list(range(total))
    layers = field.rows("SELECT packet_id, count(*) FROM frames GROUP BY packet_id")
    assert (len(layers), {row[1] for row in layers}) == (total, {9})
    output = Counter(
        json.loads(entry[b"body"])["packet_id"] for _, entry in client.xrange("qnet.output")
    )
    assert output == dict.fromkeys(range(total), 2)
    assert client.xlen("qnet.dead") == 0


def test_poison_is_buried_with_its_reason_and_the_worker_goes_on(
    tmp_path: Path, databases: Callable[[Path, str], str], valkey: Valkey
) -> None:
    """Nonsense, no packet, and what perception blocks; copies count once at the receiver."""
    field = Field(tmp_path, databases(tmp_path, "sqlite"), valkey.url)
    field.migrate()
    client = redis.Redis.from_url(valkey.url)
    send(client, range(10))
    client.xadd("qnet.ingest", {"body": json.dumps({"nonsense": 1})})
    client.xadd("qnet.ingest", {"body": json.dumps({"packet": {"id": "a", "data": ""}})})
    client.xadd("qnet.ingest", body(99, b""))
    send(client, range(10, 20))
    pipeline, receiver = field.begin("pipeline"), field.begin("receiver")
    with ended(pipeline, receiver):
        wait(lambda: field.count() == 20)
        wait(lambda: client.xlen("qnet.output") == 40)
        wait(lambda: is_settled(client, "qnet.output", "receivers"))
        drain(pipeline)
        drain(receiver)
    letters = [json.loads(entry[b"body"]) for _, entry in client.xrange("qnet.dead")]
    assert [letter["reason"].partition(":")[0] for letter in letters] == [
        "InputError",
        "InputError",
        "Blocked",
    ]
    assert [letter["topic"] for letter in letters] == ["qnet.ingest"] * 3
    received = field.rows("SELECT packet_id, payload FROM packets WHERE direction = 'recv'")
    assert {row[0]: bytes(row[1]) for row in received} == {
        number: b"x" * 200 + str(number).encode() for number in range(20)
    }
    assert len(received) == 20


def test_memory_stays_bounded_over_many_packets(
    tmp_path: Path, databases: Callable[[Path, str], str], valkey: Valkey
) -> None:
    """After the first packets neither the worker nor the frames grow with what passes through."""
    field = Field(tmp_path, databases(tmp_path, "sqlite"), valkey.url)
    field.migrate()
    client = redis.Redis.from_url(valkey.url)
    process = field.begin("pipeline")
    with ended(process):
        sizes = []
        for start in range(0, 8000, 2000):
            send(client, range(start, start + 2000))
            wait(lambda: is_settled(client, "qnet.ingest", "qnet"))
            sizes.append(resident_mib(process.pid))
        drain(process)
    assert field.count() == 8000
    assert sizes[-1] - sizes[0] < 16


def resident_mib(pid: int) -> float:
    """The memory that a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise AssertionError("the process is gone")
