"""Escalations: written down first, delivered with patience, given up in the open."""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from qpf_core.clock import Clock
from qpf_core.errors import CoreError
from qpf_core.governance.channels.book import LOG, ChannelBook
from qpf_core.governance.channels.notice import Notice
from qpf_core.governance.outbox import DEAD, DELIVERED, Claimed, DeadNotice, Outbox
from qpf_core.governance.policy import Anchor, Trigger
from qpf_core.governance.waiting import wait_for_news
from qpf_core.plain import JsonValue, to_plain
from qpf_core.store import IdMint, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How delivery is tried again; seconds throughout."""

    attempts: int = 8
    """Tries before a notice is dead."""
    first_s: float = 1.0
    """Wait after the first failure; it doubles with every further one."""
    longest_s: float = 300.0
    lease_s: float = 60.0
    """How long one process may take for a try before another one takes over."""
    poll_s: float = 1.0
    """How often the pump looks for due notices when nothing new is raised."""


@dataclass(frozen=True, slots=True)
class Flushed:
    """Outcome of one round of delivery, as counts of notices."""

    delivered: int = 0
    retried: int = 0
    dead: int = 0


class Escalations:  # pylint: disable=too-many-instance-attributes
    """Calls the anchors of one agent, once for each trigger and correlation.

    A notice is durable before `raise_notice` returns. Delivery is at least once: a crash between
    the receiver's answer and the note of it repeats the notice, with the same identity.
    """

    def __init__(  # pylint: disable=too-many-arguments
        self,
        store: Store,
        clock: Clock,
        channels: ChannelBook,
        *,
        agent: str,
        patience: Patience = Patience(),
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Deliver for `agent` through `channels`; `jitter` returns numbers in [0, 1)."""
        self._outbox = Outbox(agent, store)
        self._clock = clock
        self._channels = channels
        self._agent = agent
        self._patience = patience
        self._jitter = jitter
        self._mint = IdMint(clock)
        self._news = asyncio.Event()

    async def raise_notice(
        self,
        trigger: Trigger,
        anchors: tuple[Anchor, ...],
        detail: Mapping[str, object],
        correlation_id: str,
    ) -> int:
        """Put a notice for every anchor and channel into the outbox; return how many are new."""
        plain = {name: to_plain(value) for name, value in detail.items()}
        notices = [
            self._notice(trigger, anchor.name, channel, plain, correlation_id)
            for anchor in anchors
            for channel in (anchor.channels or (LOG,))
        ]
        added = await self._outbox.add(notices)
        self._news.set()
        return added

    async def flush(self, limit: int = 100) -> Flushed:
        """Try to deliver up to `limit` due notices, side by side; failures wait their turn."""
        claimed = await self._outbox.claim(self._clock.now(), self._patience.lease_s, limit)
        outcomes = await asyncio.gather(*(self._deliver(item) for item in claimed))
        return Flushed(
            outcomes.count("delivered"), outcomes.count("retried"), outcomes.count("dead")
        )

    async def run(self) -> None:
        """Deliver until cancelled: at once when something is raised, else as patience says."""
        while True:
            self._news.clear()
            try:
                await self.flush()
            except CoreError as error:
                structlog.get_logger("qpf_core.governance").error("flush_failed", reason=str(error))
            await wait_for_news(self._news, self._clock, self._patience.poll_s)

    async def counts(self) -> Mapping[str, int]:
        """Return how many notices are `pending`, `delivered` and `dead`."""
        return await self._outbox.counts()

    async def dead(self, limit: int = 100) -> tuple[DeadNotice, ...]:
        """Return up to `limit` notices that were given up, oldest first."""
        return await self._outbox.dead(limit)

    async def revive(self, notice_id: str) -> None:
        """Let a dead notice be tried again from the start; raises NotFound."""
        await self._outbox.revive(notice_id, self._clock.now())
        self._news.set()

    async def purge(self, keep_s: float) -> int:
        """Delete notices delivered more than `keep_s` seconds ago; return how many.

        A deleted notice no longer stops its trigger from being raised again for the correlation.
        """
        return await self._outbox.purge(self._clock.now() - timedelta(seconds=keep_s))

    def _notice(  # pylint: disable=too-many-arguments,too-many-positional-arguments
        self,
        trigger: Trigger,
        anchor: str,
        channel: str,
        detail: dict[str, JsonValue],
        correlation_id: str,
    ) -> Notice:
        return Notice(
            id=self._mint.new(),
            agent=self._agent,
            trigger=trigger.name,
            anchor=anchor,
            channel=channel,
            correlation_id=correlation_id,
            origin=trigger.origin,
            detail=detail,
            raised_at=self._clock.now(),
        )

    async def _deliver(self, item: Claimed) -> str:
        notice = item.notice
        try:
            await self._channels.find(notice.anchor, notice.channel).deliver(notice)
        except Exception as error:  # pylint: disable=broad-exception-caught
            # Channels are open to extension: whatever one raises must not stop the others.
            return await self._postpone(item, f"{type(error).__name__}: {error}"[:500])
        await self._outbox.settle(
            notice.id,
            state=DELIVERED,
            attempts=item.attempts + 1,
            settled_at=self._clock.now(),
            error=None,
        )
        return "delivered"

    async def _postpone(self, item: Claimed, error: str) -> str:
        attempts = item.attempts + 1
        now = self._clock.now()
        if attempts >= self._patience.attempts:
            await self._outbox.settle(
                item.notice.id, state=DEAD, attempts=attempts, settled_at=now, error=error
            )
            return "dead"
        wait = min(self._patience.longest_s, self._patience.first_s * 2 ** (attempts - 1))
        wait *= 0.5 + 0.5 * self._jitter()
        await self._outbox.settle(
            item.notice.id, attempts=attempts, next_at=now + timedelta(seconds=wait), error=error
        )
        return "retried"
