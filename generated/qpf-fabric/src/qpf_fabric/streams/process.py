"""One worker as a process: started by name, drained by a signal."""

import argparse
import json
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Protocol

import anyio
import structlog
from anyio.abc import TaskStatus
from prometheus_client import start_http_server

from qpf_core.service import CoreSettings, Platform, configure_logging

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Runs(Protocol):
    """A worker as a process sees it."""

    async def run(self) -> None:
        """Serve until `drain`."""

    def drain(self) -> None:
        """Finish what is in hand and return from `run`."""


Build = Callable[[Platform, str], Runs]
"""Makes a worker on a platform, for a consumer of a given name."""

Prepare = Callable[[Platform], None]
"""Brings own tables up to date."""


def run_worker(
    settings: CoreSettings,
    arguments: Sequence[str],
    workers: Mapping[str, Build],
    *,
    prog: str,
    prepare: Sequence[Prepare] = (),
) -> int:
    """Run the worker that the arguments name until SIGTERM or SIGINT; return the exit code.

    SQLite is prepared at the start, other databases by `migrate`.

    Workers of one name share the work. Each needs a slot of its own on its host: the name of its
    consumer is made of worker, host and slot, so that one that comes back finds what it held.
    """
    chosen = _parser(prog, workers).parse_args(arguments)
    configure_logging(settings.log_level)
    consumer = f"{chosen.worker}-{chosen.host}-{chosen.slot}"
    with closing(Platform(settings)) as platform:
        if platform.store.name == "sqlite":
            for step in prepare:
                step(platform)
        anyio.run(_serve, platform, workers[chosen.worker], consumer, chosen.metrics_port)
    return 0


async def _serve(platform: Platform, build: Build, consumer: str, metrics_port: int | None) -> None:
    try:
        worker = build(platform, consumer)
        if metrics_port is not None:
            server, _ = start_http_server(
                metrics_port, platform.settings.host, registry=platform.metrics.registry
            )
            structlog.get_logger().info("metrics_served", port=server.server_port)
        async with anyio.create_task_group() as tasks:
            await tasks.start(_drain_at_signal, worker)
            _say("working", consumer)
            await worker.run()
            tasks.cancel_scope.cancel()
        _say("drained", consumer)
    finally:
        await platform.aclose()


async def _drain_at_signal(worker: Runs, *, task_status: TaskStatus[None]) -> None:
    with anyio.open_signal_receiver(*_SIGNALS) as signals:
        task_status.started()
        async for _ in signals:
            worker.drain()


def _say(event: str, consumer: str) -> None:
    sys.stdout.write(json.dumps({"event": event, "consumer": consumer}, sort_keys=True) + "\n")
    sys.stdout.flush()


def _parser(prog: str, workers: Mapping[str, Build]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description="Run one worker until SIGTERM.")
    parser.add_argument("worker", choices=tuple(workers), help="which worker")
    parser.add_argument("--slot", type=int, default=1, help="number of this worker on its host")
    parser.add_argument("--host", default=socket.gethostname(), help="stable name of the host")
    parser.add_argument("--metrics-port", type=int, help="serve Prometheus metrics there")
    return parser
