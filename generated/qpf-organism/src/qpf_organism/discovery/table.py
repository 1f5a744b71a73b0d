"""Who is there: a pure state machine over announcements and time, without sockets or clocks."""

from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from qpf_organism.discovery.packet import Announcement
from qpf_organism.discovery.peer import Peer


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of a table: times in seconds.

    `max_skew_s` is how far the clock of a signed packet may be off; None does not look, as hosts
    without a common clock must still find each other.
    """

    suspect_after_s: float = 6.0
    drop_after_s: float = 10.0
    max_peers: int = 256
    max_peers_per_address: int = 16
    max_skew_s: float | None = None


@dataclass(slots=True)
class _Entry:
    """A peer and the moment it was heard, on the monotonic clock."""

    announcement: Announcement
    addr: str
    heard_at: float
    seen: float


class PeerTable:
    """The peers of a node.

    Whoever announced an id first keeps it while heard: another address cannot take it over, move
    its ports or say goodbye for it. Nothing that strangers send makes the table grow past its
    limits.
    """

    def __init__(self, own_id: str, limits: Limits | None = None) -> None:
        """Start empty; announcements of `own_id` are of the node itself."""
        self.own_id = own_id
        self._limits = limits or Limits()
        self._entries: dict[str, _Entry] = {}
        self._newest: OrderedDict[str, float] = OrderedDict()
        self._counts: Counter[str] = Counter()

    def hear(self, announcement: Announcement, addr: str, *, now: float, unix: float) -> bool:
        """Take note of an announcement; tell whether who is there has changed.

        `now` is monotonic and never runs backwards, `unix` is the wall clock; both in seconds.
        """
        verdict = self._judged(announcement, addr, unix)
        self._counts[verdict] += 1
        if verdict == "goodbye":
            self._remember(announcement)
            del self._entries[announcement.id]
            return True
        if verdict not in ("met", "heard"):
            return False
        self._remember(announcement)
        before = self._entries.get(announcement.id)
        self._entries[announcement.id] = _Entry(announcement, addr, now, unix)
        return before is None or _where(before.announcement) != _where(announcement)

    def sweep(self, now: float) -> tuple[str, ...]:
        """Forget who has been silent too long; return their ids."""
        limit = self._limits.drop_after_s
        gone = tuple(i for i, entry in self._entries.items() if now - entry.heard_at > limit)
        for identity in gone:
            del self._entries[identity]
        self._counts["dropped"] += len(gone)
        return gone

    def peers(self, now: float) -> tuple[Peer, ...]:
        """Return everybody, by id."""
        return tuple(self._peer(self._entries[one], now) for one in sorted(self._entries))

    def refuse(self, reason: str) -> None:
        """Count a packet that was no announcement, or one too many."""
        self._counts[reason] += 1

    def counters(self) -> Mapping[str, int]:
        """Return how many packets met which end, by name."""
        return dict(sorted(self._counts.items()))

    def __len__(self) -> int:
        """Count the peers."""
        return len(self._entries)

    def _judged(self, announcement: Announcement, addr: str, unix: float) -> str:
        known = self._entries.get(announcement.id)
        stale = self._staleness(announcement, unix)
        if stale:
            return stale
        if known is not None and known.addr != addr:
            return "spoofed"
        if announcement.goodbye:
            return "goodbye" if known is not None else "stranger_left"
        return "heard" if known is not None else self._room_for(addr)

    def _staleness(self, announcement: Announcement, unix: float) -> str:
        limit = self._limits.max_skew_s
        if limit is None:
            return ""
        if abs(announcement.timestamp - unix) > limit:
            return "skewed"
        newest = self._newest.get(announcement.id, -1.0)
        return "replayed" if announcement.timestamp <= newest else ""

    def _room_for(self, addr: str) -> str:
        if len(self._entries) >= self._limits.max_peers:
            return "full"
        of_address = sum(1 for entry in self._entries.values() if entry.addr == addr)
        return "crowded" if of_address >= self._limits.max_peers_per_address else "met"

    def _remember(self, announcement: Announcement) -> None:
        """Keep the newest timestamp of an id, also after it left: an old packet is no return."""
        if self._limits.max_skew_s is None:
            return
        self._newest.pop(announcement.id, None)
        self._newest[announcement.id] = announcement.timestamp
        while len(self._newest) > 2 * self._limits.max_peers:
            self._newest.popitem(last=False)

    def _peer(self, entry: _Entry, now: float) -> Peer:
        said = entry.announcement
        return Peer(
            id=said.id,
            addr=entry.addr,
            grpc_port=said.grpc_port,
            rest_port=said.rest_port,
            last_seen=entry.seen,
            healthy=now - entry.heard_at <= self._limits.suspect_after_s,
            is_local=said.id == self.own_id,
        )


def _where(announcement: Announcement) -> tuple[int, int]:
    return announcement.grpc_port, announcement.rest_port
