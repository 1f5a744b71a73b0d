"""How an encoder makes room for what it writes, and how a decoder gives it back.

Everything an encoder writes has a name in header, route or meta. What stood under such a name
before, the name of the record itself included, is put aside into one record inside the packet, so
that whoever has the packet can decode it. A packet in which nothing was overwritten has no record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qpf_fabric.errors import NotEncoded
from qpf_fabric.packet import Packet

UNDO = "~undo"
"""Where the record stands in the metadata."""
PARTS = ("header", "route", "meta")

Record = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Every name that an encoder writes, by part."""

    header: frozenset[str]
    route: frozenset[str]
    meta: frozenset[str]

    @classmethod
    def of(cls, written: Iterable[str]) -> "Names":
        """Return the names behind `header.noise`, `route.cell`, …, and that of the record."""
        parts: dict[str, set[str]] = {"header": set(), "route": set(), "meta": {UNDO}}
        for path in written:
            part, _, name = path.partition(".")
            parts[part].add(name)
        return cls(**{part: frozenset(names) for part, names in parts.items()})


def put_aside(
    names: Names, header: dict[str, Any], route: dict[str, Any], meta: dict[str, Any]
) -> None:
    """Take what stands under `names` out of the three parts, and leave the record of it."""
    record: Record = {}
    if not names.header.isdisjoint(header):
        record["header"] = _taken(names.header, header)
    if not names.route.isdisjoint(route):
        record["route"] = _taken(names.route, route)
    if not names.meta.isdisjoint(meta):
        record["meta"] = _taken(names.meta, meta)
    if record:
        meta[UNDO] = record


def merge(names: Names, packet: Packet, encoded: Packet) -> None:
    """Add what a packet held to what an encoder wrote, and the record of what was in the way."""
    kept = packet.copied()
    put_aside(names, kept.header, kept.route, kept.meta)
    kept.header.update(encoded.header)
    kept.route.update(encoded.route)
    kept.meta.update(encoded.meta)
    encoded.header, encoded.route, encoded.meta = kept.header, kept.route, kept.meta


def _taken(names: frozenset[str], part: dict[str, Any]) -> dict[str, Any]:
    return {name: part.pop(name) for name in sorted(names) if name in part}


def take_record(names: Names, meta: dict[str, Any]) -> Record | None:
    """Take the record out of the metadata; None when nothing was overwritten.

    Raises `NotEncoded` for a record that no encoder with these names leaves.
    """
    if UNDO not in meta:
        return None
    record = meta.pop(UNDO)
    if not isinstance(record, dict) or not record or not set(record) <= set(PARTS):
        raise NotEncoded("undo", f"meta.{UNDO}")
    for part, values in record.items():
        known: frozenset[str] = getattr(names, part)
        if not isinstance(values, dict) or not values or not set(values) <= known:
            raise NotEncoded("undo", f"meta.{UNDO}.{part}")
    return record


def put_back(
    record: Record, header: dict[str, Any], route: dict[str, Any], meta: dict[str, Any]
) -> None:
    """Give the three parts back what a record holds."""
    header.update(record.get("header", {}))
    route.update(record.get("route", {}))
    meta.update(record.get("meta", {}))
