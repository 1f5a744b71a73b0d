"""What workers and routes record: a run of one packet under a key that counts once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic_core import to_json

from qpf_core.plain import JsonObject
from qpf_core.store.documents import Document
from qpf_fabric.packet import Packet
from qpf_fabric.pipeline import Frame


@dataclass(frozen=True, slots=True)
class Source:
    """Where items come from: the pipeline that made them and its description."""

    name: str
    config: JsonObject = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Item:  # pylint: disable=too-many-instance-attributes
    """One packet that went through a pipeline; two items of one key are the same effect."""

    key: str
    direction: str
    packet: Packet
    frames: Sequence[Frame] = ()
    status: str = "done"
    reason: str = ""


def totals(items: Sequence[Item]) -> JsonObject:
    """Return what a batch amounts to: packets, bytes and how many were blocked."""
    return {
        "packets": len(items),
        "bytes": sum(len(item.packet.data) for item in items),
        "blocked": sum(item.status == "blocked" for item in items),
        "dt_ms": round(sum(frame.dt_ms for item in items for frame in item.frames), 6),
    }


def view_of(frame: Frame) -> Document:
    """Return what a frame shows, as JSON text: header, route and meta after its layer."""
    view = {"header": frame.header, "route": frame.route, "meta": frame.meta}
    return Document(to_json(view).decode())
