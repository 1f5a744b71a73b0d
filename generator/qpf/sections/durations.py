"""Lifetimes and ages as schemas write them: `90 days`, `1 year`, `5 minutes`, `indefinite`."""

import re

__all__ = ["duration_s", "scope_days", "task_limit", "ttl_text"]

_SECONDS = {
    "ms": 0.001,
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hr": 3600,
    "hour": 3600,
    "d": 86_400,
    "day": 86_400,
    "week": 604_800,
    "month": 2_592_000,
    "year": 31_536_000,
}
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*(?:\([^()]*\))?\s*")
_ENDLESS = re.compile(r"\s*indefinite\s*(?:\([^()]*\))?\s*")
_TTL = re.compile(r"\bTTL\s*=\s*(\d+(?:\.\d+)?\s*[A-Za-z]+|[^\s,;.]+)")
_SCOPE = re.compile(r"rolling_([1-9]\d*)_days")
_TASKS = re.compile(r"([1-9]\d*)_parallel(?:_[a-z_]+)?")


def duration_s(text: str) -> float | None:
    """Seconds of a duration; None for `indefinite`. A month has 30 days, a year 365.

    A note in parentheses may follow. Anything else raises `ValueError`.
    """
    if _ENDLESS.fullmatch(text):
        return None
    match = _DURATION.fullmatch(text.lower())
    unit = _unit(match[2]) if match else None
    if match is None or unit is None or float(match[1]) <= 0:
        raise ValueError(f"`{text}` is not a duration")
    return float(match[1]) * unit


def _unit(name: str) -> float | None:
    """Seconds of a unit, in the singular or the plural."""
    return _SECONDS.get(name) or _SECONDS.get(name.removesuffix("s"))


def ttl_text(purpose: str) -> str | None:
    """The lifetime written as `TTL=...` in the purpose of working memory, or None."""
    match = _TTL.search(purpose)
    return match[1] if match else None


def scope_days(text: str) -> int | None:
    """Days of `rolling_<n>_days`, or None when the text is something else."""
    match = _SCOPE.fullmatch(text)
    return int(match[1]) if match else None


def task_limit(text: str) -> int | None:
    """Operations at the same time; None for `unlimited`; `ValueError` for another text."""
    if text == "unlimited":
        return None
    match = _TASKS.fullmatch(text)
    if match is None:
        raise ValueError(f"`{text}` is not a task limit")
    return int(match[1])
