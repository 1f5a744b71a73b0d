"""What an agent did during a test: events, packets, escalations, audit entries, memory, metrics."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from qpf_core.agent import AgentRuntime
from qpf_core.agent.packets import inbox_of
from qpf_core.bus import Bus
from qpf_core.bus.events import TOPIC_PREFIX
from qpf_core.governance.audit_chain import AuditEntry
from qpf_core.governance.governance import ESCALATION_SCOPE
from qpf_core.plain import JsonObject, JsonValue
from qpf_core.testing_alike import alike
from qpf_core.testing_memory import kept_in, tell_memory

__all__ = ["Effects", "alike", "watched"]

_MOST = 10_000
_WATCHER = "test.watched"


@dataclass(slots=True)
class Effects:  # pylint: disable=too-many-instance-attributes
    """What an agent did while it was watched; names are sorted and repeat as things did."""

    published: list[str] = field(default_factory=list)
    """Events of the agent."""
    escalated: list[str] = field(default_factory=list)
    """Triggers that called the anchors, by a step or by a metric."""
    audited: list[str] = field(default_factory=list)
    """Scopes of the entries of the audit log, escalations left out."""
    sent: list[str] = field(default_factory=list)
    """Types of the packets that reached a watched inbox."""
    remembered: dict[str, int] = field(default_factory=dict)
    """How many entries are new or changed, by declared layer."""
    measured: dict[str, float] = field(default_factory=dict)
    """The value of every declared metric; 0 before the first."""
    events: dict[str, list[JsonValue]] = field(default_factory=dict)
    """What each event carried, in order."""
    packets: dict[str, list[JsonValue]] = field(default_factory=dict)
    """What each packet type carried, in order."""
    entries: dict[str, list[JsonValue]] = field(default_factory=dict)
    """Action and detail of each entry of the audit log, by scope, in order."""
    escalations: dict[str, JsonValue] = field(default_factory=dict)
    """What the anchors were told, by trigger."""
    working: dict[str, JsonValue] = field(default_factory=dict)
    """All that working memory holds afterwards."""
    episodes: list[JsonValue] = field(default_factory=list)
    """Kind, value and index of each new episode, in order."""
    nodes: dict[str, JsonValue] = field(default_factory=dict)
    """Kind and fields of all nodes afterwards."""
    edges: dict[str, JsonValue] = field(default_factory=dict)
    """Fields of all relations afterwards, by `source kind target`."""
    links: list[JsonValue] = field(default_factory=list)
    """Effect, factors, weight and evidence of each new causal link, in order."""
    archive: dict[str, JsonValue] = field(default_factory=dict)
    """All that the archive holds afterwards, by name."""


@asynccontextmanager
async def watched(runtime: AgentRuntime, *receivers: str) -> AsyncIterator[Effects]:
    """Tell what happens inside the block, once it has ended; `receivers` are agents with inboxes.

    At most 10000 things of a sort are seen.
    """
    core, agent = runtime.core, runtime.name
    events = {event: f"{TOPIC_PREFIX}{agent}.{event}" for event in core.declaration.events_out}
    inboxes = [inbox_of(receiver) for receiver in dict.fromkeys(receivers)]
    for topic in (*events.values(), *inboxes):
        await core.bus.ensure_group(topic, _WATCHER)
        await _news(core.bus, topic)
    logged = len(await core.governance.log.entries(limit=_MOST))
    before = await kept_in(core.memory)
    seen = Effects()
    yield seen
    for event, topic in sorted(events.items()):
        for body in await _news(core.bus, topic):
            seen.published.append(event)
            seen.events.setdefault(event, []).append(body["event_data"])
    for inbox in inboxes:
        for body in await _news(core.bus, inbox):
            seen.sent.append(str(body["packet_type"]))
            seen.packets.setdefault(seen.sent[-1], []).append(body["payload"])
    seen.sent.sort()
    _tell_entries(seen, (await core.governance.log.entries(limit=_MOST))[logged:])
    kept = await kept_in(core.memory)
    seen.remembered = {layer: len(held - before[layer]) for layer, held in kept.items()}
    for metric in core.declaration.metrics:
        seen.measured[metric] = core.metrics.value(agent, metric)
    await tell_memory(core.memory, before, seen)


async def _news(bus: Bus, topic: str) -> list[JsonObject]:
    return [one.body for one in await bus.read(topic, _WATCHER, _WATCHER, _MOST)]


def _tell_entries(seen: Effects, entries: Sequence[AuditEntry]) -> None:
    seen.escalated = sorted(one.action for one in entries if one.scope == ESCALATION_SCOPE)
    seen.audited = sorted(one.scope for one in entries if one.scope != ESCALATION_SCOPE)
    for one in entries:
        detail: JsonValue = json.loads(one.detail_json)
        if one.scope == ESCALATION_SCOPE:
            seen.escalations[one.action] = detail
        else:
            seen.entries.setdefault(one.scope, []).append({"action": one.action, "detail": detail})
