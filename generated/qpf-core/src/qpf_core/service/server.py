"""The command line of a service: `python -m <package> serve|config|migrate|openapi`."""

import argparse
import gc
import json
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from types import FrameType
from typing import Any, Generic, TypeVar

import structlog
import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from qpf_core.errors import CoreError, Unavailable
from qpf_core.service.errors import dotted
from qpf_core.service.health import Phase
from qpf_core.service.logging import configure_logging, server_log_config
from qpf_core.service.platform import Platform
from qpf_core.service.settings import CoreSettings, embedded_settings, redacted
from qpf_core.service.systemd import Notifier

Build = Callable[[Platform], FastAPI]
Migrate = Callable[[Platform], None]
S = TypeVar("S", bound=CoreSettings)

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
DONE, REFUSED, WRONG_USE = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Command(Generic[S]):
    """A command of a package of its own: `run` gets the settings and the arguments after `word`."""

    word: str
    summary: str
    run: Callable[[S, Sequence[str]], int]


def create_tables(platform: Platform) -> None:
    """Make the missing tables of the core: the migration of a package without tables of its own."""
    platform.store.create_all()


def main(
    argv: Sequence[str] | None,
    build: Build,
    *,
    prog: str = "service",
    settings: type[S],
    migrate: Migrate = create_tables,
    commands: Sequence[Command[S]] = (),
) -> int:
    """Run one command and return the exit code of the process.

    `build` puts the application together on a platform; `settings` is the package's own class,
    `commands` what it can do besides.
    """
    parser = _parser(prog, commands)
    chosen, rest = parser.parse_known_args(argv)
    own = next((one for one in commands if one.word == chosen.command), None)
    if rest and own is None:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        if chosen.command == "openapi":
            return _openapi(build)
        values = settings(**_overrides(chosen))
        if chosen.command == "config":
            return _write(redacted(values))
        configure_logging(values.log_level)
        if own is not None:
            return own.run(values, rest)
        if chosen.command == "migrate":
            with closing(Platform(values)) as platform:
                migrate(platform)
            return _write({"event": "migrated"})
        return serve(values, build)
    except ValidationError as error:
        for fault in error.errors(include_input=False, include_url=False):
            sys.stderr.write(f"{prog}: setting {dotted(fault['loc'])}: {fault['msg']}\n")
        return WRONG_USE
    except CoreError as error:
        sys.stderr.write(f"{prog}: {error.detail}\n")
        return REFUSED


class AnnouncingServer(uvicorn.Server):
    """Says where it listens once requests are served, and stays up a moment while it drains."""

    def __init__(self, config: uvicorn.Config, phase: Phase, drain_delay_s: float) -> None:
        """Serve `config`; after a signal tell probes first, and close `drain_delay_s` later."""
        super().__init__(config)
        self._phase = phase
        self._drain_delay_s = drain_delay_s
        self._leave_at: float | None = None
        self._manager = Notifier.from_environment()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then write a JSON line with the URL to standard output."""
        await super().startup(sockets=sockets)
        for listener in sockets or ():
            host, port = listener.getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            _write({"event": "listening", "url": f"http://{shown}:{port}"})
        self._manager.ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop being ready at once; stop serving after the delay, or at a second signal."""
        self._phase.name = "draining"
        self._manager.stopping()
        if self._leave_at is None and self._drain_delay_s > 0:
            self._leave_at = time.monotonic() + self._drain_delay_s
            return
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Tell whether to stop serving, and the service manager that the loop turns."""
        self._manager.watchdog()
        if self._leave_at is not None and time.monotonic() >= self._leave_at:
            self.should_exit = True
        return await super().on_tick(counter)


def serve(settings: CoreSettings, build: Build) -> int:
    """Serve an application until a signal ends it; return the exit code of the process.

    Raises Unavailable when the port is taken.
    """
    listener = _bound(settings.host, settings.port)
    if settings.host not in _LOOPBACK and not settings.authenticates:
        log = structlog.get_logger("qpf_core.service")
        log.warning("open_to_anybody", host=settings.host, hint="configure api_keys or jwt_secret")
    app = build(Platform(settings))
    config = uvicorn.Config(
        app,
        log_config=server_log_config(settings.log_level),
        access_log=False,
        lifespan="on",
        server_header=False,
        # log and trace context of one request must not reach the next one on the connection
        reset_contextvars=True,
        timeout_graceful_shutdown=settings.shutdown_grace_s,
    )
    # uvicorn repeats the signal that ended it, but ending as told is no failure
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ended)
    _settle_collector()
    server = AnnouncingServer(config, app.state.phase, settings.drain_delay_s)
    server.run(sockets=[listener])
    return DONE if server.started else REFUSED


def _settle_collector() -> None:
    """Keep full collections rare: what was built so far stays, and each would stall the loop."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 25, 50)


def _ended(_number: int, _frame: FrameType | None) -> None:
    """Take note of a signal that was dealt with."""


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # told its protocol, asyncio sends an answer at once and does not wait for an acknowledgement
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise Unavailable(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listener


def _openapi(build: Build) -> int:
    with closing(Platform(embedded_settings())) as platform:
        return _write(build(platform).openapi(), indent=2)


def _write(value: object, indent: int | None = None) -> int:
    sys.stdout.write(json.dumps(value, indent=indent, sort_keys=True) + "\n")
    sys.stdout.flush()
    return DONE


def _overrides(chosen: argparse.Namespace) -> dict[str, Any]:
    given = {name: getattr(chosen, name, None) for name in ("host", "port", "log_level", "agents")}
    return {name: value for name, value in given.items() if value is not None}


def _parser(prog: str, own: Sequence[Command[S]]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description="Run the service or look at it.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve until SIGTERM or SIGINT")
    serve.add_argument("--host", help="address to listen on")
    serve.add_argument("--port", type=int, help="port to listen on; 0 takes a free one")
    serve.add_argument(
        "--log-level", dest="log_level", choices=("debug", "info", "warning", "error")
    )
    serve.add_argument(
        "--agent",
        dest="agents",
        action="append",
        metavar="NAME",
        help="serve this agent only; may be given several times",
    )
    commands.add_parser("config", help="print the settings, secrets blanked")
    commands.add_parser("migrate", help="make the missing tables")
    commands.add_parser("openapi", help="print the OpenAPI document")
    for command in own:
        # it reads its own arguments, and tells its own help
        commands.add_parser(command.word, help=command.summary, add_help=False)
    return parser
