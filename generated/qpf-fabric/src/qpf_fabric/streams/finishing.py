"""The second half of a worker: effects, dead letters and acknowledgements, batch by batch."""

from collections.abc import Mapping, Sequence

import structlog

from qpf_core.bus import Bus, Message, Settlement
from qpf_core.bus.codec import dead_body
from qpf_core.bus.protocol import UNBOUNDED
from qpf_core.errors import CoreError, Unavailable
from qpf_fabric.streams.work import Effect, Fate, Tally, Work

Outcome = tuple[Message, object]
"""A message with its Work, with the exception it raised, or None when it came too often."""

_HOPELESS = 422


class Finisher:  # pylint: disable=too-few-public-methods,too-many-instance-attributes
    """Makes the effects of a batch durable, then settles its messages with what they lead to."""

    def __init__(  # pylint: disable=too-many-arguments
        self,
        bus: Bus,
        topic: str,
        group: str,
        *,
        dead: str,
        max_deliveries: int,
        tally: Tally,
        effect: Effect | None = None,
        bounds: Mapping[str, int] = UNBOUNDED,
    ) -> None:
        """`dead` is the topic of what cannot be handled; without an `effect` works only publish."""
        self.group = group
        self._bus = bus
        self._topic = topic
        self._dead = dead
        self._max_deliveries = max_deliveries
        self._tally = tally
        self._effect = effect
        self._bounds = bounds
        self._log = structlog.get_logger().bind(topic=topic, group=group)

    async def __call__(self, batch: Sequence[Outcome]) -> None:
        """Finish a batch; raises Unavailable when the database or the bus are away.

        A batch may be finished again after that: what is durable already is left alone.
        """
        fates: dict[Fate, int] = {}
        works = [result for _, result in batch if isinstance(result, Work)]
        outcomes = await self._effects(works, fates)
        for message, result in batch:
            if not isinstance(result, Work):
                self._add(outcomes, message, result, fates)
        if outcomes:
            await self._bus.settle(self._topic, self.group, outcomes, maxlen=self._bounds)
        for fate, number in fates.items():
            self._tally.count(fate, number)

    async def _effects(self, works: list[Work], fates: dict[Fate, int]) -> list[Settlement]:
        items = [work.item for work in works if work.item is not None]
        fresh: frozenset[str] = frozenset()
        if items and self._effect is not None:
            try:
                fresh = await self._effect(items)
            except Unavailable:
                raise
            # A border: one bad row fails the whole transaction, so each is tried alone.
            except Exception as error:  # pylint: disable=broad-exception-caught
                return await self._alone(works, error, fates)
        return [self._settled(work, fresh, fates) for work in works]

    async def _alone(
        self, works: list[Work], error: Exception, fates: dict[Fate, int]
    ) -> list[Settlement]:
        if len(works) == 1:
            outcomes: list[Settlement] = []
            self._add(outcomes, works[0].message, error, fates)
            return outcomes
        return [done for work in works for done in await self._effects([work], fates)]

    def _settled(self, work: Work, fresh: frozenset[str], fates: dict[Fate, int]) -> Settlement:
        again = work.item is not None and self._effect is not None and work.item.key not in fresh
        # Delivered before: the effect is durable, but what it leads to was never published.
        if again and work.message.deliveries == 1:
            _count(fates, Fate.DUPLICATE)
            return Settlement(work.message.id)
        _count(fates, Fate.DONE)
        return Settlement(work.message.id, work.appends)

    def _add(
        self,
        outcomes: list[Settlement],
        message: Message,
        failure: object,
        fates: dict[Fate, int],
    ) -> None:
        """Bury a message, or leave it pending so that it comes again."""
        reason = _reason(failure)
        hopeless = isinstance(failure, CoreError) and failure.status == _HOPELESS
        if failure is None or hopeless or message.deliveries >= self._max_deliveries:
            letter = dead_body(self.group, message, reason)
            outcomes.append(Settlement(message.id, ((self._dead, letter),)))
            _count(fates, Fate.DEAD)
            self._log.warning("message_buried", message_id=message.id, reason=reason)
        else:
            _count(fates, Fate.AGAIN)
            self._log.warning("message_failed", message_id=message.id, reason=reason)


def _count(fates: dict[Fate, int], fate: Fate) -> None:
    fates[fate] = fates.get(fate, 0) + 1


def _reason(failure: object) -> str:
    if failure is None:
        return "delivered too often without an answer"
    return f"{type(failure).__name__}: {failure}"
