"""Nodes on loopback, as fast as a test needs them."""

import socket
from collections.abc import Callable
from contextlib import closing
from typing import Any

import anyio

from qpf_core.clock import Clock, SystemClock
from qpf_core.testing_time import PATIENCE_S
from qpf_organism.discovery import DiscoveryNode, Group, Limits, NodeOptions, PeersFile


def free_group(address: str = "239.255.77.1") -> Group:
    """Return a group on loopback that no other test uses."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        probe.bind((address, 0))
        return Group(address=address, port=probe.getsockname()[1], interface="127.0.0.1")


def node_at(
    group: Group,
    identity: str,
    *,
    file: PeersFile | None = None,
    clock: Clock | None = None,
    **changes: Any,
) -> DiscoveryNode:
    """Return a node that announces itself twenty times a second."""
    options = NodeOptions(
        id=identity,
        grpc_port=1,
        rest_port=2,
        group=group,
        limits=Limits(suspect_after_s=0.2, drop_after_s=0.4),
        announce_every_s=0.05,
        **changes,
    )
    return DiscoveryNode(options, clock or SystemClock(), file)


async def until(holds: Callable[[], bool]) -> None:
    """Return once something holds; fail when it never does."""
    with anyio.fail_after(PATIENCE_S):
        while not holds():
            await anyio.sleep(0.01)


def ids(node: DiscoveryNode) -> set[str]:
    """Return whom a node knows."""
    return {peer.id for peer in node.peers()}
