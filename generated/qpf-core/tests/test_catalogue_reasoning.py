"""Reasoning: blending, rules, policy and inference."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from qpf_core.catalogue import blend, policy, rules, symbolic
from qpf_core.catalogue.results import Score
from qpf_core.errors import InputError

quick = settings(derandomize=True, max_examples=60, deadline=None, database=None)
shares = st.floats(0, 1)


@quick
@given(
    st.dictionaries(
        st.sampled_from("abc"), st.tuples(st.floats(-1e6, 1e6), st.floats(0.01, 1e6)), min_size=1
    )
)
def test_a_blend_lies_between_its_values(drawn: dict[str, tuple[float, float]]) -> None:
    values = {name: value for name, (value, _) in drawn.items()}
    found = blend.weighted_blend(values, {name: weight for name, (_, weight) in drawn.items()})
    assert min(values.values()) - 1e-6 <= found <= max(values.values()) + 1e-6


def test_blend_of_present_sources() -> None:
    weights = {"memory": 3.0, "graph": 1.0, "absent": 9.0}
    assert blend.weighted_blend({"memory": 1.0, "graph": 0.0}, weights) == 0.75
    assert (
        blend.weighted_blend({"memory": 0.4, "graph": 9.0}, {"memory": 1e308, "graph": 0.0}) == 0.4
    )


def test_votes() -> None:
    found = blend.vote(["a", "b", "a"])
    assert found.choice == "a"
    assert (found.share, found.lead) == pytest.approx((2 / 3, 1 / 3))
    heavy = blend.vote(["a", "b"], [1.0, 3.0])
    assert heavy.choice == "b" and heavy.shares == {"a": 0.25, "b": 0.75}
    tied = blend.vote(["b", "a"])
    assert tied.choice == "b" and tied.lead == 0.0
    assert blend.vote(["a"]).lead == 1.0


def test_fused_rankings() -> None:
    found = blend.fuse_rankings([Score("a", 9), Score("b", 8)], [Score("b", 0.2), Score("c", 0.1)])
    assert [item.id for item in found] == ["b", "a", "c"]
    assert found[0].score == pytest.approx(1 / 62 + 1 / 61)
    assert blend.fuse_rankings([], []) == []


@quick
@given(st.lists(shares, min_size=1, max_size=6))
def test_combined_chances(chances: list[float]) -> None:
    assert max(chances) - 1e-9 <= blend.noisy_or(chances) <= 1.0
    assert min(chances) - 1e-9 <= blend.pooled(chances) <= max(chances) + 1e-9
    assert blend.agreement(chances) == pytest.approx(1 - (max(chances) - min(chances)))


def test_known_chances() -> None:
    assert blend.noisy_or([]) == 0.0
    assert blend.noisy_or([0.5, 0.5]) == 0.75
    assert blend.pooled([0.9, 0.1]) == pytest.approx(0.5)


@pytest.mark.parametrize(
    "call",
    [
        lambda: blend.weighted_blend({}, {}),
        lambda: blend.weighted_blend({"a": 1.0}, {}),
        lambda: blend.weighted_blend({"a": 1.0}, {"a": -1.0}),
        lambda: blend.weighted_blend({"a": 1.0}, {"a": 0.0}),
        lambda: blend.weighted_blend({"a": 1.0}, {"a": math.inf}),
        lambda: blend.weighted_blend({"a": math.nan}, {"a": 1.0}),
        lambda: blend.vote([]),
        lambda: blend.vote(["a"], []),
        lambda: blend.vote(["a"], [-1.0]),
        lambda: blend.vote(["a"], [0.0]),
        lambda: blend.vote(["a", "b"], [1e308, 1e308]),
        lambda: blend.fuse_rankings([], [], constant=-1.0),
        lambda: blend.noisy_or([1.5]),
        lambda: blend.pooled([]),
        lambda: blend.agreement([]),
    ],
)
def test_blend_refuses(call: Callable[[], object]) -> None:
    with pytest.raises(InputError):
        call()


ROUTES = [
    rules.rule("score", {"type": "query", "domain": "Plast*"}),
    rules.rule("learn", {"type": "feedback"}),
    rules.rule("score_any", {"type": "query"}),
]


def test_the_first_rule_that_holds_decides() -> None:
    found = rules.first_match({"type": "query", "domain": "PlastOS"}, ROUTES)
    assert found == rules.Match("score", True, ["type", "domain"])
    assert rules.first_match({"type": "query", "domain": "MortgageOS"}, ROUTES).name == "score_any"
    assert rules.first_match({"type": "query"}, ROUTES).name == "score_any"
    assert rules.first_match({"type": "x"}, ROUTES, "refuse") == rules.Match("refuse", False, [])
    assert rules.first_match({}, [rules.rule("all", {})]).matched


def test_all_rules_that_hold() -> None:
    fields = {"type": "query", "domain": "PlastOS"}
    assert rules.all_matches(fields, ROUTES) == ["score", "score_any"]
    assert rules.holds({"a": "xy"}, {"a": "x?"}) and not rules.holds({"a": "XY"}, {"a": "x?"})


def test_first_true() -> None:
    assert rules.first_true([False, True, True], ["a", "b", "c"]) == "b"
    assert rules.first_true([False], ["a"], "none") == "none"


LIMITS = [
    policy.limit("latency", "p95_ms", high=500.0),
    policy.limit("confidence", "confidence", low=0.6, severity="critical"),
    policy.limit("load", "load", low=0.1, high=0.9, severity="low"),
]


@pytest.mark.parametrize(
    ("values", "broken", "severity", "score"),
    [
        ({"p95_ms": 500.0, "confidence": 0.6}, [], "", 1.0),
        ({"p95_ms": 501.0, "confidence": 0.6}, ["latency"], "medium", 0.5),
        ({"p95_ms": 501.0, "confidence": 0.5}, ["latency", "confidence"], "critical", 0.0),
        ({"load": 0.05}, ["load"], "low", 0.0),
        ({"load": 0.95}, ["load"], "low", 0.0),
        ({}, [], "", 1.0),
    ],
)
def test_limits(values: dict[str, float], broken: list[str], severity: str, score: float) -> None:
    found = policy.check_limits(values, LIMITS)
    assert [item.rule for item in found.violations] == broken
    assert (found.severity, found.score, found.compliant) == (severity, score, not broken)


def test_a_violation_says_by_how_much() -> None:
    (found,) = policy.check_limits({"p95_ms": 620.0}, LIMITS).violations
    assert (found.metric, found.value, found.excess, found.severity) == (
        "p95_ms",
        620.0,
        120.0,
        "medium",
    )


def test_required_facts_and_combination() -> None:
    facts = policy.check_required({"signed": True, "audited": False})
    assert [item.rule for item in facts.violations] == ["audited"] and facts.severity == "high"
    both = policy.combine(facts, policy.check_limits({"confidence": 0.1}, LIMITS))
    assert (both.checked, both.severity) == (3, "critical")
    assert both.score == pytest.approx(1 / 3)
    assert policy.severity_counts(both.violations) == {"critical": 1, "high": 1}


def test_forbidden_and_severity() -> None:
    assert policy.forbidden(["a", "x", "b", "x"], ["a", "b"]) == ["x"]
    assert policy.at_least("high", "high") and policy.at_least("critical", "high")
    assert not policy.at_least("medium", "high") and not policy.at_least("", "low")


@pytest.mark.parametrize(
    "call",
    [
        lambda: policy.limit("a", "b", severity="grave"),
        lambda: policy.limit("a", "b", low=2.0, high=1.0),
        lambda: policy.check_limits({"load": math.nan}, LIMITS),
        lambda: policy.check_limits(
            {"m": 1.0}, [policy.Limit(name="a", metric="m", severity="grave")]
        ),
        lambda: policy.check_required({}, severity="grave"),
        lambda: policy.at_least("grave", "low"),
        lambda: policy.at_least("low", ""),
    ],
)
def test_policy_refuses(call: Callable[[], object]) -> None:
    with pytest.raises(InputError):
        call()


RULES = [
    "wet: rain, not roof -> wet_floor",
    "slip: wet_floor, hurry -> fall",
    "fall -> claim",
    "sun -> dry",
]


def test_inference_chains_and_traces() -> None:
    found = symbolic.infer(["rain", "hurry"], RULES)
    assert found.facts == ["rain", "hurry", "wet_floor", "fall", "claim"]
    assert found.derived == ["wet_floor", "fall", "claim"]
    assert found.trace == [
        "wet: rain, not roof -> wet_floor",
        "slip: wet_floor, hurry -> fall",
        "rule_3: fall -> claim",
    ]


def test_negation_blocks() -> None:
    assert symbolic.infer(["rain", "hurry", "roof"], RULES).derived == []


def test_explanation_holds_only_what_is_needed() -> None:
    facts = ["rain", "hurry", "sun"]
    assert symbolic.explain(facts, RULES, "wet_floor") == ["wet: rain, not roof -> wet_floor"]
    assert len(symbolic.explain(facts, RULES, "claim")) == 3
    assert symbolic.explain(facts, RULES, "rain") == symbolic.explain(facts, RULES, "snow") == []
    assert symbolic.follows(facts, RULES, "claim") and not symbolic.follows(facts, RULES, "snow")


@quick
@given(st.permutations(RULES), st.sets(st.sampled_from(["rain", "hurry", "roof", "sun"])))
def test_the_order_of_rules_does_not_change_what_holds(order: list[str], facts: set[str]) -> None:
    assert set(symbolic.infer(sorted(facts), order).facts) == set(
        symbolic.infer(sorted(facts), RULES).facts
    )


def test_two_ways_to_one_conclusion_and_cycles() -> None:
    found = symbolic.infer(["a", "b"], ["a -> c", "b -> c", "c -> a"])
    assert found.trace == ["rule_1: a -> c"]


@pytest.mark.parametrize(
    "rule", ["", "a", "a ->", "-> b", "a b -> c", "a, -> c", "a -> b c", "a! -> b"]
)
def test_unreadable_rules_are_refused(rule: str) -> None:
    with pytest.raises(InputError, match=r"rules\.1"):
        symbolic.infer([], ["a -> b", rule])


def test_negating_a_conclusion_is_refused() -> None:
    with pytest.raises(InputError, match="negate"):
        symbolic.infer([], ["a -> b", "not b -> c"])
