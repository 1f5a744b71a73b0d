"""Frames of packets as live items, so that a browser sees each step of each packet."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_PARTS = ("header", "route", "meta")


def frame_items(
    *,
    packet_id: int,
    pipeline: str,
    frames: Iterable[Mapping[str, Any]],
    direction: str = "send",
    run_id: int | None = None,
) -> Iterator[dict[str, Any]]:
    """Return an item for each frame: whose it is, which step of how many, what it took and left.

    A frame has `layer` and `dt_ms` (milliseconds), and may have `header`, `route` and `meta`.
    """
    listed = tuple(frames)
    for step, frame in enumerate(listed):
        yield {
            "packet_id": packet_id,
            "run_id": run_id,
            "pipeline": pipeline,
            "direction": direction,
            "step": step,
            "steps": len(listed),
            "layer": frame["layer"],
            "dt_ms": frame["dt_ms"],
            **{part: frame[part] for part in _PARTS if part in frame},
        }
