"""A node that announces itself, hears others, and writes down who is there."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Self

import structlog
from pydantic import SecretStr

from qpf_core.clock import Clock
from qpf_core.service.settings import CoreSettings
from qpf_organism.discovery.packet import Announcement, BadPacket, Codec
from qpf_organism.discovery.peer import Peer
from qpf_organism.discovery.peers_file import PeersFile
from qpf_organism.discovery.table import Limits, PeerTable
from qpf_organism.discovery.throttle import Throttle
from qpf_organism.discovery.transport import Group, GroupTransport

_LARGEST_PORT = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeOptions:
    """What a node announces, where, and how often in seconds; `id` is made when it is empty."""

    grpc_port: int = 0
    rest_port: int = 0
    id: str = ""
    group: Group = field(default_factory=Group)
    limits: Limits = field(default_factory=Limits)
    announce_every_s: float = 3.0
    max_packet_bytes: int = 512
    key: bytes | None = None

    def told(self, settings: CoreSettings, *, max_skew_s: float) -> Self:
        """Return the same with what the settings of a package say: ports, place, name, secret.

        With a secret, packets whose clock is off by more than `max_skew_s` are not believed.
        """
        said: dict[str, object] = {
            "id": getattr(settings, "discovery_id", self.id),
            "grpc_port": getattr(settings, "rpc_port", self.grpc_port),
            "rest_port": settings.port,
            "group": _group_of(settings, self.group),
        }
        key: SecretStr | None = getattr(settings, "discovery_key", None)
        if key is not None:
            said["key"] = key.get_secret_value().encode()
            said["limits"] = replace(self.limits, max_skew_s=max_skew_s)
        return replace(self, **said)  # type: ignore[arg-type]


def _group_of(settings: CoreSettings, group: Group) -> Group:
    return Group(
        address=getattr(settings, "discovery_group", group.address),
        port=getattr(settings, "discovery_port", group.port),
        ttl=getattr(settings, "discovery_ttl", group.ttl),
        interface=getattr(settings, "discovery_interface", group.interface),
    )


class DiscoveryNode:
    """The state of discovery in one process; `running` makes it live."""

    def __init__(
        self,
        options: NodeOptions,
        clock: Clock,
        file: PeersFile | None = None,
        bound: Callable[[], int] | None = None,
    ) -> None:
        """Prepare; nothing is sent yet. With `file` the peers are written there.

        `bound` tells the port of the gRPC server of this process where the options leave it open.
        """
        self.id = options.id or f"node-{secrets.token_hex(6)}"
        self._options = options
        self._clock = clock
        self._file = file
        self._bound = bound
        self._codec = Codec(key=options.key, max_bytes=options.max_packet_bytes)
        self.table = PeerTable(self.id, options.limits)
        self._throttle = Throttle()
        self._transport = GroupTransport(options.group, self.received)
        self._turns: asyncio.Task[None] | None = None
        self._dirty = True
        self._said_at = 0.0
        longest = replace(self._announcement(goodbye=True), grpc_port=_LARGEST_PORT)
        self._codec.encode(longest)  # it fits

    @asynccontextmanager
    async def running(self, alive: Callable[[], None] | None = None) -> AsyncIterator[None]:
        """Announce while the block runs, and say goodbye at its end.

        `alive` is called at every turn of the loop. Raises Unavailable when the group cannot be
        joined.
        """
        await self._transport.open()
        self._turns = asyncio.create_task(self._turn(alive or _silent))
        try:
            yield
        finally:
            self._turns.cancel()
            await asyncio.gather(self._turns, return_exceptions=True)
            self._say(goodbye=True)
            await asyncio.sleep(0)  # the datagram leaves before its socket does
            self._transport.close()

    def received(self, data: bytes, addr: str) -> None:
        """Judge one datagram; nothing that it holds can raise."""
        now = self._clock.monotonic()
        if not self._throttle.admits(addr, now):
            self.table.refuse("throttled")
            return
        try:
            announcement = self._codec.decode(data)
        except BadPacket as error:
            self.table.refuse(str(error))
            return
        if announcement.id == self.id and announcement.timestamp != self._said_at:
            self.table.refuse("own_id")  # somebody else bears it, or repeats what was said before
            return
        unix = self._clock.now().timestamp()
        self._dirty |= self.table.hear(announcement, addr, now=now, unix=unix)

    @property
    def is_announcing(self) -> bool:
        """Tell whether others are told of the node."""
        return self._turns is not None and not self._turns.done()

    def peers(self) -> tuple[Peer, ...]:
        """Return who is there now."""
        return self.table.peers(self._clock.monotonic())

    def vitals(self) -> Mapping[str, object]:
        """Return what live views show."""
        counters = {**self.table.counters(), "send_errors": self._transport.errors}
        return {"id": self.id, "peers": len(self.table), "packets": counters}

    async def _turn(self, alive: Callable[[], None]) -> None:
        every = self._options.announce_every_s
        while True:
            self._say()
            for _ in range(4):  # silence is noticed within a quarter of the interval
                await self._clock.sleep(every / 4)
                self._look()
                alive()
            self._dirty = True  # the moments of the file follow the announcements

    def _look(self) -> None:
        self._dirty |= bool(self.table.sweep(self._clock.monotonic()))
        if self._dirty and self._file is not None:
            try:
                self._file.write(self.peers())
            except OSError as error:
                log = structlog.get_logger("qpf_organism.discovery")
                log.warning("peers_not_written", path=str(self._file.path), error=error.strerror)
                return
        self._dirty = False

    def _say(self, goodbye: bool = False) -> None:
        # two packets of a node never bear the same time: the later would count as repeated
        self._said_at = max(self._clock.now().timestamp(), self._said_at + 1e-6)
        self._transport.send(self._codec.encode(self._announcement(goodbye)))

    def _announcement(self, goodbye: bool) -> Announcement:
        return Announcement(
            id=self.id,
            grpc_port=self._options.grpc_port or (self._bound() if self._bound is not None else 0),
            rest_port=self._options.rest_port,
            timestamp=self._said_at,
            goodbye=goodbye,
        )


def _silent() -> None:
    """Tell nobody."""
