"""Bodies of entries: packets on their way, and the frames of one packet."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qpf_core.bus import EncodedBody
from qpf_core.errors import InputError
from qpf_core.plain import JsonObject
from qpf_fabric.packet import Packet
from qpf_fabric.pipeline import Frame

Run = tuple[str, str, int]
"""A pipeline, the direction (`send` or `recv`) and the id of the packet."""

Fields = Mapping[str, Any]

_ENCODE = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode
_PARTS = ("header", "route", "meta")
_DIGITS = 5


def packet_body(key: str | None, pipeline: str, packet: Packet) -> EncodedBody:
    """Return the body of a packet on its way; raises InputError when it has no JSON form."""
    said: JsonObject = {"packet_id": packet.id, "pipeline": pipeline, "packet": packet.to_json()}
    if key is not None:
        said["key"] = key
    return encoded(said)


def frames_body(
    key: str, run: Run, frames: Sequence[Frame], run_id: int | None = None
) -> EncodedBody:
    """Return the body that carries the layers of one packet.

    A layer tells what it changed: `set` and `gone` by part. What a packet was after each layer is
    mostly what it was before; `frames_of` puts it together again.
    """
    pipeline, direction, packet_id = run
    said: JsonObject = {
        "key": key,
        "pipeline": pipeline,
        "direction": direction,
        "packet_id": packet_id,
        "layers": _layers(frames),
    }
    if run_id is not None:
        said["run_id"] = run_id
    return encoded(said)


def frames_of(body: Mapping[str, Any]) -> Iterator[JsonObject]:
    """Return the frames of an entry, whole: layer, dt_ms, header, route and meta."""
    parts: dict[str, dict[str, Any]] = {part: {} for part in _PARTS}
    for layer in body["layers"]:
        for part, fields in layer.get("set", {}).items():
            parts[part] = {**parts[part], **fields}
        for part, names in layer.get("gone", {}).items():
            parts[part] = {key: value for key, value in parts[part].items() if key not in names}
        yield {"layer": layer["layer"], "dt_ms": layer["dt_ms"], **parts}


def encoded(value: object) -> EncodedBody:
    """Return a value as the body of an entry; raises InputError when it has no JSON form."""
    try:
        return EncodedBody(_ENCODE(value).encode())
    except (TypeError, ValueError) as error:
        raise InputError("packet", "holds what JSON cannot carry") from error


def _layers(frames: Sequence[Frame]) -> list[Any]:
    """Return each layer with what it changed: frames share the parts that it left alone."""
    layers: list[Any] = []
    header: Fields = {}
    route: Fields = {}
    meta: Fields = {}
    for frame in frames:
        layer: dict[str, Any] = {"layer": frame.layer, "dt_ms": round(frame.dt_ms, _DIGITS)}
        if frame.header is not header:
            _tell(layer, "header", header, frame.header)
            header = frame.header
        if frame.route is not route:
            _tell(layer, "route", route, frame.route)
            route = frame.route
        if frame.meta is not meta:
            _tell(layer, "meta", meta, frame.meta)
            meta = frame.meta
        layers.append(layer)
    return layers


def _tell(layer: dict[str, Any], part: str, old: Fields, new: Fields) -> None:
    changed = {key: value for key, value in new.items() if key not in old or old[key] is not value}
    if changed:
        layer.setdefault("set", {})[part] = changed
    if len(old) + len(changed) != len(new):
        gone = [key for key in old if key not in new]
        if gone:
            layer.setdefault("gone", {})[part] = gone
