"""Discovery as a process of its own, until a signal ends it."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from qpf_core.clock import Clock, SystemClock
from qpf_core.service.systemd import Notifier
from qpf_organism.discovery.node import DiscoveryNode, NodeOptions
from qpf_organism.discovery.peers_file import PeersFile


def discover_on_command(
    prog: str,
    options: NodeOptions,
    peers_file: str,
    arguments: Sequence[str],
    clock: Clock | None = None,
) -> int:
    """Announce the node and keep the file of its peers; return the exit code.

    Raises Unavailable when the multicast group cannot be joined.
    """
    parser = argparse.ArgumentParser(
        prog=prog, description="Announce this node and keep the file of its peers."
    )
    parser.parse_args(arguments)
    node = DiscoveryNode(options, clock or SystemClock(), PeersFile(Path(peers_file)))
    asyncio.run(_until_told(node, Notifier.from_environment()))
    return 0


async def _until_told(node: DiscoveryNode, manager: Notifier) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    try:
        async with node.running(manager.watchdog):
            sys.stdout.write(json.dumps({"event": "announcing", "id": node.id}) + "\n")
            sys.stdout.flush()
            manager.ready()
            await over.wait()
            manager.stopping()
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
