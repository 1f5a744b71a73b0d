"""Organs run side by side or in turn; one that fails or hangs harms no other."""

import subprocess
import sys
import threading
from typing import Any

import pytest
from arbiter_samples import Sample

from qpf_core.clock import ManualClock
from qpf_core.errors import Unavailable
from qpf_organism.arbiter import Crew
from qpf_organism.organ import failure


@pytest.fixture(params=[True, False], ids=["inline", "parallel"])
def inline(request: pytest.FixtureRequest) -> bool:
    """Both ways of running organs."""
    return bool(request.param)


def run(crew: Crew[Any], inline: bool, health: Any = "well") -> dict[str, Any]:
    return crew.beat_inline(health) if inline else crew.beat(health)


def test_results_stand_in_the_order_of_the_organs(inline: bool) -> None:
    crew = Crew([Sample(name) for name in ("C", "A", "B")])
    results = run(crew, inline)
    assert list(results) == ["C", "A", "B"] == list(crew.organs)
    assert all(one == {"action": "worked", "health": "well"} for one in results.values())
    crew.close()


def test_a_raising_organ_fails_alone(inline: bool) -> None:
    def ill(_: Any) -> Any:
        raise OSError("no breath")

    crew = Crew([Sample("A", ill), Sample("B")])
    for _ in range(2):
        results = run(crew, inline)
        assert results["A"] == failure("A", "OSError: no breath")
        assert results["B"]["action"] == "worked"
    crew.close()


@pytest.mark.parametrize("given", [None, "done", ["done"]])
def test_an_organ_that_gives_no_result_fails(inline: bool, given: Any) -> None:
    crew = Crew([Sample("A", lambda _: given)])
    assert run(crew, inline)["A"] == failure("A", "gave no result")
    crew.close()


def test_organs_really_run_side_by_side() -> None:
    meeting = threading.Barrier(3, timeout=30)

    def meet(_: Any) -> Any:
        meeting.wait()
        return {"action": "met"}

    crew = Crew([Sample(name, meet) for name in "ABC"])
    assert {one["action"] for one in crew.beat(None).values()} == {"met"}
    crew.close()


def test_a_late_organ_is_given_up_and_gets_no_second_thread() -> None:
    release, before = threading.Event(), threading.active_count()

    def hang(_: Any) -> Any:
        release.wait(30)
        return {"action": "late"}

    late = Sample("A", hang, deadline_s=0.02)
    crew = Crew([late, Sample("B")])
    assert crew.beat(None)["A"] == failure("A", "took longer than 0.02 s")
    for _ in range(20):
        results = crew.beat(None)
        assert results["A"] == failure("A", "is still busy with an earlier beat")
        assert results["B"]["action"] == "worked"
        assert crew.beat_inline(None)["A"]["reason"] == "is still busy with an earlier beat"
    assert late.cycles == 1
    assert threading.active_count() == before + 2
    assert crew.close(grace_s=1.0) == ("A",)
    release.set()
    assert crew.close(grace_s=30.0) == ()
    assert threading.active_count() == before


def test_an_organ_that_recovered_beats_again() -> None:
    release, ended = threading.Event(), threading.Event()

    def hang_once(_: Any) -> Any:
        release.wait(30)
        ended.set()
        return {"action": "worked"}

    organ = Sample("A", hang_once, deadline_s=0.02)
    crew = Crew([organ])
    assert crew.beat(None)["A"]["action"] == "error"
    release.set()
    assert ended.wait(30)
    organ.deadline_s = 30.0
    while (result := crew.beat(None)["A"])["action"] == "error":
        assert result["reason"] == "is still busy with an earlier beat"
    assert result == {"action": "worked"}
    crew.close()


def test_an_organ_that_exits_fails_like_any_other() -> None:
    crew = Crew([Sample("A", lambda _: sys.exit(3)), Sample("B")])
    for _ in range(2):
        results = crew.beat(None)
        assert results["A"] == failure("A", "SystemExit: 3")
        assert results["B"]["action"] == "worked"
    crew.close()


def test_a_cycle_that_took_too_long_fails_inline_too() -> None:
    clock = ManualClock()

    def slow(_: Any) -> Any:
        clock.advance(5.5)
        return {"action": "worked"}

    def brisk(_: Any) -> Any:
        clock.advance(5.0)
        return {"action": "worked"}

    results = Crew([Sample("A", slow), Sample("B", brisk)], clock).beat_inline(None)
    assert results["A"] == failure("A", "took longer than 5 s")
    assert results["B"]["action"] == "worked"


def test_each_organ_has_its_own_deadline_whoever_is_waited_for() -> None:
    clock, ended = ManualClock(), threading.Event()

    def wait(_: Any) -> Any:
        return {"action": "waited"} if ended.wait(30) else {}

    def slow(_: Any) -> Any:
        clock.advance(2.0)
        ended.set()
        return {"action": "worked"}

    organs = [Sample("A", wait, deadline_s=30.0), Sample("B", slow, deadline_s=1.0)]
    crew = Crew(organs, clock)
    results = crew.beat(None)
    assert results["A"] == {"action": "waited"}
    assert results["B"] == failure("B", "took longer than 1 s")
    crew.close()


def test_a_hundred_lives_leave_no_thread() -> None:
    before = set(threading.enumerate())
    for _ in range(100):
        crew = Crew([Sample("A"), Sample("B")])
        crew.beat(None)
        assert crew.close() == ()
        assert crew.close() == ()
    assert set(threading.enumerate()) == before


def test_a_crew_that_never_beat_has_no_thread() -> None:
    before = threading.active_count()
    crew = Crew([Sample("A")])
    crew.beat_inline(None)
    assert threading.active_count() == before
    crew.close()


def test_a_closed_crew_beats_no_more(inline: bool) -> None:
    crew = Crew([Sample("A")])
    crew.close()
    with pytest.raises(Unavailable):
        run(crew, inline)


def test_beats_from_many_threads_take_turns() -> None:
    crew = Crew([Sample("A"), Sample("B")])
    results: list[Any] = []
    threads = [
        threading.Thread(target=lambda: results.extend(crew.beat(None) for _ in range(20)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 80
    assert all(one["action"] == "worked" for beat in results for one in beat.values())
    crew.close()


def test_an_organ_may_close_its_own_crew() -> None:
    crew: Crew[Any] = Crew([Sample("A", lambda _: {"action": f"closed {crew.close()}"})])
    assert crew.beat_inline(None)["A"]["action"] == "closed ()"


def test_two_organs_cannot_have_one_name() -> None:
    with pytest.raises(ValueError, match="same name"):
        Crew([Sample("A"), Sample("A")])


def test_a_hanging_organ_does_not_keep_the_process() -> None:
    program = (
        "import threading\n"
        "from arbiter_samples import Sample\n"
        "from qpf_organism.arbiter import Crew\n"
        "before = threading.active_count()\n"
        "hang = Sample('A', lambda _: threading.Event().wait(), deadline_s=0.01)\n"
        "print(before, Crew([hang]).beat(None)['A']['action'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.split() == ["1", "error"]
