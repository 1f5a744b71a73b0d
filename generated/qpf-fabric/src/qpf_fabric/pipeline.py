"""Layers in a row: applied one after the other, taken back in reverse, with a frame for each."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any, TypeVar

from qpf_core.errors import InputError
from qpf_core.plain import JsonObject
from qpf_fabric.layer import Layer
from qpf_fabric.packet import Packet
from qpf_fabric.tracing import Frame, Traced, Written
from qpf_fabric.undo import Names, put_aside, put_back, take_record

T = TypeVar("T")
Timer = Callable[[], float]

__all__ = ["Catalogue", "Frame", "Pipeline", "Timer", "Traced", "layers_of", "pipeline_of"]


class Pipeline:
    """Layers with their parameters.

    `send` and `receive` are inverse to each other for every packet. A protocol overrides them with
    the same work fused into one function; the traced forms go layer by layer.
    """

    __slots__ = (
        "_forth",
        "_offload_over",
        "_packs",
        "_written",
        "layers",
        "name",
        "names",
        "summary",
        "title",
    )

    def __init__(
        self, name: str, layers: Sequence[Layer], *, title: str = "", summary: str = ""
    ) -> None:
        """Line up `layers`; `InputError` when two of them write the same name."""
        self.name = name
        self.title = title or name
        self.summary = summary
        self.layers = tuple(layers)
        written = [path for layer in self.layers for path in layer.info.writes]
        _check_distinct([layer.info.name for layer in self.layers], written)
        self.names = Names.of(written)
        self._written = tuple(Written.of(layer) for layer in self.layers)
        self._forth = tuple(layer.apply for layer in self.layers)
        limits = [one.offload_over for one in self.layers if one.offload_over is not None]
        self._offload_over = min(limits, default=None)
        self._packs = any(one.info.packs for one in self.layers)

    @property
    def layer_names(self) -> tuple[str, ...]:
        """Return the names of the layers, in the order of encoding."""
        return tuple(layer.info.name for layer in self.layers)

    def describe(self) -> dict[str, Any]:
        """Return name, title, summary, and the layers with their parameters, as a JSON object."""
        return {
            "name": self.name,
            "title": self.title,
            "summary": self.summary,
            "layers": [
                {"name": layer.info.name, "parameters": layer.settings()} for layer in self.layers
            ],
        }

    def config(self) -> JsonObject:
        """Return `{"layers": [{name: parameters}]}`, which makes the pipeline again."""
        return {"layers": [{one.info.name: one.settings()} for one in self.layers]}

    def send(self, packet: Packet) -> Packet:
        """Encode a packet; raises `Blocked` when a layer stops it."""
        work = self._opened(packet)
        for layer in self.layers:
            layer.apply(work, packet.data)
        return work

    def receive(self, packet: Packet) -> Packet:
        """Decode what `send` encoded; raises `NotEncoded` for any other packet."""
        work = packet.copied()
        record = take_record(self.names, work.meta)
        for layer in reversed(self.layers):
            layer.revert(work)
        if record is not None:
            put_back(record, work.header, work.route, work.meta)
        return work

    def send_traced(self, packet: Packet, timer: Timer = perf_counter) -> Traced:
        """Encode a packet and keep a frame for each layer; `timer` tells seconds."""
        work, payload = self._opened(packet), packet.data
        marks = [timer()]
        for apply in self._forth:
            apply(work, payload)
            marks.append(timer())
        return self.traced(work, marks)

    def traced(self, encoded: Packet, marks: Sequence[float]) -> Traced:
        """Return the trace of encoding, from readings of a clock before and after each layer."""
        return Traced(encoded, encoded, marks, self._written, True)

    def receive_traced(self, packet: Packet, timer: Timer = perf_counter) -> Traced:
        """Decode a packet and keep a frame for each layer; the last shows what is given back."""
        work = packet.copied()
        record = take_record(self.names, work.meta)
        encoded = Packet(packet.id, packet.data, packet.header, packet.route, work.meta.copy())
        marks = [timer()]
        for layer in reversed(self.layers):
            layer.revert(work)
            marks.append(timer())
        if record is not None:
            put_back(record, work.header, work.route, work.meta)
        return Traced(work, encoded, marks, self._written, False)

    async def asend(self, packet: Packet) -> Packet:
        """Encode without blocking the loop: a long payload goes to an executor."""
        return await self._away(self.send, packet, self._is_long(packet))

    async def asend_traced(self, packet: Packet) -> Traced:
        """Encode with frames without blocking the loop."""
        return await self._away(self.send_traced, packet, self._is_long(packet))

    async def areceive(self, packet: Packet) -> Packet:
        """Decode without blocking the loop; what may grow goes to an executor too."""
        return await self._away(self.receive, packet, self._may_be_long(packet))

    async def areceive_traced(self, packet: Packet) -> Traced:
        """Decode with frames without blocking the loop."""
        return await self._away(self.receive_traced, packet, self._may_be_long(packet))

    def _opened(self, packet: Packet) -> Packet:
        work = packet.copied()
        if work.header or work.route or work.meta:
            put_aside(self.names, work.header, work.route, work.meta)
        return work

    def _is_long(self, packet: Packet) -> bool:
        return self._offload_over is not None and len(packet.data) > self._offload_over

    def _may_be_long(self, packet: Packet) -> bool:
        factor = 64 if self._packs else 1
        return self._offload_over is not None and len(packet.data) * factor > self._offload_over

    async def _away(self, work: Callable[[Packet], T], packet: Packet, is_long: bool) -> T:
        return await asyncio.to_thread(work, packet) if is_long else work(packet)


def _check_distinct(names: Sequence[str], written: Sequence[str]) -> None:
    if not names:
        raise InputError("layers", "must name at least one layer")
    for what, items in (("a layer stands twice", names), ("two layers write one name", written)):
        if len(set(items)) != len(items):
            raise InputError("layers", what)


Catalogue = Mapping[str, type[Layer]]
"""Layers by name."""


def pipeline_of(
    chosen: object, catalogue: Catalogue, environ: Mapping[str, str], name: str = "custom"
) -> Pipeline:
    """Return a pipeline from a list of layers: names, or `{name: {parameter: value}}`.

    Raises `InputError` for a layer or a parameter that does not exist.
    """
    if not isinstance(chosen, list | tuple):
        raise InputError("layers", "must be a list")
    return Pipeline(name, [_chosen(one, catalogue, environ) for one in chosen])


def layers_of(config: object) -> object:
    """Return the layers of a pipeline that is kept as `{"layers": [...]}`, for `pipeline_of`.

    Raises `InputError` for anything else.
    """
    if not isinstance(config, Mapping) or set(config) != {"layers"}:
        raise InputError("config", "must be an object with `layers` and nothing else")
    return config["layers"]


def _chosen(one: object, catalogue: Catalogue, environ: Mapping[str, str]) -> Layer:
    name: object = one
    given: object = {}
    if isinstance(one, dict) and len(one) == 1:
        ((name, given),) = one.items()
    layer = catalogue.get(name) if isinstance(name, str) else None
    if layer is None:
        raise InputError("layers", f"names an unknown layer; known: {', '.join(catalogue)}")
    if not isinstance(given, dict):
        raise InputError(f"layers.{name}", "must be an object of parameters")
    return layer.of(given, environ)
