"""Discovery as a part of a service: who is there, over HTTP, and the node itself when wanted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter

from qpf_core.errors import InputError, Unavailable
from qpf_core.service import Part, Platform
from qpf_organism.discovery.fresh import fresh
from qpf_organism.discovery.node import DiscoveryNode, NodeOptions
from qpf_organism.discovery.peer import Peer
from qpf_organism.discovery.peers_file import PeersFile

RPC_PART = "rpc"
"""What the part of the gRPC server calls itself."""


def part_of_discovery(
    name: str,
    platform: Platform,
    options: NodeOptions,
    *,
    path: str,
) -> Part:
    """Return the part that shows the peers at `path`.

    They come from the file that the discovery process keeps. Where the settings say
    `discovery_embedded`, this process is the node itself and keeps the file.
    """
    settings = platform.settings
    file = PeersFile(Path(getattr(settings, "peers_file", settings.data_dir / "peers.json")))
    embedded: bool = getattr(settings, "discovery_embedded", False)

    def bound() -> int:
        """Return the port of the gRPC server beside this part, 0 while it does not listen."""
        vitals = platform.vitals().get(RPC_PART)
        port = vitals().get("port", 0) if vitals is not None else 0
        return port if isinstance(port, int) else 0

    node = DiscoveryNode(options, platform.clock, file, bound) if embedded else None
    router = APIRouter(tags=[name])

    def known() -> tuple[Peer, ...]:
        if node is not None:
            return node.peers()
        return fresh(file.read(), platform.clock.now().timestamp(), options.limits)

    @router.get(path)
    def peers() -> dict[str, Peer]:
        """Return who announced itself lately, by id."""
        try:
            return {peer.id: peer for peer in known()}
        except InputError as error:
            raise Unavailable(f"the file of peers {error.reason}") from error

    @asynccontextmanager
    async def run() -> AsyncIterator[None]:
        assert node is not None
        async with node.running():
            yield

    async def announcing() -> None:
        if node is None or not node.is_announcing:
            raise Unavailable("the node is silent")

    if node is None:
        return Part(name=name, router=router)
    platform.tell(name, node.vitals)
    return Part(name=name, router=router, run=run, probes={"announcing": announcing})
