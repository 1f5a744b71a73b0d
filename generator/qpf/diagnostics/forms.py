"""Texts in the form they were meant to have, where only one form is meant."""

import re
from datetime import date

__all__ = ["in_form", "inside_path", "rolling_days", "task_limit", "url_path"]

_VERSION = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.+Z-]*)?")
_AMOUNT = re.compile(r"([1-9]\d*)\s+(Ki|Mi|Gi)")
_ROUTE = re.compile(r"(/([A-Za-z0-9._-]+|\{[a-z_][a-z0-9_]*\}))+")


def in_form(text: str, expected: str) -> str:
    """The text in the form that a message of `pattern-mismatch` expects, or nothing."""
    if expected == "a version `X.Y.Z`" and (parts := _VERSION.fullmatch(text.strip())):
        return ".".join(f"{int(part or 0)}" for part in parts.groups())
    if expected == "a day `YYYY-MM-DD`" and (parts := _DAY.fullmatch(text.strip())):
        return _day(*(int(part) for part in parts.groups()))
    if expected == "an amount such as `512Mi`" and (parts := _AMOUNT.fullmatch(text.strip())):
        return f"{parts[1]}{parts[2]}"
    return ""


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def inside_path(path: str) -> str:
    """A relative path that was written with backslashes or idle steps, or nothing.

    An absolute path and one that climbs out could mean several places.
    """
    if re.match(r"[A-Za-z]:|[/\\~]", path):
        return ""
    steps = [step for step in path.replace("\\", "/").split("/") if step not in ("", ".")]
    if ".." in steps or not steps:
        return ""
    better = "/".join(steps) + ("/" if path[-1] in "/\\" else "")
    return better if better != path else ""


def url_path(path: str) -> str:
    """A URL path that lacks its first slash or has one too many, or nothing."""
    bare = path.strip().rstrip("/")
    better = re.sub(r"/{2,}", "/", f"/{bare}")
    better = re.sub(r"<([a-z_][a-z0-9_]*)>|:([a-z_][a-z0-9_]*)(?=/|$)", r"{\1\2}", better)
    return better if better != path and _ROUTE.fullmatch(better) else ""


def rolling_days(text: str) -> str:
    """A scope of days in its form, `rolling_90_days`, or nothing."""
    days = re.fullmatch(r"(?:rolling)?[ _-]*([1-9]\d*)[ _-]*days?", text.strip(), re.IGNORECASE)
    return f"rolling_{days[1]}_days" if days else ""


def task_limit(text: str) -> str:
    """A limit of tasks in its form, `5_parallel`, or nothing."""
    tasks = re.fullmatch(r"([1-9]\d*)[ _-]*(?:parallel|tasks?)?", text.strip(), re.IGNORECASE)
    return f"{tasks[1]}_parallel" if tasks else "unlimited" if text.lower() == "unlimited" else ""
