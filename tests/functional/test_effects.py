"""Operations with effects act on the real runtime, in memory."""

from collections.abc import Iterator
from typing import Any

import pytest
from emitted_agent import Emitted, extracted

OPERATIONS = """
operations:
  - name: tell
    summary: Publish an event.
    input: {who: str}
    steps:
      - {publish: done, payload: {who: who}, when: who != "nobody"}
  - name: count_visit
    summary: Count in working memory.
    input: {who: str}
    output: int
    steps:
      - {recall: {layer: workingmemory, key: who}, type: int, else: 0, as: before}
      - {remember: {layer: workingmemory, key: who, value: before + 1}}
      - return: before + 1
  - name: note_visit
    summary: Write an episode, and tell how many there are.
    input: {who: str, n: int}
    output: int
    steps:
      - remember:
          {layer: episodicmemory, kind: visit, value: {n: n}, index: {who: who}}
      - recall: {layer: episodicmemory, kind: visit, where: {who: who}, limit: 9}
        as: found
      - return: len(found)
  - name: befriend
    summary: Link two people, and tell whom the first knows.
    input: {one: str, other: str}
    output: list[str]
    steps:
      - {remember: {layer: semanticmemory, node: one, kind: person, fields: {age: 3}}}
      - {remember: {layer: semanticmemory, node: other, kind: person, fields: {age: 4}}}
      - {remember: {layer: semanticmemory, source: one, edge: knows, target: other}}
      - {recall: {layer: semanticmemory, neighbours_of: one}, as: friends}
      - return: friends
  - name: explain
    summary: Say why, and ask why.
    input: {effect: str}
    output: list[str]
    steps:
      - {remember: {layer: causalmemory, effect: effect, factors: '["rain"]', weight: "0.5"}}
      - {recall: {layer: causalmemory, causes_of: effect}, as: causes}
      - return: causes
  - name: archive
    summary: Put away, and fetch again.
    input: {name: str, n: int}
    output: int
    steps:
      - {remember: {layer: longtermpersistence, name: name, value: n}}
      - {recall: {layer: longtermpersistence, name: name}, type: int, as: kept}
      - return: kept
  - name: report
    summary: Write to the audit log.
    input: {n: int}
    steps:
      - {audit: work, action: reported, detail: {n: n}}
  - name: risky
    summary: Go on only when a human agrees.
    input: {n: int}
    output: int
    steps:
      - {approve: it is risky, when: n > 3}
      - return: n
"""


@pytest.fixture(scope="module", name="worker")
def emitted_worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emitted]:
    """All operations of this module, emitted once."""
    folder = tmp_path_factory.mktemp("effects")
    with extracted(OPERATIONS, "functional_effects", folder) as worker:
        yield worker


async def entries(runtime: Any, scope: str) -> list[Any]:
    """What the audit log holds of a scope."""
    return list(await runtime.core.governance.log.entries(scope=scope))


def test_publish_tells_observers_when_it_should(worker: Emitted) -> None:
    async def what(runtime: Any, ctx: Any) -> list[object]:
        from qpf_core.testing import collected

        async with collected(runtime, "done") as seen:
            await worker.tell(ctx, who="nobody")
            await worker.tell(ctx, who="Ada")
        return [event.event_data for event in seen]

    assert worker.on_runtime(what) == [{"who": "Ada"}]


def test_send_puts_a_packet_into_the_inbox_of_the_partner(worker: Emitted) -> None:
    async def what(runtime: Any, ctx: Any) -> list[str]:
        from qpf_core.testing import inbox_types

        await worker.dispatch(ctx, who="Ada")
        return await inbox_types(runtime, "desk")

    assert worker.on_runtime(what) == ["departure"]


def test_ask_waits_for_the_answer_of_the_partner(worker: Emitted) -> None:
    async def what(runtime: Any, ctx: Any) -> object:
        return await worker.lodge(ctx, who="Ada")

    assert worker.on_runtime(what, room_of=7) == "Ada in 7"


def test_working_memory_is_kept_between_calls(worker: Emitted) -> None:
    async def what(runtime: Any, ctx: Any) -> list[int]:
        return [await worker.count_visit(ctx, who=who) for who in ("Ada", "Ada", "Bob")]

    assert worker.on_runtime(what) == [1, 2, 1]


def test_episodes_are_found_by_their_index(worker: Emitted) -> None:
    async def what(runtime: Any, ctx: Any) -> list[int]:
        return [await worker.note_visit(ctx, who=who, n=1) for who in ("Ada", "Bob", "Ada")]

    assert worker.on_runtime(what) == [1, 1, 2]


def test_semantic_memory_knows_neighbours(worker: Emitted) -> None:
    async def what(runtime: Any, ctx: Any) -> list[str]:
        await worker.befriend(ctx, one="Ada", other="Bob")
        friends: list[str] = await worker.befriend(ctx, one="Ada", other="Cid")
        return friends

    assert sorted(worker.on_runtime(what)) == ["Bob", "Cid"]


def test_causal_memory_knows_factors(worker: Emitted) -> None:
    async def what(runtime: Any, ctx: Any) -> object:
        return await worker.explain(ctx, effect="flood")

    assert worker.on_runtime(what) == ["rain"]


def test_the_archive_gives_back_what_was_put_away(worker: Emitted) -> None:
    async def what(runtime: Any, ctx: Any) -> list[int]:
        return [await worker.archive(ctx, name="a", n=n) for n in (5, 6)]

    assert worker.on_runtime(what) == [5, 6]


def test_escalate_is_audited_when_it_fires(worker: Emitted) -> None:
    async def what(runtime: Any, ctx: Any) -> list[str]:
        await worker.raise_alarm(ctx, n=3)
        before = await entries(runtime, "escalation")
        await worker.raise_alarm(ctx, n=4)
        return [one.action for one in before + await entries(runtime, "escalation")]

    assert worker.on_runtime(what) == ["alarm"]


def test_audit_writes_what_was_done(worker: Emitted) -> None:
    async def what(runtime: Any, ctx: Any) -> list[tuple[str, object]]:
        await worker.report(ctx, n=4)
        return [(one.action, one.detail["n"]) for one in await entries(runtime, "work")]

    assert worker.on_runtime(what) == [("reported", 4)]


@pytest.mark.parametrize(("value", "fired"), [(0.9, 0), (0.95, 1)])
def test_measure_fires_the_policy(worker: Emitted, value: float, fired: int) -> None:
    async def what(runtime: Any, ctx: Any) -> int:
        await worker.gauge(ctx, value=value)
        return len(await entries(runtime, "escalation"))

    assert worker.on_runtime(what) == fired


def test_approve_stops_a_call_that_nobody_agreed_to(worker: Emitted) -> None:
    async def what(runtime: Any, ctx: Any) -> int:
        from qpf_core.errors import ApprovalRequired

        controller = worker.module("worker.controller").WorkerController(runtime)
        assert await controller.risky(n=3) == 3
        with pytest.raises(ApprovalRequired):
            await controller.risky(n=4)
        agreed: int = await worker.risky(ctx, n=4)
        return agreed

    assert worker.on_runtime(what) == 4


def test_endpoints_answer_and_refuse(worker: Emitted) -> None:
    from qpf_core.testing_http import EndpointCall, served

    call = EndpointCall("POST", "/functional_effects/count_visit", {"who": "Ada"})
    with served(worker.module("app").build) as client:
        assert client.request(call).json() == 1
        assert client.request(call).json() == 2
        assert client.request(call.with_arguments({"who": 3})).status_code == 422
