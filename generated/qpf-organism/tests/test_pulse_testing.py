"""Tests that share a machine let pulses miss beats."""

import sys
from types import ModuleType

import pytest

from qpf_organism.pulse import BudgetSpent, MissBudget, MissPolicy, PulsePolicy
from qpf_organism.pulse.schedule import Schedule
from qpf_organism.testing_pulse import patient

STRICT = PulsePolicy(on_miss=MissPolicy.FAIL, budget=MissBudget(0, 10))


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """An emitted module with a pulse that may miss nothing."""
    made = ModuleType("emitted_pulse")
    made.__dict__["POLICY"] = STRICT
    monkeypatch.setitem(sys.modules, "emitted_pulse", made)
    return made


def late(policy: PulsePolicy) -> Schedule:
    """A schedule after a beat that took a thousand cycles."""
    schedule = Schedule(policy, 0.0)
    schedule.advance(1000 * schedule.cycle_s, schedule.cycle_s)
    return schedule


def test_no_budget_is_spent_for_a_while(module: ModuleType) -> None:
    with patient("emitted_pulse"):
        assert late(module.POLICY).missed > 0
        assert module.POLICY.on_miss is MissPolicy.FAIL
    with pytest.raises(BudgetSpent):
        late(module.POLICY)


def test_other_modules_are_no_pulses() -> None:
    with pytest.raises(TypeError, match="sys has no policy"):
        patient("sys").__enter__()
