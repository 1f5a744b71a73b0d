"""The orchestrator as a process: a service of its own on loopback, or one task and its result."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from qpf_core.clock import Clock
from qpf_core.errors import InputError
from qpf_core.plain import JsonObject, from_plain
from qpf_core.service import CoreSettings, Platform, create_service
from qpf_core.service.server import DONE, serve
from qpf_organism.discovery import Limits, Peer, PeersFile, fresh
from qpf_organism.orchestrator.orchestrator import Diligence, Orchestrator, Source
from qpf_organism.orchestrator.reach import NetworkReach, Offer
from qpf_organism.orchestrator.service import orchestrator_part
from qpf_organism.orchestrator.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class OrchestratorOptions:
    """Where the orchestrator listens, whom it may ask, what they offer, how hard it tries."""

    title: str
    version: str
    port: int
    peers_file: str
    limits: Limits
    offer: Offer
    diligence: Diligence


def run_orchestrator(
    prog: str, settings: CoreSettings, options: OrchestratorOptions, arguments: Sequence[str]
) -> int:
    """Serve tasks until a signal ends it, or run one with `dispatch`; return the exit code."""
    chosen = _parser(prog).parse_args(arguments)
    # it keeps nothing: the store of the main service is not its own
    own = settings.model_copy(
        update={
            "port": options.port,
            "database_url": "sqlite://",
            "archive_url": "memory://orchestrator",
            "redis_url": None,
        }
    )
    if chosen.action == "dispatch":
        task = Task(func=chosen.func, args=_arguments(chosen.args), deadline_s=chosen.deadline)
        return asyncio.run(_once(Platform(own), options, task))

    def build(platform: Platform) -> FastAPI:
        part = orchestrator_part("orchestrator", made(platform, options))
        return create_service(options.title, options.version, (), platform, (part,))

    return serve(own, build)


def made(platform: Platform, options: OrchestratorOptions) -> Orchestrator:
    """Return an orchestrator over the file of peers, with the credentials of the platform."""
    reach = NetworkReach(options.offer, platform.partner_token)
    source = known_peers(PeersFile(Path(options.peers_file)), options.limits, platform.clock)
    return Orchestrator(source, reach, platform.clock, options.diligence)


def known_peers(file: PeersFile, limits: Limits, clock: Clock) -> Source:
    """Return what reads the peers of a file that were heard in time."""

    def known() -> tuple[Peer, ...]:
        return fresh(file.read(), clock.now().timestamp(), limits)

    return known


async def _once(platform: Platform, options: OrchestratorOptions, task: Task) -> int:
    orchestrator = made(platform, options)
    try:
        await orchestrator.refresh()
        done = await orchestrator.dispatch(task)
    finally:
        await orchestrator.close()
        await platform.aclose()
    shown = {"result": done.result, "peer": done.peer, "attempts": done.attempts}
    sys.stdout.write(json.dumps(shown, sort_keys=True) + "\n")
    return DONE


def _arguments(text: str) -> JsonObject:
    try:
        return from_plain(dict, json.loads(text))
    except (ValueError, RecursionError) as error:
        raise InputError("args", "are not a JSON object") from error


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description="Hand tasks to the peers that work.")
    actions = parser.add_subparsers(dest="action")
    once = actions.add_parser("dispatch", help="run one task and print its result")
    once.add_argument("func", help="operation or gRPC method")
    once.add_argument("args", nargs="?", default="{}", help="arguments as a JSON object")
    once.add_argument("--deadline", type=float, default=5.0, help="seconds it may take")
    return parser
