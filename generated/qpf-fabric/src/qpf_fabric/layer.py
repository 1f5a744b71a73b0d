"""A layer: a change of a packet that can be taken back, and what it says of itself."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from qpf_fabric.packet import Packet
from qpf_fabric.parameters import ParameterInfo, arguments_of
from qpf_fabric.undo import Names, put_aside, put_back, take_record


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerInfo:
    """What a layer is called, does, can be told, and writes (`header.noise`).

    `packs` tells that its data may become much longer when it is decoded.
    """

    name: str
    summary: str
    parameters: tuple[ParameterInfo, ...] = ()
    writes: tuple[str, ...] = ()
    packs: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the facts as a JSON object."""
        return {
            "name": self.name,
            "summary": self.summary,
            "parameters": [one.to_json() for one in self.parameters],
            "writes": list(self.writes),
        }


class Layer(ABC):
    """One step of a pipeline; emitted layers are frozen dataclasses of their parameters."""

    __slots__ = ()

    info: ClassVar[LayerInfo]

    @classmethod
    def of(cls, given: Mapping[str, object], environ: Mapping[str, str]) -> Self:
        """Return the layer with `given` parameters, else those of the environment, else defaults.

        Raises `InputError` for a parameter that is unknown or does not fit.
        """
        return cls(**arguments_of(cls.info.name, cls.info.parameters, given, environ))

    @property
    def offload_over(self) -> int | None:
        """Return the size in bytes above which the work belongs in an executor, or None."""
        return None

    @abstractmethod
    def apply(self, packet: Packet, payload: bytes) -> None:
        """Change a packet in place; nothing stands under the names that the layer writes.

        `payload` is the data before the first layer of all.
        Raises `Blocked` when the layer does not let it pass.
        """

    @abstractmethod
    def revert(self, packet: Packet) -> None:
        """Take back in place what `apply` did; raises `NotEncoded` when it did not."""

    def settings(self) -> dict[str, Any]:
        """Return the parameters in use, by name."""
        return {one.name: getattr(self, one.name) for one in self.info.parameters}

    def encode(self, packet: Packet) -> Packet:
        """Return the packet with this layer alone applied; keeps what it overwrites."""
        encoded = packet.copied()
        put_aside(Names.of(self.info.writes), encoded.header, encoded.route, encoded.meta)
        self.apply(encoded, packet.data)
        return encoded

    def decode(self, packet: Packet) -> Packet:
        """Return the packet that `encode` was given; raises `NotEncoded` for any other."""
        decoded = packet.copied()
        record = take_record(Names.of(self.info.writes), decoded.meta)
        self.revert(decoded)
        if record is not None:
            put_back(record, decoded.header, decoded.route, decoded.meta)
        return decoded
