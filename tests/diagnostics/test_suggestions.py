"""Suggestions: which of them are clear enough to be made, and which are sure."""

import pytest

from qpf.diagnostics.suggest import Suggestion, did_you_mean


def judged(word: str, *known: str) -> tuple[str, bool, bool] | None:
    meant = did_you_mean(word, known)
    if not isinstance(meant, Suggestion):
        return None
    assert meant == f"did you mean `{meant.meant}`?"
    return meant.meant, meant.is_clear, meant.is_sure


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("root_path", ("rootpath", "role"), ("rootpath", True, True)),
        ("POST", ("post", "get"), ("post", True, True)),
        ("hybird", ("hybrid", "autonomous"), ("hybrid", True, False)),
        ("metod", ("method", "mode"), ("method", True, False)),
        ("tier3", ("tier1", "tier2"), ("tier2", False, False)),
        ("greter", ("greeter", "grepter"), ("grepter", False, False)),
        ("1.0", ("10", "2"), ("10", True, False)),
        ("a_b", ("ab", "AB"), ("ab", False, False)),
        ("conversation", ("observation", "role"), ("observation", False, False)),
        ("zebra", ("method", "mode"), None),
    ],
)
def test_how_clear_a_suggestion_is(
    word: str, known: tuple[str, ...], expected: tuple[str, bool, bool] | None
) -> None:
    assert judged(word, *known) == expected
