"""Texts in the form they were meant to have, and those that could mean several things."""

from collections.abc import Callable

import pytest

from qpf.diagnostics.forms import in_form, inside_path, rolling_days, task_limit, url_path

VERSION, DAY = "a version `X.Y.Z`", "a day `YYYY-MM-DD`"


@pytest.mark.parametrize(
    ("text", "expected", "meant"),
    [
        ("6.0", VERSION, "6.0.0"),
        ("v6.1.2", VERSION, "6.1.2"),
        ("6", VERSION, "6.0.0"),
        ("six", VERSION, ""),
        ("6.0.0.1", VERSION, ""),
        ("2025/12/3", DAY, "2025-12-03"),
        ("2025-12-03T10:00:00Z", DAY, "2025-12-03"),
        ("2025-13-03", DAY, ""),
        ("03/12/2025", DAY, ""),
        ("8 Gi", "an amount such as `512Mi`", "8Gi"),
        ("8GB", "an amount such as `512Mi`", ""),
        ("6.0", "a PascalCase word", ""),
    ],
)
def test_forms_of_patterns(text: str, expected: str, meant: str) -> None:
    assert in_form(text, expected) == meant


@pytest.mark.parametrize(
    ("form", "text", "meant"),
    [
        (inside_path, "a\\b", "a/b"),
        (inside_path, "./a//b/", "a/b/"),
        (inside_path, "a/b", ""),
        (inside_path, "../a", ""),
        (inside_path, "/a", ""),
        (inside_path, "C:\\a", ""),
        (inside_path, "./", ""),
        (url_path, "a/b", "/a/b"),
        (url_path, "/a/b/", "/a/b"),
        (url_path, "/a/:name", "/a/{name}"),
        (url_path, "/a/<name>", "/a/{name}"),
        (url_path, "/a", ""),
        (url_path, "/a b", ""),
        (rolling_days, "90_days", "rolling_90_days"),
        (rolling_days, "Rolling 90 days", "rolling_90_days"),
        (rolling_days, "3 months", ""),
        (task_limit, "7 parallel", "7_parallel"),
        (task_limit, "Unlimited", "unlimited"),
        (task_limit, "0", ""),
    ],
)
def test_other_forms(form: Callable[[str], str], text: str, meant: str) -> None:
    assert form(text) == meant
