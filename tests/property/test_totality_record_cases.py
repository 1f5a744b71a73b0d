"""Records that could not be kept: each was accepted, and the first batch of two runs failed."""

from pathlib import Path
from typing import Any

import pytest
from counterexamples import emitted_files, golden, refusals
from scene import Workspace

LOG = "schemas/radio/log.yaml"


def kept(columns: dict[str, Any], values: dict[str, Any]) -> Workspace:
    """A collection that keeps packets with more columns and more values."""
    drawn = golden("records")
    tables = drawn.documents[LOG]["tables"]
    shape = tables["shape"]["strays"]["columns"]
    tables["shape"]["strays"]["columns"] = {**shape, **columns}
    (row,) = tables["records"][1]["rows"]
    row["values"] |= values
    return drawn


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ({}, {"id": "packet.id"}),
        ({"band": {"type": "int"}}, {"band": {"value": "short"}}),
        ({"band": {"type": "str(3)"}}, {"band": {"value": "short"}}),
        ({"seal": {"type": "bytes"}}, {"seal": {"value": "x"}}),
        ({"at": {"type": "datetime"}}, {"at": {"value": "now"}}),
        ({"band": {"type": "str", "unique": True}}, {"band": {"value": "short"}}),
        ({"way": {"type": "str", "unique": True}}, {"way": "item.direction"}),
        ({"at": {"type": "datetime", "unique": True}}, {"at": "now"}),
        ({"at": {"type": "datetime", "unique": True, "default": "now"}}, {}),
    ],
)
def test_a_row_that_cannot_be_kept_twice_is_refused(
    columns: dict[str, Any], values: dict[str, Any], tmp_path: Path
) -> None:
    assert refusals(kept(columns, values), tmp_path) == ["QPF474"]


def grouped(table: str, *group: str) -> Workspace:
    """A collection one of whose tables has a group of columns that no two rows may share."""
    drawn = golden("records")
    drawn.documents[LOG]["tables"]["shape"][table]["unique"] = [list(group)]
    return drawn


@pytest.mark.parametrize(
    ("table", "group"),
    [
        ("stations", ["id", "setup"]),
        ("stations", ["name", "setup"]),
        ("calls", ["hour_id", "token"]),
        ("hops", ["call_id", "step"]),
    ],
)
def test_a_group_that_tells_rows_apart_is_kept(
    table: str, group: list[str], tmp_path: Path
) -> None:
    assert refusals(grouped(table, *group), tmp_path) == []


@pytest.mark.parametrize(
    ("table", "group"),
    [
        ("hours", ["station_id", "until"]),
        ("hours", ["station_id", "watch"]),
        ("calls", ["hour_id", "number"]),
        ("calls", ["number", "why"]),
        ("hops", ["call_id", "layer"]),
        ("hops", ["step", "layer"]),
        ("strays", ["meta", "is_old"]),
    ],
)
def test_a_group_that_two_rows_can_fill_alike_is_refused(
    table: str, group: list[str], tmp_path: Path
) -> None:
    assert refusals(grouped(table, *group), tmp_path) == ["QPF474"]


def test_an_empty_column_of_a_group_tells_rows_apart(tmp_path: Path) -> None:
    drawn = grouped("calls", "number", "why")
    del drawn.documents[LOG]["tables"]["records"][0]["rows"][2]["values"]["why"]
    assert refusals(drawn, tmp_path) == []


def test_a_group_names_a_column_once(tmp_path: Path) -> None:
    drawn = grouped("calls", "token", "number", "token")
    assert refusals(drawn, tmp_path) == ["QPF471"]


def test_the_tests_of_a_record_say_what_is_in_its_rows(tmp_path: Path) -> None:
    columns = {"seal": {"type": "bytes"}, "hop": {"type": "json"}, "rate": {"type": "float"}}
    values = {"seal": "packet.data", "hop": {"value": {"a": [1]}}, "rate": {"value": 1}}
    tests = emitted_files(kept(columns, values), tmp_path)["tests/log/test_records.py"]
    for said in ('"seal": b"x"', '"hop": {"a": [1]}', '"rate": 1', '"meta": {"m": 3}'):
        assert said in tests
