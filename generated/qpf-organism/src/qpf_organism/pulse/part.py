"""A pulse beside the agents of a service: it beats while the service runs, and tells how."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import anyio.to_thread
from fastapi import APIRouter

from qpf_core.errors import Unavailable
from qpf_core.service import CoreSettings, Part, Platform
from qpf_organism.pulse.policy import PulsePolicy
from qpf_organism.pulse.watch import PulseWatch

__all__ = ["Pulse", "chosen_pulse", "part_of_pulse"]


class Pulse(Protocol):
    """What `PulseProcess`, `PulseThread` and `PulseWatch` have in common."""

    @property
    def is_alive(self) -> bool:
        """Whether it beats."""

    def start(self) -> None:
        """Begin to beat, unless it does."""

    def stop(self) -> None:
        """End, and wait for the end."""

    def vitals(self) -> Mapping[str, Any]:
        """Return the newest vitals."""

    def answer(self) -> Mapping[str, Any]:
        """Return what the newest reported beat answered."""


def chosen_pulse(
    settings: CoreSettings,
    board: Path | None,
    policy: PulsePolicy,
    opened: Callable[[Path | None], Pulse],
) -> Pulse:
    """Return the pulse of a service: the one that writes to `board`, or one of its own.

    `opened` makes that; it is given the folder for its log, None for a service without files.
    """
    if board is not None:
        return PulseWatch(board, policy)
    return opened(None if settings.archive_url is not None else settings.data_dir)


def part_of_pulse(platform: Platform, name: str, pulse: Pulse, path: str) -> Part:
    """Return the part that runs `pulse`, serves its vitals at `path`, and tells them live."""
    router = APIRouter(tags=[name])

    @router.get(path, name="vitals")
    async def vitals() -> dict[str, Any]:
        """Tell how the pulse beats: counts, times in milliseconds, lateness."""
        return dict(pulse.vitals())

    @asynccontextmanager
    async def run() -> AsyncIterator[None]:
        await anyio.to_thread.run_sync(pulse.start)
        try:
            yield
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(pulse.stop)

    async def beats() -> None:
        if not pulse.is_alive:
            raise Unavailable(f"{name} does not beat")

    platform.tell(name, lambda: {**pulse.vitals(), "answer": pulse.answer()})
    return Part(name=name, router=router, run=run, probes={"beat": beats})
