"""The six agents live through one story over HTTP, on embedded defaults and on real servers."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from l9_deals import turned_down_deals
from l9_story import AUDIT, CALLS, CLEAR, DOUBTFUL, FIRST, RELEASE, ROLLBACK, Told, tell
from real_servers import real_servers

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module", params=["embedded", "servers"])
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    """The story as it went, with everything stopped again."""
    said: list[str] = []
    with ExitStack() as stack:
        servers = stack.enter_context(real_servers()) if request.param == "servers" else None
        yield tell(tmp_path_factory.mktemp("l9"), said.append, servers)


def test_a_clear_batch_is_decided_at_once(told: Told) -> None:
    assert told.clear.startswith("lot-clear: accept, sure ")
    assert "held" not in told.clear


def test_a_doubtful_and_costly_one_waits_until_a_second_person_agrees(told: Told) -> None:
    assert told.doubtful.endswith("held for a person")
    assert told.released["id"] == "lot-doubtful"
    assert told.released["held"] is False


def test_a_better_model_follows_and_the_one_before_returns(told: Told) -> None:
    assert told.first["previous"] == ""
    assert told.second["previous"] == told.first["version"]
    assert told.second["brier"] < told.first["brier"]
    assert told.rolled_back["version"] == told.first["version"]
    assert told.rolled_back["previous"] == told.second["version"]


def test_the_planted_bias_is_found_and_nothing_else(told: Told) -> None:
    assert told.report["biased"] is True
    assert told.report["severity"] == "high"
    assert told.violations == ["equal_treatment", "four_fifths"]
    assert told.report["fraud_score"] < 0.5


def test_every_call_reached_the_anchors_once(told: Told) -> None:
    for arrived in (told.calls, told.posts):
        assert {(story, trigger) for trigger, story in arrived} >= CALLS
        assert set(arrived.values()) == {1}


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (CLEAR, ["submit_batch", "score_candidates", "route_transactions", "log_decision"]),
        (DOUBTFUL, ["decision_confidence_lt_0_6_and_criticality_gt_0_8", "route_transactions"]),
        (RELEASE, ["release_decision"]),
        (FIRST, ["ingest_outcomes", "run_training", "load_model", "observe_promotion"]),
        (ROLLBACK, ["governance_override_requested", "load_model", "observe_rollback"]),
        (AUDIT, ["severe_violation", "run_audit"]),
    ],
)
def test_the_audit_log_tells_each_chapter(told: Told, story: str, expected: list[str]) -> None:
    actions = [one["action"] for one in told.entries if one["correlation"] == story]
    assert not set(expected) - set(actions)


def test_the_audit_log_names_who_asked_and_who_agreed(told: Told) -> None:
    approvals = [one for one in told.entries if one["scope"] == "approval"]
    steps = [(one["actor"], one["action"]) for one in approvals]
    rounds = len(steps) // 3
    one_round = [("requester", "requested"), ("officer", "approved"), ("officer", "redeemed")]
    assert rounds == 4
    assert steps == one_round * rounds


def test_the_south_was_turned_down_in_the_data() -> None:
    deals = turned_down_deals()
    assert all(deal["label"] and deal["confidence"] < 0.5 for deal in deals)
