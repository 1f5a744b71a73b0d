"""Plain forms: what a value becomes, and that it comes back."""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, strategies as st
from pydantic import BaseModel

from qpf_core.errors import InputError
from qpf_core.plain import PlainBytes, canonical_json, from_plain, to_plain, to_plain_object


class Colour(str, Enum):  # noqa: UP042 - the older form is what is tested
    """An enumeration of texts in the older form."""

    RED = "red"


class Level(IntEnum):
    """An enumeration of numbers."""

    LOW = 1


class Shape(Enum):
    """An enumeration of tuples."""

    POINT = (0, 0)


class Word(StrEnum):
    """An enumeration of texts."""

    YES = "yes"


class Model(BaseModel, extra="allow"):
    """A pydantic model with a nested value that keeps what it does not know."""

    level: Level
    when: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A field that is called like a word of Python."""

    from_: str = field(metadata={"alias": "from"})
    inside: "tuple[Letter, ...]" = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A dataclass as operations exchange them."""

    name: str
    values: tuple[float, ...]
    at: datetime
    raw: PlainBytes
    colour: Colour = Colour.RED


READING = Reading("a", (1.0, 2.5), datetime(2026, 1, 2, tzinfo=UTC), b"\xff\x00")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (Colour.RED, "red"),
        (Level.LOW, 1),
        (Shape.POINT, [0, 0]),
        (Word.YES, "yes"),
        (deque([1]), [1]),
        ({3: Word.YES, Colour.RED: 2}, {"3": "yes", "red": 2}),
        (frozenset({2, 1}), [1, 2]),
        (timedelta(minutes=1), 60.0),
        (Decimal("1.10"), "1.10"),
        (UUID(int=0), "00000000-0000-0000-0000-000000000000"),
        (bytearray(b"a"), "YQ=="),
        (np.float64(0.5), 0.5),
        (np.bool_(True), True),
        (np.arange(3), [0, 1, 2]),
        (
            Model.model_validate({"level": 1, "when": date(2026, 1, 1), "more": Level.LOW}),
            {"level": 1, "when": "2026-01-01", "more": 1},
        ),
    ],
)
def test_each_type_has_its_plain_form(value: object, expected: object) -> None:
    """One row per supported family of types."""
    assert to_plain(value) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {None: 1}, {True: 1}, int])
def test_what_has_no_plain_form_is_refused(value: object) -> None:
    """No silent null, no repr."""
    with pytest.raises(InputError):
        to_plain(value)


def test_an_object_is_asked_for() -> None:
    """Payloads and arguments have fields."""
    assert to_plain_object({"a": (1,)}) == {"a": [1]}
    with pytest.raises(InputError):
        to_plain_object([1])


def test_a_dataclass_comes_back_equal() -> None:
    """Tuples, times, bytes and enumerations survive the trip."""
    assert from_plain(Reading, to_plain(READING)) == READING


def test_a_field_travels_under_the_name_that_python_does_not_allow() -> None:
    """There and back, at every depth; Python's own name for it is not known outside."""
    letter = Letter(from_="us", inside=(Letter(from_="you"),))
    plain = {"from": "us", "inside": [{"from": "you", "inside": []}]}
    assert to_plain(letter) == plain
    assert from_plain(Letter, plain) == letter
    with pytest.raises(InputError) as caught:
        from_plain(Letter, {"from_": "us"})
    assert caught.value.field == "from"


def test_from_plain_names_the_path_of_the_fault() -> None:
    """The error says where, and never repeats the value."""
    broken = {"name": "n", "values": [1, "secret"], "at": "2026-01-01T00:00:00Z", "raw": ""}
    with pytest.raises(InputError) as caught:
        from_plain(list[Reading], [broken])
    assert caught.value.field == "0.values.1"
    assert "secret" not in str(caught.value)


def test_from_plain_treats_unknown_keys_as_told() -> None:
    """Refused by default, dropped for a newer partner."""
    plain = to_plain(READING)
    assert isinstance(plain, dict)
    plain["later"] = 1
    with pytest.raises(InputError, match="later"):
        from_plain(Reading, plain)
    assert from_plain(Reading, plain, extra="ignore") == READING


def test_from_plain_lets_a_model_decide() -> None:
    """A model that keeps unknown keys does so when asked; unions are types too."""
    plain = {"level": 1, "when": "2026-01-01", "more": 2}
    assert to_plain(from_plain(Model, plain, extra="declared")) == plain
    with pytest.raises(InputError):
        from_plain(Model, plain)
    assert from_plain(int | None, None) is None


def test_from_plain_refuses_what_is_not_plain() -> None:
    """A live object is not a plain value; broken base64 is not bytes."""
    with pytest.raises(InputError):
        from_plain(int, object())
    with pytest.raises(InputError):
        from_plain(Reading, {**READING_PLAIN, "raw": "*"})
    with pytest.raises(InputError):
        from_plain(Reading, {**READING_PLAIN, "raw": 5})


READING_PLAIN = {"name": "a", "values": [], "at": "2026-01-01T00:00:00Z", "raw": ""}

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    # UTF-8 has no form for lone surrogates
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(PLAIN)
def test_plain_values_are_their_own_plain_form(value: object) -> None:
    """`to_plain` is a projection, and canonical bytes ignore the order of keys."""
    assert to_plain(value) == value
    reordered = dict(reversed(value.items())) if isinstance(value, dict) else value
    assert canonical_json(reordered) == canonical_json(value)


def test_canonical_json_refuses_lone_surrogates() -> None:
    """Text that UTF-8 cannot carry is an input error, not a crash."""
    with pytest.raises(InputError):
        canonical_json("\ud800")
