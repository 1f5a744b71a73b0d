"""Training: the model learns, generalises, is repeatable, and refuses what it cannot learn from."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from qpf_core.catalogue import evaluation, training
from qpf_core.catalogue.training import Example
from qpf_core.errors import InputError
from qpf_core.plain import from_plain, to_plain

quick = settings(derandomize=True, max_examples=40, deadline=None, database=None)


def outcomes(size: int = 300, seed: int = 5) -> list[Example]:
    """Return examples whose label follows 2 x - y, with noise; a third feature is constant."""
    draw = np.random.Generator(np.random.PCG64(seed))
    rows = draw.standard_normal((size, 2))
    labels = 2 * rows[:, 0] - rows[:, 1] + 0.3 * draw.standard_normal(size) > 0
    return [
        Example(f"e{place}", [float(x), 1000 * float(y), 7.0], bool(label))
        for place, ((x, y), label) in enumerate(zip(rows, labels, strict=True))
    ]


def test_a_model_learns_and_generalises() -> None:
    parts = training.split(outcomes())
    model = training.fit_logistic(parts.train)
    found = evaluation.evaluate(model, parts.test)
    assert found.samples == len(parts.test) > 50
    assert found.accuracy > 0.9 and found.auc > 0.95 and found.brier < 0.1
    assert training.predict_logistic(model, [2.0, -1000.0, 7.0]) > 0.95
    assert training.predict_logistic(model, [-2.0, 1000.0, 7.0]) < 0.05


def test_the_same_examples_give_the_same_model() -> None:
    first, second = training.fit_logistic(outcomes()), training.fit_logistic(outcomes())
    assert first == second
    assert first.version != training.fit_logistic(outcomes(seed=6)).version
    assert first.samples == 300 and first.l2 == 0.01


def test_a_version_tells_what_was_learnt_from_not_the_last_digits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = training.fit_logistic(outcomes())
    assert training.fit_logistic(outcomes()[::-1]).version == model.version
    assert training.fit_logistic(outcomes(), l2=0.02).version != model.version
    fitted = training.fit_weights
    monkeypatch.setattr(training, "fit_weights", lambda *given: fitted(*given) * (1.0 + 1e-9))
    other = training.fit_logistic(outcomes())
    assert other.weights != model.weights and other.version == model.version


def test_a_model_survives_storage() -> None:
    model = training.fit_logistic(outcomes())
    assert from_plain(training.LogisticModel, to_plain(model)) == model


def test_the_gradient_vanishes_at_the_solution() -> None:
    examples = outcomes()
    model = training.fit_logistic(examples, l2=0.1)
    rows = (np.array([item.features for item in examples]) - model.centres) / np.array(model.scales)
    errors = np.array(training.predict_all(model, [item.features for item in examples])) - np.array(
        [item.label for item in examples]
    )
    slope = rows.T @ errors / len(examples) + 0.1 * np.array(model.weights)
    assert np.abs(slope).max() < 1e-8
    assert abs(errors.mean()) < 1e-8


def test_separable_and_rare_labels_stay_finite() -> None:
    separable = [Example(str(place), [float(place)], place >= 5) for place in range(10)]
    rare = [Example(str(place), [float(place)], place == 999) for place in range(1000)]
    for examples in (separable, rare):
        model = training.fit_logistic(examples, l2=1e-6)
        assert all(math.isfinite(number) for number in [model.bias, *model.weights])
        given_back = training.predict_all(model, [item.features for item in examples])
        assert given_back == sorted(given_back)


def test_large_and_constant_features() -> None:
    examples = [Example(str(place), [1e300 * place, 3.3], place % 4 > 1) for place in range(40)]
    model = training.fit_logistic(examples)
    assert model.weights[1] == 0.0 and model.scales[1] == 1.0
    assert 0.0 <= training.predict_logistic(model, [-1e308, 1e308]) <= 1.0


@pytest.mark.parametrize(
    ("examples", "l2", "field"),
    [
        ([], 0.1, "examples"),
        ([Example("a", [1.0], True)], 0.1, "examples"),
        ([Example("a", [1.0], True), Example("b", [2.0], True)], 0.1, "examples"),
        ([Example("a", [1.0], False), Example("b", [2.0], False)], 0.1, "examples"),
        ([Example("a", [1.0], True), Example("b", [2.0, 3.0], False)], 0.1, "examples.1"),
        ([Example("a", [math.nan], True), Example("b", [2.0], False)], 0.1, "examples"),
        ([Example("a", [], True), Example("b", [], False)], 0.1, "examples.0.features"),
        ([Example("a", [1.0], True), Example("b", [2.0], False)], 0.0, "l2"),
    ],
)
def test_fit_refuses(examples: list[Example], l2: float, field: str) -> None:
    with pytest.raises(InputError) as refused:
        training.fit_logistic(examples, l2)
    assert refused.value.field == field


def test_predict_refuses_a_model_that_was_tampered_with() -> None:
    model = training.fit_logistic(outcomes())
    with pytest.raises(InputError, match=r"model\.scales"):
        training.predict_logistic(replace(model, scales=[1.0, 0.0, 1.0]), [1.0, 2.0, 3.0])
    with pytest.raises(InputError, match=r"model\.1"):
        training.predict_logistic(replace(model, centres=[]), [1.0, 2.0, 3.0])


def test_predict_refuses_another_number_of_features() -> None:
    with pytest.raises(InputError, match=r"features\.0"):
        training.predict_logistic(training.fit_logistic(outcomes()), [1.0])


@quick
@given(st.sets(st.text(max_size=5), max_size=40), st.floats(0, 1))
def test_split_is_a_partition_that_ignores_the_others(ids: set[str], share: float) -> None:
    examples = [training.example(name, [1.0], True) for name in sorted(ids)]
    parts = training.split(examples, share)
    assert {item.id for item in parts.train} | {item.id for item in parts.test} == ids
    assert len(parts.train) + len(parts.test) == len(ids)
    half = training.split(examples[::2], share)
    assert {item.id for item in half.test} <= {item.id for item in parts.test}


def test_split_shares() -> None:
    examples = [training.example(str(place), [], True) for place in range(2000)]
    assert len(training.split(examples, 0.0).test) == 0
    assert len(training.split(examples, 1.0).train) == 0
    assert 440 < len(training.split(examples, 0.25).test) < 560
    assert training.split(examples, 0.25) != training.split(examples, 0.25, salt="other")


def test_grid_search_prefers_what_generalises() -> None:
    found = training.grid_search(outcomes(120), penalties=[10.0, 0.01])
    assert found.l2 == 0.01 and [trial.l2 for trial in found.trials] == [10.0, 0.01]
    assert found.loss == min(trial.loss for trial in found.trials)
    assert training.grid_search(outcomes(120), [10.0, 0.01]) == training.grid_search(
        outcomes(120)[::-1], [10.0, 0.01]
    )
    assert len(training.grid_search(outcomes(60)).trials) == 4


def test_grid_search_refuses() -> None:
    for examples, penalties, folds in (
        (outcomes(), [], 3),
        (outcomes(2), None, 3),
        (outcomes(), None, 1),
    ):
        with pytest.raises(InputError):
            training.grid_search(examples, penalties, folds)


def test_importance() -> None:
    model = training.fit_logistic(outcomes())
    shares = training.feature_importance(model, ["x", "y", "same"])
    assert list(shares) == ["x", "y", "same"]
    assert sum(shares.values()) == pytest.approx(1.0) and shares["same"] == 0.0
    for names in (["x"], ["x", "x", "y"]):
        with pytest.raises(InputError, match="names"):
            training.feature_importance(model, names)
