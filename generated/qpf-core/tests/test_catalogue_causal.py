"""Causes: contributions add up, counterfactuals are exact, the skeleton drops explained pairs."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from qpf_core.catalogue import causal
from qpf_core.errors import InputError

quick = settings(derandomize=True, max_examples=50, deadline=None, database=None)
amounts = st.dictionaries(st.sampled_from("abcd"), st.floats(-100, 100), min_size=1)


def chain() -> dict[str, list[float]]:
    """Return columns where `left` drives `middle` and `middle` drives `right`."""
    draw = np.random.Generator(np.random.PCG64(7))
    left = draw.standard_normal(400)
    middle = 0.8 * left + 0.6 * draw.standard_normal(400)
    right = 0.8 * middle + 0.6 * draw.standard_normal(400)
    return {"left": left.tolist(), "middle": middle.tolist(), "right": right.tolist()}


def test_contributions() -> None:
    found = causal.factor_contributions({"price": 2.0, "age": -1.0}, {"price": 3.0, "age": 2.0})
    assert [(item.factor, item.amount, item.share) for item in found] == [
        ("price", 6.0, 0.75),
        ("age", -2.0, 0.25),
    ]
    assert causal.main_factor(found) == "price"


def test_contributions_from_a_baseline() -> None:
    found = causal.factor_contributions({"a": 2.0, "b": 1.0}, {"a": 3.0, "b": 5.0}, {"a": 3.0})
    assert [(item.factor, item.amount) for item in found] == [("b", 5.0), ("a", 0.0)]


def test_nothing_moved() -> None:
    found = causal.factor_contributions({"a": 2.0}, {"a": 0.0})
    assert found[0].share == 0.0
    assert causal.main_factor(found) == "" == causal.main_factor([])


@quick
@given(amounts, st.floats(-10, 10))
def test_contributions_add_up(weights: dict[str, float], value: float) -> None:
    values = dict.fromkeys(weights, value)
    found = causal.factor_contributions(weights, values)
    total = sum(weight * value for weight in weights.values())
    assert sum(item.amount for item in found) == pytest.approx(total, abs=1e-6)
    sizes = [abs(item.amount) for item in found]
    assert sizes == sorted(sizes, reverse=True)


def test_counterfactual() -> None:
    weights, values = {"a": 2.0, "b": 5.0}, {"a": 1.0, "b": 1.0}
    assert causal.counterfactual_delta(weights, values, {"a": 4.0}) == 6.0
    assert causal.counterfactual_delta(weights, values, {}) == 0.0
    step = causal.required_change(weights, "a", 6.0)
    assert causal.counterfactual_delta(weights, values, {"a": values["a"] + step}) == 6.0


def test_effects_of_a_linear_world() -> None:
    draw = np.random.Generator(np.random.PCG64(3))
    price, age = draw.standard_normal(50), 1000 * draw.standard_normal(50)
    effects = causal.linear_effects(
        {
            "price": price.tolist(),
            "outcome": (3 * price - 0.5 * age + 7).tolist(),
            "age": age.tolist(),
            "same": [4.0] * 50,
        },
        "outcome",
    )
    assert list(effects) == ["price", "age", "same"]
    assert effects["price"] == pytest.approx(3.0, abs=0.01)
    assert effects["age"] == pytest.approx(-0.5, abs=0.01)
    assert effects["same"] == 0.0


def test_partial_correlation_explains_the_chain() -> None:
    columns = chain()
    plain = causal.partial_correlation(columns, "left", "right")
    held = causal.partial_correlation(columns, "left", "right", ["middle"])
    assert plain > 0.5 and abs(held) < 0.1
    assert plain == pytest.approx(np.corrcoef(columns["left"], columns["right"])[0, 1], abs=1e-5)


def test_partial_correlation_of_twins_and_constants() -> None:
    columns = {"a": [1.0, 2.0, 4.0], "b": [2.0, 4.0, 8.0], "c": [5.0, 5.0, 5.0]}
    assert causal.partial_correlation(columns, "a", "b") == pytest.approx(1.0)
    assert causal.partial_correlation(columns, "a", "c") == 0.0


def test_skeleton_of_a_chain() -> None:
    found = causal.skeleton(chain())
    assert {(item.source, item.target) for item in found} == {
        ("left", "middle"),
        ("middle", "right"),
    }
    assert all(0.3 < item.strength < 1.0 for item in found)


def test_skeleton_without_conditions_keeps_the_indirect_pair() -> None:
    assert len(causal.skeleton(chain(), conditions=0)) == 3


def test_skeleton_of_too_few_rows_is_empty() -> None:
    assert causal.skeleton({"a": [1, 2, 3], "b": [1, 2, 3]}) == []


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: causal.factor_contributions({"a": 1.0}, {}), "values.a"),
        (lambda: causal.factor_contributions({"a": 1e308}, {"a": 1e308}), "result"),
        (lambda: causal.counterfactual_delta({}, {}, {"a": 1.0}), "changes.a"),
        (lambda: causal.counterfactual_delta({"a": 1.0}, {}, {"a": 1.0}), "values.a"),
        (lambda: causal.required_change({"a": 0.0}, "a", 1.0), "weights.a"),
        (lambda: causal.required_change({}, "b", 1.0), "weights.b"),
        (lambda: causal.linear_effects(chain(), "none"), "outcome"),
        (lambda: causal.linear_effects({"a": [1.0, 2.0]}, "a"), "columns"),
        (lambda: causal.linear_effects({"a": [1.0], "b": [1.0]}, "a"), "columns.a"),
        (lambda: causal.skeleton({"a": [1.0, 2.0, 3.0], "b": [1.0]}), "columns.1"),
        (lambda: causal.partial_correlation(chain(), "none", "left"), "left"),
        (lambda: causal.partial_correlation(chain(), "left", "right", ["none"]), "given"),
        (lambda: causal.partial_correlation(chain(), "left", "left"), "given"),
        (lambda: causal.skeleton(chain(), critical=0.0), "critical"),
        (lambda: causal.skeleton(chain(), conditions=4), "conditions"),
    ],
)
def test_bad_input_is_named(call: Callable[[], object], field: str) -> None:
    with pytest.raises(InputError) as refused:
        call()
    assert refused.value.field == field
