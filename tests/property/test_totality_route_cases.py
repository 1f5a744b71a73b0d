"""Routes over tables: each was accepted, and the module or its tests were wrong."""

from pathlib import Path
from typing import Any

import pytest
from counterexamples import emitted_files, errors, golden, module, refusals
from scene import Workspace

ROOM = "schemas/demo/mailroom.yaml"
TESTS = "tests/mailroom/test_resources.py"


def made(*fields: str, **more: Any) -> Workspace:
    """The mailroom with one more route for new boxes."""
    drawn = golden("tables_and_streams")
    route = {"path": "/new", "create": "boxes", "summary": "New.", "fields": list(fields), **more}
    drawn.documents[ROOM]["tables"]["routes"].append(route)
    return drawn


@pytest.mark.parametrize(
    "route",
    [
        made("label", "room", "label"),
        made("label", "id"),
        made("label", example={"label": "x" * 41}),
        made("label", example={"label": ""}),
        made("label", example={"label": 5}),
        made("label", "room", example={"room": True}),
        made("label", "room", example={"room": "much"}),
    ],
)
def test_a_new_row_is_one_that_its_table_takes(route: Workspace, tmp_path: Path) -> None:
    assert refusals(route, tmp_path) == ["QPF475"]


@pytest.mark.parametrize(
    ("column", "value", "is_kept"),
    [
        ("seal", "eA==", True),
        ("seal", "eA", False),
        ("seal", "???", False),
        ("came_at", "2026-01-01T00:00:00Z", True),
        ("came_at", "2026-01-01T00:00:00+02:00", False),
        ("came_at", "soon", False),
        ("marks", {"a": [1]}, True),
        ("box_id", 7, True),
    ],
)
def test_an_example_travels(column: str, value: Any, is_kept: bool, tmp_path: Path) -> None:
    drawn = golden("tables_and_streams")
    route = drawn.documents[ROOM]["tables"]["routes"][2]
    fields = list(dict.fromkeys(["seal", "note", column]))
    route |= {"fields": fields, "example": {column: value}}
    assert refusals(drawn, tmp_path) == ([] if is_kept else ["QPF475"])


def test_tests_refer_to_rows_that_are_there(tmp_path: Path) -> None:
    drawn = golden("tables_and_streams")
    route = drawn.documents[ROOM]["tables"]["routes"][2]
    route |= {"fields": ["seal", "box_id"], "example": {"box_id": 7}}
    assert (
        '("/letters", (), {"seal": "eA==", "box_id": 1})' in emitted_files(drawn, tmp_path)[TESTS]
    )
    route["checks"] = {"box_id": "operator.index"}
    assert refusals(drawn, tmp_path / "checked") == ["QPF475"]


def test_a_row_that_is_there_already_is_a_conflict(tmp_path: Path) -> None:
    """Rows of samples have `x`; two routes to one table are two functions."""
    drawn = made("label", example={"label": "x"})
    checked = {"path": "/newer", "checks": {"label": "html.escape"}}
    routes = drawn.documents[ROOM]["tables"]["routes"]
    routes.append({**routes[-1], **checked})
    files = emitted_files(drawn, tmp_path)
    creates, conflicts = files[TESTS].split("CONFLICTS")[:2]
    assert '("/new", (), {"label": "z"})' in creates
    assert '("/newer", (), {"label": "x"})' in conflicts
    assert "        with served(with_rows) as client:" in creates + conflicts
    text = module(files, "resources")
    assert text.count("async def create_boxes(") == 1
    assert "async def create_boxes_2(" in text


@pytest.mark.parametrize(
    ("dotted", "reason"),
    [
        ("json.nothing", "`json` offers no function `nothing`"),
        ("math.nothing", "`math` offers no function `nothing`"),
        ("datetime.datetime.fromisoformat", "no module `datetime.datetime`"),
    ],
)
def test_a_check_is_a_function_that_python_has(dotted: str, reason: str, tmp_path: Path) -> None:
    drawn = made("label", example={"label": "a"}, checks={"label": dotted})
    (found,) = errors(drawn, tmp_path)
    assert found.code == "QPF357"
    assert reason in found.message


@pytest.mark.parametrize("dotted", ["os.path.join", "math.sin", "html.escape", "json.dumps"])
def test_a_function_of_python_can_check(dotted: str, tmp_path: Path) -> None:
    drawn = made("label", example={"label": "a"}, checks={"label": dotted})
    assert refusals(drawn, tmp_path) == []


def test_checks_of_one_name_are_told_apart(tmp_path: Path) -> None:
    checks = {"label": "html.escape", "room": "re.escape"}
    drawn = made("label", "room", example={"label": "a", "room": 1}, checks=checks)
    text = module(emitted_files(drawn, tmp_path), "resources")
    assert "from html import escape\n" in text
    assert "from re import escape as check_re_escape\n" in text
    assert "check_re_escape(body.room)" in text
