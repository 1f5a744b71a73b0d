"""What recorded rows can be made of: a closed list of sources for each kind of row."""

from dataclasses import dataclass

__all__ = ["SCOPES", "SOURCES", "Origin", "available"]

SCOPES = ("source", "batch", "item", "layer")
"""Kinds of rows, from the outermost inwards; a row may use what stands outside of it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One source: the scope it comes with, the types it fits, and its expression in Python.

    `sample` is what the run of the emitted tests has there; empty for what nobody foretells.
    """

    scope: str
    types: tuple[str, ...]
    code: str
    sample: str = ""


SOURCES = {
    "source.name": Origin("source", ("str",), "source.name", '"sample"'),
    "source.config": Origin("source", ("json",), "source.config", '{"layers": []}'),
    "now": Origin("source", ("datetime",), "writer.now"),
    "batch.totals": Origin(
        "batch",
        ("json",),
        "totals(items)",
        '{"packets": 2, "bytes": 2, "blocked": 0, "dt_ms": 2.0}',
    ),
    "item.key": Origin("item", ("str",), "item.key", '"one"'),
    "item.direction": Origin("item", ("str",), "item.direction", '"send"'),
    "item.status": Origin("item", ("str",), "item.status", '"done"'),
    "item.reason": Origin("item", ("str",), "item.reason", '"why"'),
    "packet.id": Origin("item", ("int",), "item.packet.id", "7"),
    "packet.data": Origin("item", ("bytes",), "item.packet.data", 'b"x"'),
    "packet.header": Origin("item", ("json",), "item.packet.header", '{"h": 1}'),
    "packet.route": Origin("item", ("json",), "item.packet.route", '{"r": 2}'),
    "packet.meta": Origin("item", ("json",), "item.packet.meta", '{"m": 3}'),
    "layer.name": Origin("layer", ("str",), "frame.layer", '"a"'),
    "layer.step": Origin("layer", ("int",), "step", "0"),
    "layer.dt_ms": Origin("layer", ("float",), "frame.dt_ms", "0.5"),
    "layer.view": Origin(
        "layer",
        ("json",),
        "view_of(frame)",
        '{"header": {"n": "a"}, "route": {"r": 4}, "meta": {"m": 5}}',
    ),
}


def available(scope: str) -> tuple[str, ...]:
    """Names of the sources that a row of a scope may use."""
    outer = SCOPES[: SCOPES.index(scope) + 1]
    return tuple(name for name, source in SOURCES.items() if source.scope in outer)
