"""Operations as partners see them: plain values in, plain values out."""

import asyncio
from dataclasses import dataclass, replace

import pytest
from agent_samples import READ, SAMPLE

from qpf_core.agent import (
    AgentRuntime,
    CallScope,
    Context,
    ask,
    current_scope,
    embedded,
    entered,
    invocable,
    invocations,
)
from qpf_core.errors import InputError
from qpf_core.partners import InProcessTransport
from qpf_core.plain import JsonObject, JsonValue

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Candidate:
    """A typed argument."""

    id: str
    weight: float = 1.0


class Controller:
    """One operation with typed arguments."""

    def __init__(self, runtime: AgentRuntime) -> None:
        self.runtime = runtime

    async def read(self, items: list[Candidate], best: bool = True) -> Candidate:
        return await self.runtime.run(READ, self.pick, items=items, best=best)

    async def pick(self, _ctx: Context, items: list[Candidate], best: bool) -> Candidate:
        ranked = sorted(items, key=lambda item: item.weight, reverse=best)
        return ranked[0]


def controller() -> Controller:
    return Controller(embedded(replace(SAMPLE, operations=(READ,))))


ITEMS: list[JsonValue] = [{"id": "a"}, {"id": "b", "weight": 2.0}]


async def test_arguments_become_typed_and_the_result_plain() -> None:
    known = controller()
    operations = invocations(known, known.runtime.declaration)
    answer = await operations["read"]({"items": ITEMS}, correlation_id="c", deadline_s=5.0)
    assert answer == {"id": "b", "weight": 2.0}


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({}, "items"),
        ({"items": [], "mode": 1}, "mode"),
        ({"items": [{"id": 5}]}, "items.0.id"),
        ({"items": [], "best": "yes"}, "best"),
    ],
)
async def test_faulty_arguments_are_named(arguments: JsonObject, field: str) -> None:
    with pytest.raises(InputError) as caught:
        await invocable(controller().read)(arguments, correlation_id="c", deadline_s=5.0)
    assert caught.value.field == field


async def test_a_call_keeps_the_earlier_deadline_and_the_callers_trace() -> None:
    async def look() -> list[JsonValue]:
        scope = current_scope()
        assert scope is not None
        return [scope.correlation_id, round(scope.remaining_s(0.0))]

    invoke = invocable(look)
    assert await invoke({}, correlation_id="c-1", deadline_s=100.0) == ["c-1", 100]
    at = asyncio.get_running_loop().time() + 50.0
    with entered(CallScope(correlation_id="outer", deadline_at=at)):
        assert await invoke({}, correlation_id="c-1", deadline_s=100.0) == ["c-1", 50]
        assert await invoke({}, correlation_id="c-1", deadline_s=10.0) == ["c-1", 10]


async def test_asking_a_partner_is_one_line() -> None:
    known = controller()
    operations = invocations(known, known.runtime.declaration)
    transport = InProcessTransport(operations.__getitem__)
    arguments = {"items": [Candidate("a"), Candidate("b", 3.0)]}
    assert await ask(transport, "read", arguments, Candidate) == Candidate("b", 3.0)
    with entered(CallScope(correlation_id="c-5")):
        assert await ask(transport, "read", arguments, Candidate) == Candidate("b", 3.0)
    with pytest.raises(InputError):
        await ask(transport, "read", arguments, int)


async def test_arguments_may_be_spelled_as_python_cannot() -> None:
    async def echo(id_: str) -> str:
        return id_

    invoke = invocable(echo, {"id": "id_"})
    assert await invoke({"id": "a"}, correlation_id="c", deadline_s=1.0) == "a"
