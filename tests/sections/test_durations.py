"""Durations, scopes and limits as schemas write them."""

import pytest

from qpf.sections.durations import duration_s, scope_days, task_limit, ttl_text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90 days", 7_776_000.0),
        ("1 year", 31_536_000.0),
        ("3 years (compliance requirement)", 94_608_000.0),
        ("5 minutes", 300.0),
        ("1hr", 3600.0),
        ("60s", 60.0),
        ("500ms", 0.5),
        ("2 mins", 120.0),
        ("3 secs", 3.0),
        ("indefinite", None),
        ("indefinite (by law)", None),
    ],
)
def test_durations(text: str, seconds: float | None) -> None:
    assert duration_s(text) == seconds


@pytest.mark.parametrize("text", ["", "a while", "0 days", "-1 day", "90", "5 parsecs", "days"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        duration_s(text)


@pytest.mark.parametrize(
    ("purpose", "ttl"),
    [
        ("Cache results. TTL=1hr", "1hr"),
        ("State, TTL = 5 minutes.", "5 minutes"),
        ("Windows (TTL=60s)", "60s"),
        ("No lifetime", None),
    ],
)
def test_ttl_in_prose(purpose: str, ttl: str | None) -> None:
    assert ttl_text(purpose) == ttl


def test_scope_and_limit() -> None:
    assert scope_days("rolling_180_days") == 180
    assert scope_days("last year") is None
    assert task_limit("unlimited") is None
    assert task_limit("5_parallel_training_jobs") == 5
    with pytest.raises(ValueError, match="is not a task limit"):
        task_limit("0_parallel")
