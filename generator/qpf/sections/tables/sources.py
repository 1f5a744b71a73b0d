"""What recorded rows can be made of: a closed list of sources for each kind of row."""

from dataclasses import dataclass

__all__ = ["SCOPES", "SOURCES", "Origin", "available"]

SCOPES = ("source", "batch", "item", "layer")
"""Kinds of rows, from the outermost inwards; a row may use what stands outside of it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One source: the scope it comes with, the types it fits, and its expression in Python."""

    scope: str
    types: tuple[str, ...]
    code: str


SOURCES = {
    "source.name": Origin("source", ("str",), "source.name"),
    "source.config": Origin("source", ("json",), "source.config"),
    "now": Origin("source", ("datetime",), "writer.now"),
    "batch.totals": Origin("batch", ("json",), "totals(items)"),
    "item.key": Origin("item", ("str",), "item.key"),
    "item.direction": Origin("item", ("str",), "item.direction"),
    "item.status": Origin("item", ("str",), "item.status"),
    "item.reason": Origin("item", ("str",), "item.reason"),
    "packet.id": Origin("item", ("int",), "item.packet.id"),
    "packet.data": Origin("item", ("bytes",), "item.packet.data"),
    "packet.header": Origin("item", ("json",), "item.packet.header"),
    "packet.route": Origin("item", ("json",), "item.packet.route"),
    "packet.meta": Origin("item", ("json",), "item.packet.meta"),
    "layer.name": Origin("layer", ("str",), "frame.layer"),
    "layer.step": Origin("layer", ("int",), "step"),
    "layer.dt_ms": Origin("layer", ("float",), "frame.dt_ms"),
    "layer.view": Origin("layer", ("json",), "view_of(frame)"),
}


def available(scope: str) -> tuple[str, ...]:
    """Names of the sources that a row of a scope may use."""
    outer = SCOPES[: SCOPES.index(scope) + 1]
    return tuple(name for name, source in SOURCES.items() if source.scope in outer)
