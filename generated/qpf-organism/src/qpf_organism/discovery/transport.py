"""Datagrams to and from everybody in a multicast group, on one interface, one hop far."""

import asyncio
import ipaddress
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass

from qpf_core.errors import Unavailable

_ANY_ADDRESS = str(ipaddress.IPv4Address(0))
Received = Callable[[bytes, str], None]
"""Takes a datagram and the address it came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A multicast group and how to reach it.

    `interface` is a name or an address of this host; empty lets the system choose.
    """

    address: str = "239.255.77.77"
    port: int = 17777
    ttl: int = 1
    interface: str = ""


class GroupTransport(asyncio.DatagramProtocol):
    """A socket in a group."""

    def __init__(self, group: Group, received: Received) -> None:
        """Hand what arrives to `received`."""
        self._group = group
        self._received = received
        self._transport: asyncio.DatagramTransport | None = None
        self.errors = 0

    async def open(self) -> None:
        """Join the group; raises Unavailable when the host cannot."""
        bound = group_socket(self._group)
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, sock=bound)

    def close(self) -> None:
        """Leave the group."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    def send(self, data: bytes) -> None:
        """Send to the group; what the host cannot send now is counted, the next one may pass."""
        if self._transport is not None:
            self._transport.sendto(data, (self._group.address, self._group.port))

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        """Hand a datagram over."""
        self._received(data, str(addr[0]))

    def error_received(self, exc: Exception) -> None:
        """Count what the network refused."""
        del exc
        self.errors += 1


def group_socket(group: Group) -> socket.socket:
    """Return a socket that is bound to the group and a member of it."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_UDP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setblocking(False)
        member = _membership(group)
        # bound to the group and not to every address: what is sent to the host alone stays out
        listener.bind((group.address, group.port))
        listener.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        listener.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, member)
        listener.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, group.ttl)
        listener.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 1)
    except OSError as error:
        listener.close()
        where = group.interface or "any interface"
        raise Unavailable(
            f"cannot join {group.address}:{group.port} on {where}: {error.strerror or error}"
        ) from error
    return listener


def _membership(group: Group) -> bytes:
    """Return the kernel's structure of group, local address and interface."""
    local, index = _ANY_ADDRESS, 0
    if group.interface:
        try:
            local = str(ipaddress.IPv4Address(group.interface))
        except ValueError:
            index = socket.if_nametoindex(group.interface)
    packed = socket.inet_aton(group.address), socket.inet_aton(local), index
    return struct.pack("@4s4si", *packed)
