"""An organ succeeds when it says what it did."""

import pytest

from qpf_organism.organ import failure, is_success
from qpf_organism.organ.testing import Calls


@pytest.mark.parametrize(
    ("result", "is_good"),
    [
        ({"action": "healing"}, True),
        ({"action": "error"}, False),
        ({"action": ""}, False),
        ({"action": None}, False),
        ({"state": "fine"}, False),
    ],
)
def test_no_action_and_the_action_error_are_failures(
    result: dict[str, object], is_good: bool
) -> None:
    assert is_success(result) is is_good


def test_a_failure_names_the_organ_and_the_reason() -> None:
    made = failure("REGEN", "was late")
    assert made == {"organ": "REGEN", "action": "error", "state": "failed", "reason": "was late"}
    assert not is_success(made)


def test_calls_note_what_they_are_given_and_answer_in_turn() -> None:
    calls = Calls()
    port = calls.of("probe", False)
    assert port("fire") is False
    calls.begin({"probe": [1, 2]})
    assert [port(), port("a", "b"), port()] == [1, 2, 2]
    assert calls.made[:2] == [("probe", ()), ("probe", ("a", "b"))]


def test_a_beat_knows_nothing_of_the_one_before_it() -> None:
    calls = Calls()
    port = calls.of("probe", False)
    calls.begin({"probe": [True]})
    assert port("fire") is True
    calls.begin({})
    assert calls.made == []
    assert port("fire") is False


def test_a_noted_function_does_the_same() -> None:
    calls = Calls()
    assert calls.noting("total", sum)([1, 2, 3]) == 6
    assert calls.names == ["total"]
