"""What an agent did during a test: events, packets, escalations, audit entries, memory, metrics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from qpf_core.agent import AgentRuntime
from qpf_core.agent.packets import inbox_of
from qpf_core.bus import Bus
from qpf_core.bus.events import TOPIC_PREFIX
from qpf_core.governance.governance import ESCALATION_SCOPE
from qpf_core.memory import Memory
from qpf_core.plain import JsonObject, canonical_json

_MOST = 10_000
_WATCHER = "test.watched"


@dataclass(slots=True)
class Effects:
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
    before = await _kept(core.memory)
    seen = Effects()
    yield seen
    for event, topic in sorted(events.items()):
        seen.published += [event] * len(await _news(core.bus, topic))
    for inbox in inboxes:
        seen.sent += [str(body["packet_type"]) for body in await _news(core.bus, inbox)]
    seen.sent.sort()
    entries = (await core.governance.log.entries(limit=_MOST))[logged:]
    seen.escalated = sorted(one.action for one in entries if one.scope == ESCALATION_SCOPE)
    seen.audited = sorted(one.scope for one in entries if one.scope != ESCALATION_SCOPE)
    kept = await _kept(core.memory)
    seen.remembered = {layer: len(held - before[layer]) for layer, held in kept.items()}
    for metric in core.declaration.metrics:
        seen.measured[metric] = core.metrics.value(agent, metric)


async def _news(bus: Bus, topic: str) -> list[JsonObject]:
    return [one.body for one in await bus.read(topic, _WATCHER, _WATCHER, _MOST)]


async def _kept(memory: Memory) -> dict[str, set[object]]:
    """Return what each declared layer holds, in a form that tells a change."""
    kept: dict[str, set[object]] = {}
    declared = memory.topology.declared()
    if "working" in declared:
        working = memory.working
        kept["working"] = {
            (key, canonical_json(await working.get(key))) for key in await working.keys()
        }
    if "episodic" in declared:
        kept["episodic"] = {one.id for one in await memory.episodic.find(limit=_MOST)}
    if "semantic" in declared:
        things = (*await memory.semantic.nodes(), *await memory.semantic.edges())
        kept["semantic"] = {canonical_json(one) for one in things}
    if "causal" in declared:
        kept["causal"] = {one.id for one in await memory.causal.links()}
    if "archive" in declared:
        archive = memory.archive
        kept["archive"] = {(name, await archive.load(name)) for name in await archive.names()}
    return kept
