"""Gives each task to the least loaded of the peers that work."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from qpf_core.clock import Clock
from qpf_core.errors import CoreError, DeadlineExceeded, InputError, RateLimited, Unavailable
from qpf_core.plain import JsonValue
from qpf_organism.discovery.peer import Peer
from qpf_organism.orchestrator.load import LoadBook
from qpf_organism.orchestrator.reach import Reach
from qpf_organism.orchestrator.task import Outcome, Task

_WORTH_ANOTHER = (Unavailable, RateLimited)
Source = Callable[[], Sequence[Peer]]
"""Gives the peers that discovery knows now; raises InputError when it cannot tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diligence:
    """How often health is checked and how long that may take, in seconds; peers tried a task."""

    health_every_s: float = 2.0
    health_timeout_s: float = 1.0
    attempts: int = 3
    smoothing: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerState:
    """A peer as the orchestrator sees it."""

    id: str
    healthy: bool
    load: float
    in_flight: int
    is_local: bool


class Orchestrator:
    """Knows peers, their health and their load, and hands tasks to them."""

    def __init__(
        self, source: Source, reach: Reach, clock: Clock, diligence: Diligence | None = None
    ) -> None:
        """Know nobody yet: `refresh` looks who is there."""
        self._source = source
        self._reach = reach
        self._clock = clock
        self._diligence = diligence or Diligence()
        self._loads = LoadBook(self._diligence.smoothing)
        self._peers: dict[str, Peer] = {}
        self._healthy: set[str] = set()
        self._checks = asyncio.Semaphore(16)

    async def refresh(self) -> None:
        """Learn who is there, forget who vanished, and ask everybody how they are."""
        try:
            known = {peer.id: peer for peer in self._source()}
        except InputError as error:
            log = structlog.get_logger("qpf_organism.orchestrator")
            log.warning("peers_not_read", reason=str(error))
            return
        self._peers = known
        self._loads.keep(known)
        await self._reach.keep(known.values())
        answers = await asyncio.gather(*(self._ask(peer) for peer in known.values()))
        told = {peer for peer, well in zip(known, answers, strict=True) if well}
        self._healthy = told & self._peers.keys()

    async def watch(self, alive: Callable[[], None] | None = None) -> None:
        """Refresh for ever; `alive` is called each time."""
        while True:
            await self.refresh()
            if alive is not None:
                alive()
            await self._clock.sleep(self._diligence.health_every_s)

    async def dispatch(self, task: Task) -> Outcome:
        """Return the outcome of a task at the least loaded peer, or at the next when that fails.

        Raises Unavailable when nobody works, DeadlineExceeded when the time is up, and what the
        task itself ended with.
        """
        ends_at = self._clock.monotonic() + task.deadline_s
        tried: list[str] = []
        fault: CoreError = Unavailable("no peer works")
        while len(tried) < self._diligence.attempts:
            chosen = self._loads.least(self._healthy.difference(tried))
            if chosen is None:
                break
            remaining_s = ends_at - self._clock.monotonic()
            if remaining_s <= 0:
                raise DeadlineExceeded(f"{task.func} did not end in {task.deadline_s:g} s")
            tried.append(chosen)
            try:
                result = await self._run(chosen, task, remaining_s)
                return Outcome(result=result, peer=chosen, attempts=len(tried))
            except _WORTH_ANOTHER as error:
                fault = error
        raise fault

    def states(self) -> Mapping[str, PeerState]:
        """Return every peer that is known, by id."""
        return {
            peer.id: PeerState(
                id=peer.id,
                healthy=peer.id in self._healthy,
                load=round(self._loads.load(peer.id), 6),
                in_flight=self._loads.in_flight(peer.id),
                is_local=peer.is_local,
            )
            for peer in self._peers.values()
        }

    async def close(self) -> None:
        """Let go of every connection."""
        await self._reach.close()

    async def _run(self, peer: str, task: Task, deadline_s: float) -> JsonValue:
        self._loads.begin(peer)
        try:
            return await self._reach.run(self._peers[peer], task, deadline_s)
        except Unavailable:
            self._healthy.discard(peer)  # until the next check says otherwise
            raise
        finally:
            self._loads.end(peer)

    async def _ask(self, peer: Peer) -> bool:
        async with self._checks:
            return await self._reach.healthy(peer, self._diligence.health_timeout_s)
