"""Requests to packets, packets to answers; whatever is wrong with a body is an `InputError`."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, ParamSpec, TypeVar

from fastapi import Request, Response
from pydantic_core import from_json, to_json

from qpf_core.errors import InputError, TooLarge
from qpf_fabric.packet import MAX_PAYLOAD, Packet, data_of, part_of
from qpf_fabric.plain import DEEPEST_SENT, check_plain

P = ParamSpec("P")
T = TypeVar("T")

MAX_EXTRAS = 65_536
"""The longest header, route and metadata that are sent, as JSON, in bytes."""
SHORT = 65_536
"""Below this many bytes a body is read and written in the loop."""
_PARTS = ("header", "route", "meta")
_RAW = ("application/octet-stream", "")


async def payload_of(request: Request, packet_id: int) -> tuple[Packet, object]:
    """Return the packet that a request sends, raw or as JSON, and the layers it asks for."""
    is_json = _is_json(request, _RAW)
    body = await request.body()
    if not is_json:
        _check_length(body)
        return Packet(packet_id, body), None
    return await apart(len(body), _from_payload, body, packet_id)


async def packet_of(request: Request) -> Packet:
    """Return the encoded packet that a request brings as JSON."""
    _is_json(request, ("",))
    body = await request.body()
    return await apart(len(body), lambda: Packet.from_json(_read(body)))


async def answer(size: int, content: Callable[[], dict[str, Any]]) -> Response:
    """Return a JSON response; content of about `size` bytes that is long is written elsewhere."""
    text = await apart(size, lambda: _written(content()))
    return Response(text, media_type="application/json")


async def apart(size: int, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do work on `size` bytes: in an executor if they are many."""
    if size > SHORT:
        return await asyncio.to_thread(work, *args, **kwargs)
    return work(*args, **kwargs)


def _is_json(request: Request, others: Sequence[str]) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        return True
    if kind not in others:
        known = ", ".join(("application/json", *filter(None, others)))
        raise InputError("Content-Type", f"must be one of {known}")
    return False


def _from_payload(body: bytes, packet_id: int) -> tuple[Packet, object]:
    value = _read(body)
    if not isinstance(value, dict):
        raise InputError("body", "must be an object")
    for name in value:
        if name not in ("data", "layers", *_PARTS):
            raise InputError("body", "has an unknown key")
    written = value.get("data")
    extras = len(body) - (len(written) if isinstance(written, str) else 0)
    if extras > MAX_EXTRAS:
        raise TooLarge(f"header, route and meta exceed {MAX_EXTRAS} bytes")
    data = data_of(written)
    _check_length(data)
    parts = {name: part_of(value, name) for name in _PARTS}
    for name, part in parts.items():
        check_plain(part, name, DEEPEST_SENT)
    return Packet(packet_id, data, **parts), value.get("layers")


def _read(body: bytes) -> object:
    try:
        return from_json(body, allow_inf_nan=False)
    except (ValueError, RecursionError):
        raise InputError("body", "is not JSON") from None


def _check_length(data: bytes) -> None:
    if len(data) > MAX_PAYLOAD:
        raise TooLarge(f"the payload exceeds {MAX_PAYLOAD} bytes")


def _written(content: dict[str, Any]) -> bytes:
    return to_json(content)
