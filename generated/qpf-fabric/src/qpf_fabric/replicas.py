"""Copies of one packet: how many are sent, and how a receiver drops all but the first."""

from collections import OrderedDict
from collections.abc import Hashable
from hashlib import blake2b

from qpf_fabric.packet import Packet
from qpf_fabric.values import whole

MOST_COPIES = 16


def copies_of(packet: Packet, name: str = "copies") -> int:
    """Return how many copies of an encoded packet are sent: `meta.copies`, within 1 … 16."""
    return min(max(whole(packet.meta, name, 1), 1), MOST_COPIES)


def key_of(packet: Packet) -> bytes:
    """Return what copies of one packet have in common: a digest of id and data."""
    digest = blake2b(packet.data, digest_size=16)
    digest.update(str(packet.id).encode())
    return digest.digest()


class Duplicates:
    """Remembers the last keys that came by."""

    def __init__(self, limit: int = 4096) -> None:
        """Remember `limit` keys; the oldest is forgotten first."""
        self._limit = limit
        self._keys: OrderedDict[Hashable, None] = OrderedDict()

    def seen(self, key: Hashable) -> bool:
        """Tell whether a key came before, and remember it."""
        if key in self._keys:
            self._keys.move_to_end(key)
            return True
        self._keys[key] = None
        if len(self._keys) > self._limit:
            self._keys.popitem(last=False)
        return False
