"""Autonomy scopes: what runs, what a human decides, what is refused."""

import pytest

from qpf_core.autonomy import AutonomyMode, AutonomyProfile, AutonomyScopes, ScopeLevel, Verdict


def judge(
    mode: AutonomyMode = "controlled_autonomy",
    *,
    inside: ScopeLevel = "full",
    outside: ScopeLevel = "gated_by_governance",
    human_override: bool = True,
    **properties: bool,
) -> Verdict:
    profile = AutonomyProfile(mode=mode, internal_decisions=inside, external_actions=outside)
    facts = {"mutating": False, "external": False, "needs_approval": False} | properties
    return AutonomyScopes(profile, human_override).judge(**facts)


def test_reading_is_always_allowed() -> None:
    assert judge(inside="none", outside="none") is Verdict.ALLOW


def test_a_gated_action_waits_for_a_human() -> None:
    assert judge(external=True) is Verdict.APPROVE
    assert judge(inside="gated_by_governance", mutating=True) is Verdict.APPROVE


def test_without_human_override_nobody_is_asked() -> None:
    assert judge(external=True, human_override=False) is Verdict.ALLOW


def test_full_autonomy_passes_the_gate() -> None:
    assert judge("full_autonomy", external=True) is Verdict.ALLOW


def test_semi_autonomous_agents_ask_before_every_change() -> None:
    assert judge("semi_autonomous", mutating=True) is Verdict.APPROVE
    assert judge("semi_autonomous") is Verdict.ALLOW
    assert judge("controlled_autonomy", mutating=True) is Verdict.ALLOW


def test_a_declared_need_for_approval_holds_in_every_mode() -> None:
    assert judge("full_autonomy", needs_approval=True) is Verdict.APPROVE
    assert judge(human_override=False, needs_approval=True) is Verdict.APPROVE


def test_scope_none_refuses() -> None:
    assert judge(inside="none", mutating=True) is Verdict.REFUSE
    assert judge("full_autonomy", inside="none", mutating=True) is Verdict.REFUSE


@pytest.mark.parametrize("limits", [{"task_limit": 0}, {"decision_latency_max_s": 0.0}])
def test_limits_that_nothing_meets_are_refused(limits: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        AutonomyProfile(**limits)  # type: ignore[arg-type]
