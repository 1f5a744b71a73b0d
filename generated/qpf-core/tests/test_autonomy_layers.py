"""Safety layers: each stops what it is for and passes the rest."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from pydantic import BaseModel

from qpf_core.autonomy import (
    Check,
    LayerSetup,
    SafetyLayer,
    SafetyViolation,
    build_layers,
    known_layers,
)
from qpf_core.clock import ManualClock
from qpf_core.errors import InputError, RateLimited, TooLarge, Unavailable


@dataclass(frozen=True, slots=True)
class Score:
    id: str
    score: float


class Reading(BaseModel):
    name: str
    values: list[float]


def layer(name: str, **changes: object) -> SafetyLayer:
    values: dict[str, object] = {
        "clock": ManualClock(),
        "audit": lambda *_: None,
        "governed": lambda: True,
    }
    return build_layers((name,), LayerSetup(**(values | changes)))[0]  # type: ignore[arg-type]


def check(**changes: object) -> Check:
    values: dict[str, object] = {"operation": "score", "subject": "ada", "correlation_id": "c-1"}
    return Check(**(values | changes))  # type: ignore[arg-type]


def given(**arguments: object) -> Check:
    return check(arguments=arguments)


def test_all_layers_of_the_dialect_are_known() -> None:
    assert known_layers() == (
        "audit_logging",
        "governance_constraint_check",
        "output_calibration",
        "rate_limiting",
        "tensor_input_validation",
    )


def test_an_unknown_layer_is_refused_before_anything_starts() -> None:
    with pytest.raises(ValueError, match="unknown safety layers: hope; known: audit_logging"):
        layer("hope")


def test_a_collection_may_bring_a_layer_of_its_own() -> None:
    built = build_layers(
        ("hope",),
        LayerSetup(clock=ManualClock(), audit=lambda *_: None, governed=lambda: True),
        {"hope": lambda _setup: layer("output_calibration")},
    )
    assert len(built) == 1


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (math.nan, "x"),
        ([1.0, math.inf], "x.1"),
        ([[1.0], [0.0, -math.inf]], "x.1.1"),
        ({"deep": (Score("a", math.nan),)}, "x.deep.0.score"),
        (Reading(name="a", values=[math.inf, -math.inf]), "x.values.0"),
    ],
)
def test_numbers_that_come_in_are_finite(value: object, path: str) -> None:
    with pytest.raises(InputError) as caught:
        layer("tensor_input_validation").before(given(x=value))
    assert caught.value.field == path


@pytest.mark.parametrize(
    "value",
    [1, 1.5, True, None, "nan", [], [1, 2.5], ["a"], [1.0, "a"], [1e308, 1e308], [1, 10**400, 2.5]],
)
def test_ordinary_arguments_pass(value: object) -> None:
    validation = layer("tensor_input_validation")
    validation.before(given(x=value))
    validation.before(check())
    validation.after(check(), math.nan)


def test_the_number_of_numbers_is_bounded_over_all_arguments() -> None:
    validation = layer("tensor_input_validation", max_numbers=4)
    validation.before(given(a=[1.0, 2.0], b=[3, 4]))
    with pytest.raises(TooLarge, match=r"c: more than 4 numbers"):
        validation.before(given(a=[1.0, 2.0], b=[3, 4], c=5))


def test_nesting_is_bounded() -> None:
    validation = layer("tensor_input_validation", max_depth=2)
    validation.before(given(x=[["a"]]))
    with pytest.raises(InputError, match="nested too deeply"):
        validation.before(given(x=[[["a"]]]))


@pytest.mark.parametrize(
    "result",
    [
        [Score("a", 1.5)],
        [Score("a", -1.0), Score("b", -1.1)],
        {"confidence": -0.1},
        {"probability": [0.2, 1.2]},
        {"distance": math.inf},
        [1.0, math.nan],
        {"score": math.nan},
    ],
)
def test_a_result_out_of_bounds_does_not_leave(result: object) -> None:
    with pytest.raises(SafetyViolation):
        layer("output_calibration").after(check(), result)


@pytest.mark.parametrize(
    "result",
    [
        [Score("a", 1.0 + 1e-12)],
        {"confidence": 0.0},
        {"probability": (0.0, 1.0)},
        {"distance": 7e9},
        [3.0, 4.0],
        "text",
        None,
    ],
)
def test_a_result_within_bounds_leaves(result: object) -> None:
    calibration = layer("output_calibration")
    calibration.before(given(x=math.nan))
    calibration.after(check(), result)


def test_an_operation_may_declare_bounds_of_its_own() -> None:
    calibration = layer("output_calibration")
    calibration.after(check(bounds={"score": (0.0, 100.0)}), Score("a", 99.0))
    with pytest.raises(SafetyViolation, match="margin is outside 0 to 1"):
        calibration.after(check(bounds={"margin": (0.0, 1.0)}), {"margin": 1.5})


def test_each_caller_has_a_bucket_that_fills_with_time() -> None:
    clock = ManualClock()
    limiting = layer("rate_limiting", clock=clock, rate_per_s=2.0, burst=2)
    limiting.before(check())
    limiting.before(check())
    with pytest.raises(RateLimited) as caught:
        limiting.before(check())
    assert caught.value.retry_after_s == pytest.approx(0.5)
    limiting.before(check(subject="bob"))
    clock.advance(0.5)
    limiting.before(check())
    limiting.after(check(), None)


def test_forgotten_callers_start_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qpf_core.autonomy.layers.rate_limiting._CALLERS", 1)
    limiting = layer("rate_limiting", burst=1)
    limiting.before(check(subject="ada"))
    limiting.before(check(subject="bob"))
    limiting.before(check(subject="ada"))


def test_what_was_performed_is_queued_for_the_audit_log() -> None:
    entries: list[tuple[Check, str, Mapping[str, object]]] = []
    auditing = layer("audit_logging", audit=lambda *entry: entries.append(entry))
    call = check(mutating=True)
    auditing.before(call)
    assert not entries
    auditing.after(call, None)
    assert entries == [(call, "performed", {"mutating": True})]


def test_nothing_changes_while_governance_cannot_record_it() -> None:
    blind = layer("governance_constraint_check", governed=lambda: False)
    blind.before(check(mutating=False))
    blind.after(check(), None)
    with pytest.raises(Unavailable):
        blind.before(check(mutating=True))
    layer("governance_constraint_check").before(check(mutating=True))
