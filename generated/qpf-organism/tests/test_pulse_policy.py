"""The rhythm of a pulse and its deadlines: exact, without waiting."""

import math

import pytest
from hypothesis import given, strategies as st

from qpf_organism.pulse.policy import MissBudget, MissPolicy, PulsePolicy
from qpf_organism.pulse.schedule import BudgetSpent, Schedule

MS = 0.001


@pytest.mark.parametrize(
    ("compression", "cycle_s"),
    [
        (1.0, 0.001),
        (2.0, 0.001 / 2**0.1),
        (1024.0, 0.0005),
        (1023.0, 0.001 / 1023**0.1),
        (1025.0, 0.0005),
        (1e-10, 0.01),
        (1.01e-10, 0.001 / 1.01e-10**0.1),
        (0.99e-10, 0.01),
        (0.0, 0.001),
        (-3.0, 0.001),
        (math.inf, 0.001),
        (math.nan, 0.001),
    ],
)
def test_the_cycle_follows_the_compression_within_its_limits(
    compression: float, cycle_s: float
) -> None:
    assert PulsePolicy().adaptive_cycle(compression) == pytest.approx(cycle_s, rel=1e-12)


@given(st.floats(), st.floats(-1000, 1000))
def test_the_cycle_never_leaves_its_limits(compression: float, exponent: float) -> None:
    policy = PulsePolicy(exponent=exponent)
    assert policy.floor_s <= policy.adaptive_cycle(compression) <= policy.ceiling_s


@pytest.mark.parametrize(
    "change",
    [
        {"cycle_s": 0.0},
        {"cycle_s": 0.02},
        {"floor_s": 0.002},
        {"floor_s": 0.0},
        {"ceiling_s": math.inf},
        {"priority": 100},
        {"priority": -1},
        {"burst": 0},
        {"publish_s": 0.0},
        {"exponent": math.nan},
        {"compression": 0.0},
        {"compression": math.nan},
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected"):
        PulsePolicy(**change)  # type: ignore[arg-type]


@pytest.mark.parametrize(("missed", "window"), [(-1, 10), (0, 0), (10, 10)])
def test_a_budget_without_a_meaning_is_refused(missed: int, window: int) -> None:
    with pytest.raises(ValueError, match="budget"):
        MissBudget(missed, window)


def advanced(policy: PulsePolicy, *ends_ms: float) -> Schedule:
    schedule = Schedule(policy, 0.0)
    for end in ends_ms:
        schedule.advance(end * MS, policy.cycle_s)
    return schedule


def test_deadlines_are_absolute() -> None:
    schedule = Schedule(PulsePolicy(), 5.0)
    for number in range(1, 1001):
        assert schedule.deadline == pytest.approx(5.0 + number * MS, abs=1e-9)
        schedule.advance(schedule.deadline + 0.0004, MS)
    assert schedule.missed == 0


def test_a_beat_that_ends_late_by_less_than_a_cycle_misses_nothing() -> None:
    schedule = advanced(PulsePolicy(), 2.9)
    assert schedule.missed == 0
    assert schedule.deadline == pytest.approx(2 * MS)


def test_skip_leaves_whole_cycles_out_and_stays_in_step() -> None:
    schedule = advanced(PulsePolicy(), 7.5)
    assert schedule.missed == 5
    assert schedule.deadline == pytest.approx(7 * MS)


def test_catch_up_keeps_what_is_owed() -> None:
    schedule = advanced(PulsePolicy(on_miss=MissPolicy.CATCH_UP), 7.5, 7.6, 7.7)
    assert schedule.missed == 0
    assert schedule.caught_up == 3
    assert schedule.deadline == pytest.approx(4 * MS)


def test_catch_up_owes_no_more_than_its_burst() -> None:
    schedule = advanced(PulsePolicy(on_miss=MissPolicy.CATCH_UP, burst=3), 12.5)
    assert (schedule.missed, schedule.caught_up) == (7, 1)
    assert schedule.deadline == pytest.approx(9 * MS)


@pytest.mark.parametrize("on_miss", [MissPolicy.SKIP, MissPolicy.CATCH_UP])
def test_a_spent_budget_is_counted_once_a_window(on_miss: MissPolicy) -> None:
    policy = PulsePolicy(on_miss=on_miss, burst=1, budget=MissBudget(2, 20))
    schedule = advanced(policy, 6.5)
    assert schedule.over_budget == 1
    schedule.advance(9.5 * MS, MS)
    assert schedule.over_budget == 1
    while schedule.deadline < 30 * MS:
        schedule.advance(schedule.deadline, MS)
    schedule.advance(schedule.deadline + 6.5 * MS, MS)
    assert schedule.over_budget == 2


def test_fail_stops_above_the_budget_not_at_it() -> None:
    policy = PulsePolicy(on_miss=MissPolicy.FAIL, budget=MissBudget(2, 100))
    schedule = advanced(policy, 4.5)
    assert schedule.missed == 2
    with pytest.raises(BudgetSpent, match="3 beats missed within 100, 2 allowed"):
        schedule.advance(schedule.deadline + 2.5 * MS, MS)
