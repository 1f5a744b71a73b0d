"""Calls by packets: answers find their caller, errors their class, nonsense its own topic."""

from collections.abc import AsyncIterator

import anyio
import pytest

from qpf_core import errors
from qpf_core.bus import Bus, ConsumerLimits, InProcessBus
from qpf_core.clock import ManualClock
from qpf_core.packet import new_packet, parse_packet
from qpf_core.partners import Invoke, PacketServer, PacketTransport
from qpf_core.plain import JsonObject, JsonValue, to_plain_object

pytestmark = pytest.mark.anyio

LIMITS = ConsumerLimits(block_s=0.2, min_idle_s=5)


async def add(arguments: JsonObject, *, correlation_id: str, deadline_s: float) -> JsonValue:
    """Add one; the answer tells what came along."""
    number = arguments["n"]
    assert isinstance(number, int)
    assert 0 < deadline_s <= 5
    return [number + 1, correlation_id]


async def deny(arguments: JsonObject, *, correlation_id: str, deadline_s: float) -> JsonValue:
    """Answer with a declared error."""
    raise errors.InputError("n", f"is odd {len(arguments)} {correlation_id[:0]}{deadline_s > 0}")


def lookup(operation: str) -> Invoke:
    """Find one of the operations above."""
    found: dict[str, Invoke] = {"add": add, "deny": deny}
    if operation not in found:
        raise errors.NotFound(operation)
    return found[operation]


@pytest.fixture
async def client(bus: Bus, topic: str) -> AsyncIterator[PacketTransport]:
    """Run a server and return a client of it."""
    server = PacketServer(bus, topic, lookup, agent="server", limits=LIMITS)
    transport = PacketTransport(bus, topic, agent="client")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(server.run)
        yield transport
        await transport.close()
        await server.drain()


async def test_answers_find_their_callers(client: PacketTransport) -> None:
    """Many calls at once over one topic of replies."""
    answers: dict[int, JsonValue] = {}

    async def call(number: int) -> None:
        answers[number] = await client.call(
            "add", {"n": number}, correlation_id=f"c{number}", deadline_s=5
        )

    async with anyio.create_task_group() as tasks:
        for number in range(10):
            tasks.start_soon(call, number)
    assert answers == {number: [number + 1, f"c{number}"] for number in range(10)}


async def test_errors_keep_their_class(client: PacketTransport) -> None:
    """Declared errors and unknown operations arrive as what they are."""
    with pytest.raises(errors.InputError, match="n: is odd"):
        await client.call("deny", {}, correlation_id="c", deadline_s=5)
    with pytest.raises(errors.NotFound):
        await client.call("missing", {}, correlation_id="c", deadline_s=5)


async def test_nobody_answers_in_time(bus: Bus, topic: str) -> None:
    """Without a server the deadline ends the call; closing without a call is fine."""
    transport = PacketTransport(bus, topic, agent="client")
    await transport.close()
    with pytest.raises(errors.DeadlineExceeded):
        await transport.call("add", {}, correlation_id="c", deadline_s=0.02)
    await transport.close()


async def command(bus: Bus, clock: ManualClock, topic: str, **payload: object) -> None:
    """Append a command as a foreign caller would."""
    packet = new_packet("command", payload, agent="x", clock=clock, ttl_s=10)
    await bus.append(topic, to_plain_object(packet))


async def test_malformed_packets_are_answered_aside(clock: ManualClock) -> None:
    """Not a packet, not a command, not for a topic of replies: one error packet each."""
    bus = InProcessBus(clock)
    server = PacketServer(bus, "t", lookup, agent="server", clock=clock)
    await bus.append("t", {"hello": 1})
    await bus.append("t", to_plain_object(new_packet("event", {}, agent="x", clock=clock)))
    await command(bus, clock, "t", operation="add", arguments={"n": 1}, reply_to="governance_bus")
    assert await server.step() == 3
    await bus.ensure_group("t.errors", "test")
    answers = [parse_packet(item.body) for item in await bus.read("t.errors", "test", "test")]
    assert [str(answer.payload["reason"]).partition(":")[0] for answer in answers] == [
        "packet_id",
        "packet_type",
        "reply_to",
    ]
    assert await bus.length("governance_bus") == 0


async def test_expired_and_repeated_commands_are_dropped(clock: ManualClock) -> None:
    """Each command is answered once, and only while somebody waits."""
    bus = InProcessBus(clock)
    server = PacketServer(bus, "t", lookup, agent="server", clock=clock)
    packet = new_packet(
        "command",
        {"operation": "add", "arguments": {"n": 1}, "reply_to": "t.replies.x"},
        agent="x",
        clock=clock,
    )
    await bus.append_many("t", [to_plain_object(packet)] * 2)
    await server.step()
    await command(bus, clock, "t", operation="add", arguments={"n": 1}, reply_to="t.replies.x")
    clock.advance(11)
    await server.step()
    assert await bus.length("t.replies.x") == 1


async def test_a_late_reply_is_ignored(clock: ManualClock) -> None:
    """Nobody waits in its thread any more."""
    bus = InProcessBus(clock)
    transport = PacketTransport(bus, "t", agent="client", clock=clock)
    with pytest.raises(errors.DeadlineExceeded):
        await transport.call("add", {"n": 1}, correlation_id="c", deadline_s=0.01)
    server = PacketServer(bus, "t", lookup, agent="server", clock=clock)
    assert await server.step() == 1
    await anyio.wait_all_tasks_blocked()
    await transport.close()
