"""Packets on topics: what runs a pipeline on each message and says where the results go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qpf_core.bus import Body, Message
from qpf_core.errors import InputError
from qpf_core.plain import JsonObject
from qpf_fabric.packet import Packet, id_of
from qpf_fabric.pipeline import Frame, Pipeline
from qpf_fabric.replicas import copies_of
from qpf_fabric.store.items import Item
from qpf_fabric.streams.bodies import frames_body, packet_body
from qpf_fabric.streams.work import Work

Direction = Literal["send", "receive"]
_RECORDED: Mapping[Direction, str] = {"send": "send", "receive": "recv"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketTopics:
    """Where results go: whole packets, and one entry of frames for each packet."""

    output: str | None = None
    frames: str | None = None


class PacketHandler:  # pylint: disable=too-few-public-methods
    """Runs a pipeline on each message: `send` on plain packets, `receive` on encoded ones.

    An encoded packet goes out as often as it asks for; all copies have one key.
    """

    def __init__(
        self, pipeline: Pipeline, direction: Direction, topics: PacketTopics, *, traced: bool
    ) -> None:
        """With `traced` every packet leaves frames; without it only its result."""
        self._pipeline = pipeline
        self._sends = direction == "send"
        self._recorded = _RECORDED[direction]
        self._topics = topics
        self._traced = traced or topics.frames is not None

    async def __call__(self, message: Message) -> Work:
        """Handle one message; raises InputError for a body that is no packet, Blocked as it is."""
        packet, key = incoming(message)
        result, frames = await self._run(packet)
        appends: list[tuple[str, Body]] = []
        if self._topics.output is not None:
            body = packet_body(key, self._pipeline.name, result)
            copies = copies_of(result) if self._sends else 1
            appends += [(self._topics.output, body)] * copies
        if self._topics.frames is not None:
            run = (self._pipeline.name, self._recorded, packet.id)
            body = frames_body(key, run, frames)
            appends.append((self._topics.frames, body))
        item = Item(
            key=f"{self._recorded}:{key}",
            direction=self._recorded,
            packet=result,
            frames=frames,
        )
        return Work(message, tuple(appends), item)

    async def _run(self, packet: Packet) -> tuple[Packet, Sequence[Frame]]:
        pipeline = self._pipeline
        if self._traced:
            run = pipeline.asend_traced if self._sends else pipeline.areceive_traced
            traced = await run(packet)
            return traced.packet, traced.frames
        plain = pipeline.asend if self._sends else pipeline.areceive
        return await plain(packet), ()


def incoming(message: Message) -> tuple[Packet, str]:
    """Return the packet of a message, and the key of its effect.

    The key is what the sender gave it, and otherwise the identity of the message in its topic.
    Raises InputError for a body that is no packet.
    """
    body = message.body
    key = body.get("key")
    packet = Packet.from_json(body.get("packet"))
    if key is None:
        return packet, f"{message.topic}/{message.id}"
    if not isinstance(key, str):
        raise InputError("key", "must be text")
    return packet, key


def packet_of(record: JsonObject) -> Packet:
    """Return the packet of a record: `id`, `data` as text, and everything else in the header.

    Raises InputError for a record without these.
    """
    header = dict(record)
    number, data = header.pop("id", None), header.pop("data", None)
    if not isinstance(data, str):
        raise InputError("data", "must be text")
    return Packet(id_of(number), data.encode(), header)
