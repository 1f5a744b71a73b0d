"""A packet: bytes with an id, a header, a route and metadata; also its form in JSON."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Self

from qpf_core.errors import InputError
from qpf_fabric.plain import check_plain

MAX_PAYLOAD = 1_048_576
"""The longest payload that is sent, in bytes."""
LARGEST_ID = 2**63 - 1
_KEYS = ("id", "data", "header", "route", "meta")


@dataclass(slots=True)
class Packet:
    """A unit of transport.

    It is not frozen, because layers change their own copy in place, nine times a packet; a public
    function of this package never changes a packet it was given.
    """

    id: int
    data: bytes
    header: dict[str, Any] = field(default_factory=dict)
    route: dict[str, Any] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)

    def copied(self) -> "Packet":
        """Return a packet with dictionaries of its own; their values are shared."""
        return Packet(self.id, self.data, self.header.copy(), self.route.copy(), self.meta.copy())

    def to_json(self) -> dict[str, Any]:
        """Return the packet as a JSON object, its data in base64."""
        return {
            "id": self.id,
            "data": base64.b64encode(self.data).decode("ascii"),
            "header": self.header,
            "route": self.route,
            "meta": self.meta,
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Return the packet of a JSON object; `InputError` names what is wrong in it.

        `id` and `data` are necessary; values must be plain JSON, at most 40 levels deep.
        """
        if not isinstance(value, Mapping):
            raise InputError("packet", "must be an object")
        unknown = sorted(str(key) for key in value if key not in _KEYS)
        if unknown:
            raise InputError("packet", "has an unknown key")
        parts = {name: part_of(value, name) for name in ("header", "route", "meta")}
        return cls(id_of(value.get("id")), data_of(value.get("data")), **parts)


blank: Callable[[], Packet] = partial(object.__new__, Packet)
"""Makes a packet without fields; for code that sets every one of them, as fused forms do."""


def id_of(value: object) -> int:
    """Return the id of a packet: a whole number of 64 bits; `InputError` otherwise."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError("id", "must be a whole number")
    if not -LARGEST_ID <= value <= LARGEST_ID:
        raise InputError("id", "must fit 64 bits")
    return value


def data_of(value: object) -> bytes:
    """Return the bytes of base64 text; `InputError` for anything else."""
    if not isinstance(value, str):
        raise InputError("data", "must be base64 text")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise InputError("data", "is not base64") from None


def part_of(value: Mapping[str, object], name: str) -> dict[str, Any]:
    """Return a dictionary of a packet, empty when it is absent; `InputError` when it is none."""
    part = value.get(name, {})
    if not isinstance(part, dict):
        raise InputError(name, "must be an object")
    check_plain(part, name)
    return part
