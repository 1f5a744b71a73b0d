"""Layers that tests are made of: small, hand-written, of each kind of effect."""

from dataclasses import dataclass
from typing import ClassVar

from qpf_fabric.codec import deflated, inflated, without_end
from qpf_fabric.errors import Blocked, NotEncoded
from qpf_fabric.layer import Layer, LayerInfo
from qpf_fabric.packet import Packet
from qpf_fabric.parameters import ParameterInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class StampLayer(Layer):
    """Writes a word."""

    word: str = "seen"
    """The word."""
    info: ClassVar[LayerInfo] = LayerInfo(
        name="stamp",
        summary="Writes a word.",
        parameters=(ParameterInfo(name="word", type="str", default="seen"),),
        writes=("header.stamp", "route.hop"),
    )

    def apply(self, packet: Packet, payload: bytes) -> None:
        """Write the word and the length of the payload."""
        packet.header["stamp"] = self.word
        packet.route["hop"] = len(payload)

    def revert(self, packet: Packet) -> None:
        """Take them away."""
        if not isinstance(packet.route.pop("hop", None), int):
            raise NotEncoded("stamp", "route.hop")
        if packet.header.pop("stamp", None) != self.word:
            raise NotEncoded("stamp", "header.stamp")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLayer(Layer):
    """Compresses, then ends the data."""

    over: int = 100
    """Longer data runs apart."""
    info: ClassVar[LayerInfo] = LayerInfo(
        name="pack",
        summary="Compresses, then ends the data.",
        parameters=(
            ParameterInfo(
                name="over", type="int", default=100, environment="PACK_OVER", least=0, most=9999
            ),
        ),
        writes=("meta.packed",),
        packs=True,
    )

    @property
    def offload_over(self) -> int | None:
        """Return the limit."""
        return self.over

    def apply(self, packet: Packet, payload: bytes) -> None:
        """Compress if that helps."""
        del payload
        packed = deflated(packet.data, 6, 1_000_000)
        if packed is not None:
            packet.data = packed
            packet.meta["packed"] = True
        packet.data += b"!"

    def revert(self, packet: Packet) -> None:
        """Take off the end and unpack."""
        packet.data = without_end(packet.data, b"!", "pack")
        if "packed" in packet.meta:
            if packet.meta.pop("packed") is not True:
                raise NotEncoded("pack", "meta.packed")
            packet.data = inflated(packet.data, 1_000_000, "pack")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardLayer(Layer):
    """Stops empty packets."""

    action: str = "reject"
    """What becomes of them."""
    info: ClassVar[LayerInfo] = LayerInfo(
        name="guard",
        summary="Stops empty packets.",
        parameters=(
            ParameterInfo(
                name="action", type="str", default="reject", choices=("reject", "dead_letter")
            ),
        ),
        writes=("header.guard",),
    )

    def apply(self, packet: Packet, payload: bytes) -> None:
        """Stop or mark."""
        if not payload:
            raise Blocked("guard", self.action, "it is empty")
        packet.header["guard"] = True

    def revert(self, packet: Packet) -> None:
        """Take the mark away."""
        if packet.header.pop("guard", None) is not True:
            raise NotEncoded("guard", "header.guard")


CATALOGUE = {"stamp": StampLayer, "pack": PackLayer, "guard": GuardLayer}
