"""What the Redis adapter says to its server, and how it reads answers and faults."""

from typing import Any, Self

import pytest
from redis import exceptions

from qpf_core.bus import EncodedBody, Message, RedisBus, Settlement
from qpf_core.bus.redis_scripts import APPEND, READ, SETTLE
from qpf_core.errors import InputError, NotFound, Unavailable

pytestmark = pytest.mark.anyio

ROW = {
    "message_id": b"1-0",
    "consumer": b"c",
    "time_since_delivered": 1500,
    "times_delivered": 2,
}
ENTRY = (b"1-0", {b"body": b'{"n":1}'})


class Wire:
    """Records commands and gives the scripted answer, or raises it."""

    def __init__(self, **answers: object) -> None:
        """Answer each command by its name."""
        self.answers = answers
        self.said: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        """Take any command."""

        async def command(*args: object, **kwargs: object) -> object:
            self.said.append((name, args, kwargs))
            answer = self.answers.get(name)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return command

    def pipeline(self, transaction: bool) -> "Pipe":
        """Open a transaction on this wire."""
        assert transaction
        return Pipe(self)


class Pipe:
    """Collects commands until they are executed together."""

    def __init__(self, wire: Wire) -> None:
        """Say everything on `wire`."""
        self.wire = wire

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """End."""

    def xadd(self, *args: object, **kwargs: object) -> None:
        """Queue an append."""
        self.wire.said.append(("xadd", args, kwargs))

    def xack(self, *args: object, **kwargs: object) -> None:
        """Queue an acknowledgement."""
        self.wire.said.append(("xack", args, kwargs))

    async def execute(self) -> list[bytes]:
        """Answer with one identity per append."""
        adds = [said for said in self.wire.said if said[0] == "xadd"]
        return [f"{number}-0".encode() for number in range(1, len(adds) + 1)]


def bus_on(**answers: object) -> tuple[RedisBus, Wire]:
    """Return an adapter and the wire that it talks to."""
    wire = Wire(**answers)
    return RedisBus("", client=wire, maxlen=10, max_block_s=2), wire


async def test_appends_are_bounded_and_atomic() -> None:
    """One script for all; nothing to append says nothing."""
    bus, wire = bus_on(eval=b"1-0 2-0")
    assert await bus.append_many("t", [{"n": 1}, EncodedBody(b'{"n":2}')]) == ["1-0", "2-0"]
    assert wire.said == [("eval", (APPEND, 1, "t", 10, b'{"n":1}', b'{"n":2}'), {})]
    assert await bus.append_many("t", []) == []
    assert await bus.append_many("t", [{}], maxlen=7) == ["1-0", "2-0"]
    assert wire.said[1:] == [("eval", (APPEND, 1, "t", 7, b"{}"), {})]


async def test_a_read_takes_what_is_there_in_one_packed_answer() -> None:
    """It blocks only where nothing was there."""
    bus, wire = bus_on(eval=[b"1-0 1-1", b"7 2", b'{"n":1}{}'])
    assert await bus.read("t", "g", "c", 5, 1.0) == [
        Message("1-0", "t", {"n": 1}, 1),
        Message("1-1", "t", {}, 1),
    ]
    assert wire.said == [("eval", (READ, 1, "t", "g", "c", 5), {})]


async def test_settling_is_one_script() -> None:
    """Targets are numbered from the second key on, each with its bound."""
    bus, wire = bus_on(eval=2)
    outcomes = [
        Settlement("1-0", (("out", {"n": 1}), ("dead", EncodedBody(b"{}")))),
        Settlement("1-1", (("out", {}),)),
        Settlement("1-2"),
    ]
    assert await bus.settle("t", "g", outcomes, maxlen={"out": 3}) == 2
    said = ["1-0", 2, 2, b'{"n":1}', 3, b"{}", "1-1", 1, 2, b"{}", "1-2", 0]
    assert wire.said == [("eval", (SETTLE, 3, "t", "out", "dead", "g", 3, 10, *said), {})]


async def test_a_backlog_is_lag_and_pending() -> None:
    """A lag that the server does not know is at most what the topic holds."""
    groups = [{"name": b"h"}, {"name": b"g", "lag": 4, "pending": 2}]
    bus, _ = bus_on(xinfo_groups=groups)
    assert await bus.backlog("t", "g") == 6
    bus, _ = bus_on(xinfo_groups=[{"name": b"g", "lag": None, "pending": 2}], xlen=9)
    assert await bus.backlog("t", "g") == 11
    missing: object = exceptions.ResponseError("ERR no such key")
    for answer in ([], missing):
        bus, _ = bus_on(xinfo_groups=answer)
        with pytest.raises(NotFound):
            await bus.backlog("t", "g")


@pytest.mark.parametrize(("block_s", "block"), [(0.0001, 1), (1.5, 1500), (60, 2000)])
async def test_a_read_never_blocks_for_ever(block_s: float, block: int | None) -> None:
    """The longest block stays below the socket timeout."""
    bus, wire = bus_on(xreadgroup=[[b"t", [ENTRY]]])
    assert await bus.read("t", "g", "c", 5, block_s) == [Message("1-0", "t", {"n": 1}, 1)]
    assert wire.said[1] == (
        "xreadgroup",
        ("g", "c", {"t": ">"}),
        {"count": 5, "block": block},
    )


async def test_following_needs_no_group() -> None:
    """It blocks as reads do, and begins behind the newest entry."""
    bus, wire = bus_on(xread=[[b"t", [ENTRY]]], xrevrange=[ENTRY])
    assert await bus.follow("t", await bus.last_id("t"), 5, 1.0) == [
        Message("1-0", "t", {"n": 1}, 1)
    ]
    assert wire.said[1] == ("xread", ({"t": "1-0"},), {"count": 5, "block": 1000})
    quiet, wire = bus_on()
    assert await quiet.follow("t", await quiet.last_id("t")) == []
    assert wire.said[1] == ("xread", ({"t": "0-0"},), {"count": 64, "block": None})


async def test_claim_counts_deliveries() -> None:
    """The server's count before the claim plus this one; nothing idle claims nothing."""
    bus, wire = bus_on(xpending_range=[ROW], xclaim=[ENTRY])
    assert await bus.claim("t", "g", "c", 30, 5) == [Message("1-0", "t", {"n": 1}, 3)]
    assert wire.said[1] == ("xclaim", ("t", "g", "c", 30000, ["1-0"]), {})
    quiet, wire = bus_on(xpending_range=[])
    assert await quiet.claim("t", "g", "c", 30) == []
    assert [said[0] for said in wire.said] == ["xpending_range"]


async def test_pending_in_seconds() -> None:
    """The server counts milliseconds."""
    bus, _ = bus_on(xpending_range=[ROW])
    found = (await bus.pending("t", "g"))[0]
    assert (found.id, found.consumer, found.idle_s, found.deliveries) == ("1-0", "c", 1.5, 2)


async def test_dead_letter_and_acknowledgement_are_one() -> None:
    """Both or neither."""
    bus, wire = bus_on()
    await bus.dead_letter("t", "g", Message("1-0", "t", {"n": 1}, 5), "why")
    assert [said[:2] for said in wire.said][1] == ("xack", ("t", "g", "1-0"))
    assert wire.said[0][1][0] == "t.dead"


async def test_small_commands() -> None:
    """Length, deletion, probe, acknowledgement, an existing group, a quiet read."""
    exists = exceptions.ResponseError("BUSYGROUP Consumer Group name already exists")
    bus, wire = bus_on(xlen=4, xack=2, xgroup_create=exists, eval=[])
    assert await bus.length("t") == 4
    assert await bus.ack("t", "g", ["1-0", "2-0"]) == 2
    assert await bus.ack("t", "g", []) == 0
    assert await bus.read("t", "g", "c") == []
    await bus.ensure_group("t", "g")
    await bus.delete("t")
    await bus.ping()
    await bus.close()
    names = [said[0] for said in wire.said]
    assert names == ["xlen", "xack", "eval", "xgroup_create", "delete", "ping", "aclose"]
    with pytest.raises(Unavailable, match="closed"):
        await bus.ping()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (exceptions.ConnectionError("refused"), Unavailable),
        (exceptions.TimeoutError("slow"), Unavailable),
        (ConnectionResetError(), Unavailable),
        (exceptions.ResponseError("NOGROUP No such key"), NotFound),
        (exceptions.ResponseError("WRONGTYPE"), InputError),
    ],
)
async def test_faults_speak_the_contract(fault: Exception, expected: type[Exception]) -> None:
    """Callers never see an exception of the client library."""
    bus, _ = bus_on(eval=fault, xgroup_create=fault)
    with pytest.raises(expected):
        await bus.read("t", "g", "c")
    with pytest.raises(expected):
        await bus.ensure_group("t", "g")
