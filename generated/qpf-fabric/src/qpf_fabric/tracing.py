"""What a trace shows: a frame for each layer, made when somebody looks.

A layer only adds fields of its own, so what a packet was between two layers follows from the whole
packet and the names that each layer writes. Running layer by layer keeps the times; the
dictionaries of the frames are built on demand, and neighbours share what did not change.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from qpf_fabric.layer import Layer
from qpf_fabric.packet import Packet
from qpf_fabric.undo import PARTS


class Frame(NamedTuple):
    """A packet as one layer left it, without its data, and how long the layer took, in ms.

    The dictionaries are for reading: frames share them.
    """

    layer: str
    dt_ms: float
    header: dict[str, Any]
    route: dict[str, Any]
    meta: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return the frame as a JSON object."""
        return {
            "layer": self.layer,
            "dt_ms": self.dt_ms,
            "header": self.header,
            "route": self.route,
            "meta": self.meta,
        }


class Written(NamedTuple):
    """The names that one layer writes, by part."""

    layer: str
    header: tuple[str, ...]
    route: tuple[str, ...]
    meta: tuple[str, ...]

    @classmethod
    def of(cls, layer: Layer) -> "Written":
        """Return the names of a layer."""
        names: dict[str, list[str]] = {part: [] for part in PARTS}
        for path in layer.info.writes:
            part, _, name = path.partition(".")
            names[part].append(name)
        return cls(layer.info.name, *(tuple(names[part]) for part in PARTS))


class Traced:
    """What came out of a pipeline, and the frames on the way."""

    __slots__ = ("_encoded", "_frames", "_is_send", "_marks", "_written", "packet")

    def __init__(
        self,
        packet: Packet,
        encoded: Packet,
        marks: Sequence[float],
        written: Sequence[Written],
        is_send: bool,
    ) -> None:
        """Keep what frames follow from: `marks` are readings of a clock in s, one more than layers.

        `encoded` holds every field that was written, `written` stands in the order of encoding.
        """
        self.packet = packet
        self._encoded = encoded
        self._marks = marks
        self._written = written
        self._is_send = is_send
        self._frames: tuple[Frame, ...] | None = None

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Return the frames in the order in which the layers ran."""
        if self._frames is None:
            self._frames = self._sent() if self._is_send else self._received()
        return self._frames

    def _sent(self) -> tuple[Frame, ...]:
        header, route, meta = self._encoded.header, self._encoded.route, self._encoded.meta
        frames: list[Frame] = []
        after = len(self._written)
        for layer, headers, routes, metas in reversed(self._written):
            elapsed_ms = (self._marks[after] - self._marks[after - 1]) * 1000
            frames.append(_FRAME(Frame, (layer, elapsed_ms, header, route, meta)))
            after -= 1
            if headers:
                header = header.copy()
                for name in headers:
                    header.pop(name, None)
            if routes:
                route = route.copy()
                for name in routes:
                    route.pop(name, None)
            if metas:
                meta = meta.copy()
                for name in metas:
                    meta.pop(name, None)
        frames.reverse()
        return tuple(frames)

    def _received(self) -> tuple[Frame, ...]:
        encoded, marks = self._encoded, self._marks
        header, route, meta = encoded.header, encoded.route, encoded.meta
        frames = []
        for index, one in enumerate(reversed(self._written)):
            elapsed_ms = (marks[index + 1] - marks[index]) * 1000
            header, route, meta = _peeled(one, header, route, meta)
            frames.append(Frame(one.layer, elapsed_ms, header, route, meta))
        last, packet = frames[-1], self.packet
        frames[-1] = Frame(last.layer, last.dt_ms, packet.header, packet.route, packet.meta)
        return tuple(frames)


_FRAME = tuple.__new__  # what the constructor of a named tuple calls, in half the time
_Part = dict[str, Any]


def _peeled(one: Written, header: _Part, route: _Part, meta: _Part) -> tuple[_Part, _Part, _Part]:
    """Return the dictionaries without the names of one layer; unchanged ones are the same."""
    if one.header:
        header = _without(header, one.header)
    if one.route:
        route = _without(route, one.route)
    if one.meta:
        meta = _without(meta, one.meta)
    return header, route, meta


def _without(part: _Part, names: Iterable[str]) -> _Part:
    left = part.copy()
    for name in names:
        left.pop(name, None)
    return left
