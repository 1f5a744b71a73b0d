"""What nodes shout: one small JSON object a datagram, checked before anything believes it."""

import hashlib
import hmac
import json
import math
import re
from dataclasses import dataclass
from typing import Any

_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_REQUIRED = frozenset(("id", "grpc_port", "rest_port", "timestamp"))
_ALLOWED = _REQUIRED | {"goodbye", "mac"}


class BadPacket(Exception):
    """A datagram is no announcement; the text is the reason, a word for counters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Who a node is and where it serves; a port of 0 serves nothing. `timestamp` is Unix time."""

    id: str
    grpc_port: int
    rest_port: int
    timestamp: float
    goodbye: bool = False


class Codec:
    """Writes and reads datagrams, signed when there is a key."""

    def __init__(self, *, key: bytes | None = None, max_bytes: int = 512) -> None:
        """With a key, what is not signed by it is refused; without one, what is signed is too."""
        self._key = key
        self.max_bytes = max_bytes

    @property
    def signs(self) -> bool:
        """Tell whether packets are signed."""
        return self._key is not None

    def encode(self, announcement: Announcement) -> bytes:
        """Return the datagram; raises ValueError when it would be too long."""
        body: dict[str, Any] = {
            "id": announcement.id,
            "grpc_port": announcement.grpc_port,
            "rest_port": announcement.rest_port,
            "timestamp": announcement.timestamp,
        }
        if announcement.goodbye:
            body["goodbye"] = True
        if self._key is not None:
            body["mac"] = _mac(self._key, body)
        data = _canonical(body)
        if len(data) > self.max_bytes:
            raise ValueError(f"an announcement of {len(data)} bytes exceeds {self.max_bytes}")
        return data

    def decode(self, data: bytes) -> Announcement:
        """Return what a datagram announces; raises BadPacket, never anything else."""
        if len(data) > self.max_bytes:
            raise BadPacket("too_long")
        body = _parsed(data)
        self._check_signature(body)
        return Announcement(
            id=_identity(body["id"]),
            grpc_port=_port(body["grpc_port"]),
            rest_port=_port(body["rest_port"]),
            timestamp=_timestamp(body["timestamp"]),
            goodbye=_flag(body.get("goodbye", False)),
        )

    def _check_signature(self, body: dict[str, Any]) -> None:
        mac = body.pop("mac", None)
        if self._key is None:
            if mac is not None:
                raise BadPacket("signed")
            return
        if not isinstance(mac, str) or not mac.isascii():
            raise BadPacket("unsigned")
        if not hmac.compare_digest(mac, _mac(self._key, body)):
            raise BadPacket("wrong_signature")


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        body = json.loads(data, parse_constant=_refused)
        if not isinstance(body, dict):
            raise BadPacket("no_object")
        if not _REQUIRED <= body.keys() <= _ALLOWED:
            raise BadPacket("wrong_keys")
        _canonical(body)  # surrogates that no signature could cover
    except (ValueError, RecursionError) as error:
        raise BadPacket("no_json") from error
    return body


def _refused(_name: str) -> float:
    raise ValueError("not a number")


def _canonical(body: dict[str, Any]) -> bytes:
    text = json.dumps(
        body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def _mac(key: bytes, body: dict[str, Any]) -> str:
    return hmac.new(key, _canonical(body), hashlib.sha256).hexdigest()


def _identity(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadPacket("bad_id")
    return value


def _port(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 65535:
        raise BadPacket("bad_port")
    return value


def _timestamp(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadPacket("bad_timestamp")
    try:
        number = float(value)
    except OverflowError as error:
        raise BadPacket("bad_timestamp") from error
    if not math.isfinite(number) or number < 0:
        raise BadPacket("bad_timestamp")
    return number


def _flag(value: object) -> bool:
    if value is not True and value is not False:
        raise BadPacket("bad_goodbye")
    return value
