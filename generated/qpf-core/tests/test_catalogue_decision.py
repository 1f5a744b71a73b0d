"""Analogies, decisions, reflection and context: how the main agent makes up its mind."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from qpf_core.catalogue import analogy, context, decision
from qpf_core.errors import InputError

quick = settings(derandomize=True, max_examples=60, deadline=None, database=None)
shares = st.floats(0, 1)


CASES = [
    analogy.case("1", [1.0, 0.0], "accepted"),
    analogy.case("2", [0.9, 0.1], "accepted"),
    analogy.case("3", [0.0, 1.0], "refused"),
]


def test_analogy() -> None:
    found = analogy.conclude([1.0, 0.0], CASES)
    assert found.outcome == "accepted" and found.confidence == 1.0
    assert [item.id for item in found.cases] == ["1", "2"]
    assert analogy.conclude([0.0, 1.0], CASES, count=1).outcome == "refused"


def test_analogy_splits_its_confidence() -> None:
    found = analogy.conclude([1.0, 1.0], [CASES[0], CASES[2]])
    assert found.confidence == pytest.approx(0.5 * math.sqrt(0.5))


def test_no_like_case() -> None:
    assert analogy.conclude([-1.0, 0.0], CASES) == analogy.Analogy("", 0.0, [])
    assert analogy.conclude([1.0], []).outcome == ""
    with pytest.raises(InputError, match="count"):
        analogy.conclude([1.0], [], count=0)
    with pytest.raises(InputError, match="minimum"):
        analogy.conclude([1.0], [], minimum=0.0)


def test_cases_of_one_identity_are_kept_apart() -> None:
    twins = [analogy.case("same", [1.0, 0.0], "yes"), analogy.case("same", [1.0, 0.1], "no")]
    assert analogy.conclude([1.0, 0.0], twins).outcome == "yes"


def test_decision() -> None:
    found = decision.synthesise(
        [
            decision.opinion("symbolic", "accept", 0.9),
            decision.opinion("causal", "accept", 0.7),
            decision.opinion("analogical", "refuse", 0.4),
        ]
    )
    assert found.choice == "accept" and found.agreement == pytest.approx(0.8)
    assert found.confidence == pytest.approx(0.8 * 0.8) and not found.conflict
    assert found.trace[0] == "symbolic holds accept with confidence 0.900, weight 1"


def test_weights_turn_a_decision() -> None:
    opinions = [decision.opinion("a", "yes", 0.6), decision.opinion("b", "no", 0.5)]
    assert decision.synthesise(opinions).conflict
    found = decision.synthesise(opinions, weights={"b": 3.0})
    assert found.choice == "no" and found.confidence == pytest.approx(0.5 * 1.5 / 2.1)
    assert not decision.synthesise(opinions, conflict_below=0.5).conflict


def test_abstention() -> None:
    found = decision.synthesise([decision.opinion("a", "", 0.9)], otherwise="wait")
    assert (found.choice, found.confidence, found.trace) == ("wait", 0.0, ["a abstains"])
    silent = decision.synthesise([decision.opinion("a", "yes", 0.0)], otherwise="wait")
    assert silent.choice == "wait" and not silent.conflict
    assert decision.synthesise([]).choice == ""


@quick
@given(st.lists(st.tuples(st.sampled_from("abc"), shares, st.floats(0, 100)), max_size=6))
def test_confidence_of_a_decision_is_a_share(drawn: list[tuple[str, float, float]]) -> None:
    opinions = [
        decision.opinion(f"s{place}", choice, sure) for place, (choice, sure, _) in enumerate(drawn)
    ]
    found = decision.synthesise(
        opinions, {f"s{place}": weight for place, (_, _, weight) in enumerate(drawn)}
    )
    assert 0.0 <= found.confidence <= max([sure for _, sure, _ in drawn], default=0.0) + 1e-9
    assert len(found.trace) == len(drawn)


@pytest.mark.parametrize(
    ("outcomes", "advice"),
    [
        ([True, True], "raise_confidence"),
        ([True, False], "keep"),
        ([False, False], "lower_confidence"),
    ],
)
def test_reflection(outcomes: list[bool], advice: str) -> None:
    found = decision.reflect([0.5, 0.7], outcomes)
    assert found.advice == advice
    assert found.overconfidence == pytest.approx(0.6 - sum(outcomes) / 2)
    assert found.samples == 2 and found.mean_confidence == 0.6


def test_reward_is_highest_for_honesty() -> None:
    assert decision.reward(True, 1.0) == decision.reward(False, 0.0) == 1.0
    assert decision.reward(True, 0.5) == 0.75
    assert decision.reward(False, 1.0) == 0.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: decision.opinion("a", "b", 1.1),
        lambda: decision.synthesise([decision.Opinion("a", "b", 2.0)]),
        lambda: decision.synthesise([decision.Opinion("a", "b", 0.5)], weights={"a": -1.0}),
        lambda: decision.synthesise([], conflict_below=2.0),
        lambda: decision.reflect([], []),
        lambda: decision.reflect([0.5], []),
        lambda: decision.reflect([0.5], [True], tolerance=-1.0),
        lambda: decision.reward(True, -0.1),
    ],
)
def test_decision_refuses(call: Callable[[], object]) -> None:
    with pytest.raises(InputError):
        call()


def test_enrichment_completes_and_names_conflicts() -> None:
    found = context.enrich(
        {"buyer": "acme", "grade": ""}, {"buyer": "bolt", "grade": "A", "zone": "EU"}
    )
    assert found.fields == {"buyer": "acme", "grade": "A", "zone": "EU"}
    assert (found.added, found.conflicts) == (["grade", "zone"], ["buyer"])
    assert context.enrich({}, {"a": "1"}, prefix="graph_").fields == {"graph_a": "1"}
    assert context.enrich({"a": "1"}, {"a": "1"}).conflicts == []


def test_fields_are_picked_and_renamed() -> None:
    fields = {"a": "1", "b": "2"}
    assert context.pick(fields, ["b", "x"]) == {"b": "2"}
    assert context.rename(fields, {"a": "first", "x": "second"}) == {"first": "1"}
    assert context.unmapped(fields, {"a": "first"}) == ["b"]
