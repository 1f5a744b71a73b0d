"""The fast ways to look at numbers agree with the slow ones."""

import math
from dataclasses import dataclass, field

import pytest
from hypothesis import given, strategies as st

from qpf_core.autonomy import Check, LayerSetup, SafetyViolation, build_layers
from qpf_core.autonomy.layers.values import columns, finite_numbers, lies_within, members
from qpf_core.clock import ManualClock


@dataclass(frozen=True, slots=True)
class Pair:
    """Two fields."""

    id: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Single:
    """One field."""

    numbers: list[float]


@dataclass(frozen=True, slots=True)
class Renamed:
    """A field that Python does not allow."""

    class_: float = field(metadata={"alias": "class"})


class Unknown:
    """Nothing that is declared."""


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (None, 0),
        ("text", 0),
        (True, 1),
        (2, 1),
        (2.5, 1),
        ([], 0),
        ([1.0, 2.0, 3.0], 3),
        ({"a": [1.0], "b": Pair("x", 0.5)}, 2),
        ((Single([1.0, 2.0]), Single([])), 2),
        (math.nan, None),
        ([1.0, math.inf], None),
        ([Pair("x", -math.inf)], None),
        (Unknown(), None),
        ([[[[[1.0]]]]], None),
    ],
)
def test_finite_numbers_are_counted(value: object, count: int | None) -> None:
    assert finite_numbers(value, 3) == count


def test_parts_are_named_as_they_travel() -> None:
    """Faults and bounds speak of the fields of the schema."""
    assert dict(members(Renamed(0.5)) or ()) == {"class": 0.5}
    assert dict(columns([Renamed(0.5), Renamed(1.0)]) or ()) == {"class": [0.5, 1.0]}


@pytest.mark.parametrize(
    "value", [[], [1.0], ["a"], (Pair("x", 1.0),), [Pair("x", 1.0), Single([])], None]
)
def test_only_lists_of_like_objects_have_columns(value: object) -> None:
    assert columns(value) is None


def test_columns_keep_the_order() -> None:
    found = columns([Pair("x", 0.1), Pair("y", 0.2)])
    assert found is not None
    assert dict(found) == {"id": ["x", "y"], "confidence": [0.1, 0.2]}


@given(st.lists(st.floats(), max_size=5), st.floats(-2, 0), st.floats(0, 2))
def test_a_row_lies_within_when_each_number_does(row: list[float], low: float, high: float) -> None:
    slow = bool(row) and all(low <= number <= high for number in row)
    assert lies_within(row, low, high) == slow


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -0.1, 1.1])
@pytest.mark.parametrize("others", [0, 1, 30])
def test_one_wrong_number_among_many_rows_is_found(wrong: float, others: int) -> None:
    setup = LayerSetup(clock=ManualClock(), audit=lambda *_: None, governed=lambda: True)
    (layer,) = build_layers(("output_calibration",), setup)
    check = Check(operation="score", subject="ada", correlation_id="c")
    rows = [Pair(str(place), 0.5) for place in range(others)]
    layer.after(check, [*rows, Pair("none", None)])
    with pytest.raises(SafetyViolation, match="confidence"):
        layer.after(check, [*rows, Pair("wrong", wrong)])
