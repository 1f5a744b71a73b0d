"""The network stack at work: `python tests/e2e/qnetworks_demo.py [--servers] [--seconds N]`.

The console, a demo device, the pipeline worker, the receiver and the metrics, until Ctrl-C or for
N seconds: on embedded defaults all in one process, with `--servers` each as a process of its own
over PostgreSQL and a server of the Redis protocol. It says what went through in the end.
"""

import argparse
import json
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

from qnetworks_process import running
from real_servers import real_servers

__all__ = ["Counted", "demonstrate", "main", "stack"]

WORKERS = ("ingest", "pipeline", "receiver", "metrics")
_EMBEDDED = Path(__file__).with_name("qnetworks_embedded.py")
_CALL_S = 10.0


class Counted:
    """What went through, as the service tells."""

    def __init__(self, url: str) -> None:
        """Ask the service at `url`."""
        with urlopen(f"{url}/packets", timeout=_CALL_S) as answer:
            rows = json.load(answer)
        listed = rows if isinstance(rows, list) else next(iter(rows.values()))
        self.sent = [row for row in listed if row["direction"] == "send"]
        self.received = [row for row in listed if row["direction"] == "recv"]


@contextmanager
def stack(folder: Path, port: int, *, with_servers: bool) -> Iterator[str]:
    """Run everything for one block; the URL of the console."""
    with ExitStack() as opened:
        if not with_servers:
            words = (str(_EMBEDDED), *WORKERS)
            yield opened.enter_context(
                running({"DATA_DIR": str(folder), "PORT": str(port)}, "serve", script=words)
            ).url
            return
        servers = opened.enter_context(real_servers())
        settings: Mapping[str, str] = {
            "DATA_DIR": str(folder),
            "DATABASE_URL": servers.postgres_url,
            "REDIS_URL": servers.redis_url,
            "PORT": str(port),
        }
        with running(settings, "migrate") as migration:
            code = migration.wait()
            assert code == 0, migration.log
        for worker in WORKERS:
            opened.enter_context(running(settings, "worker", worker))
        yield opened.enter_context(running(settings, "serve")).url


def demonstrate(port: int, seconds: float, *, with_servers: bool) -> Counted:
    """Run the stack for a while and count."""
    with (
        tempfile.TemporaryDirectory(prefix="qpf-qnetworks-") as folder,
        stack(Path(folder), port, with_servers=with_servers) as url,
    ):
        sys.stdout.write(f"The console is at {url} (Ctrl-C ends the demonstration).\n")
        sys.stdout.flush()
        try:
            time.sleep(seconds)
        except KeyboardInterrupt:
            sys.stdout.write("\n")
        return Counted(url)


def main() -> int:
    """Run the demonstration."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--servers", action="store_true", help="on PostgreSQL and Valkey")
    parser.add_argument("--seconds", type=float, default=3600.0, help="how long")
    parser.add_argument("--port", type=int, default=8000, help="of the console; 0 takes a free one")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    counted = demonstrate(chosen.port, chosen.seconds, with_servers=chosen.servers)
    sys.stdout.write(f"{len(counted.sent)} packets sent, {len(counted.received)} received.\n")
    return 0 if counted.sent and counted.received else 1


if __name__ == "__main__":
    sys.exit(main())
