"""What emitted tests stand on: an agent in memory, its calls recorded, its partners canned."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager

import anyio

from qpf_core.agent import AgentDeclaration, AgentRuntime, Caller, CallScope, Context, embedded
from qpf_core.agent.packets import inbox_of
from qpf_core.bus import Event, EventHandler
from qpf_core.errors import NotFound
from qpf_core.packet import new_packet
from qpf_core.partners import Invoke
from qpf_core.plain import JsonObject, JsonValue
from qpf_core.testing_time import PATIENCE_S, unhurried


@asynccontextmanager
async def running(
    declaration: AgentDeclaration, partners: Mapping[type, object] | None = None
) -> AsyncIterator[AgentRuntime]:
    """Give an agent with everything in memory and time enough, and let go of it afterwards."""
    runtime = embedded(declaration, partners=partners)
    with unhurried():
        try:
            yield runtime
        finally:
            await runtime.drain()
            await runtime.close()


def call_context(runtime: AgentRuntime) -> Context:
    """Return the context of a call that nobody limits, made by a trusted caller."""
    scope = CallScope(
        correlation_id="test", caller=Caller.trusted("test"), agent=runtime.name, operation="test"
    )
    return Context(runtime.core, scope, {}, approved=True)


class Recorder(Mapping[str, Invoke]):
    """Operations that only take note of being called; `seen` lists names and arguments."""

    def __init__(self, operations: Iterable[str]) -> None:
        """Stand in for `operations`."""
        self.seen: list[tuple[str, JsonObject]] = []
        self.happened = anyio.Event()
        self._operations = {name: self._taking(name) for name in operations}

    def __getitem__(self, name: str) -> Invoke:
        """Return the stand-in of one operation."""
        return self._operations[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._operations)

    def __len__(self) -> int:
        """Count the operations."""
        return len(self._operations)

    def _taking(self, name: str) -> Invoke:
        async def take(
            arguments: JsonObject, /, *, correlation_id: str, deadline_s: float
        ) -> JsonValue:
            del correlation_id, deadline_s
            self.seen.append((name, arguments))
            self.happened.set()
            return None

        return take


class CannedTransport:
    """A partner that gives prepared answers, each operation's in the order of its calls."""

    def __init__(
        self,
        answers: Mapping[str, list[JsonValue]],
        told: Callable[[str, JsonObject], None] | None = None,
    ) -> None:
        """Answer from `answers`, which the test may still extend; `asked` records the calls.

        `told`, if given, hears of each call as well.
        """
        self._answers = answers
        self._told = told
        self.asked: list[tuple[str, JsonObject]] = []

    async def call(
        self, operation: str, arguments: JsonObject, *, correlation_id: str, deadline_s: float
    ) -> JsonValue:
        """Return the next answer; raises NotFound when none is left."""
        del correlation_id, deadline_s
        self.asked.append((operation, arguments))
        if self._told is not None:
            self._told(operation, arguments)
        waiting = self._answers.get(operation)
        if not waiting:
            raise NotFound(f"no answer is prepared for {operation}")
        return waiting.pop(0)


class PreparedAnswers:
    """Answers of partners, by `agent.operation`; each partner sees its own."""

    def __init__(self) -> None:
        """Start without answers; `asked` has the arguments of each operation's calls in order."""
        self.asked: dict[str, list[JsonObject]] = {}
        self._answers: dict[str, dict[str, list[JsonValue]]] = {}

    def __call__(self, answers: Mapping[str, Iterable[JsonValue]]) -> None:
        """Add answers, each operation's in the order of its calls."""
        for name, given in answers.items():
            agent, _, operation = name.partition(".")
            self._answers.setdefault(agent, {}).setdefault(operation, []).extend(given)

    def of(self, agent: str) -> CannedTransport:
        """Return the transport to one partner."""

        def told(operation: str, arguments: JsonObject) -> None:
            self.asked.setdefault(f"{agent}.{operation}", []).append(arguments)

        return CannedTransport(self._answers.setdefault(agent, {}), told)


async def deliver_packet(
    runtime: AgentRuntime, packet_type: str, payload: JsonObject, calls: Recorder
) -> None:
    """Put a packet into the agent's inbox; return when the running agent called an operation."""
    packet = new_packet(packet_type, payload, agent="test", clock=runtime.core.clock)
    await runtime.core.bus.append(inbox_of(runtime.name), packet.model_dump(mode="json"))
    await _run_until(runtime, calls)


async def deliver_event(
    runtime: AgentRuntime, event: str, payload: JsonValue, calls: Recorder
) -> None:
    """Publish an event, let the agent run, return when an operation was called."""
    await runtime.core.events.publish(event, payload)
    await _run_until(runtime, calls)


@asynccontextmanager
async def collected(runtime: AgentRuntime, event: str) -> AsyncIterator[list[Event]]:
    """Collect what is published as one of the agent's events; complete when the block ends."""
    seen: list[Event] = []

    async def take(happened: Event) -> None:
        seen.append(happened)

    runtime.core.events.subscribe(f"{runtime.name}.{event}", take)
    yield seen
    await runtime.core.events.settle()


@asynccontextmanager
async def observed(
    runtime: AgentRuntime, observe: Callable[[EventHandler], None]
) -> AsyncIterator[list[Event]]:
    """Collect what a subscription of the agent delivers; complete when the block ends."""
    seen: list[Event] = []

    async def take(happened: Event) -> None:
        seen.append(happened)

    observe(take)
    yield seen
    await runtime.core.events.settle()


async def inbox_types(runtime: AgentRuntime, agent: str) -> list[str]:
    """Return the types of the packets that wait for `agent`, oldest first."""
    bus, topic = runtime.core.bus, inbox_of(agent)
    await bus.ensure_group(topic, "test")
    waiting = await bus.read(topic, "test", "test", 100, 0.0)
    return [str(message.body["packet_type"]) for message in waiting]


async def _run_until(runtime: AgentRuntime, calls: Recorder) -> None:
    await runtime.start()
    with anyio.fail_after(PATIENCE_S):
        await calls.happened.wait()
