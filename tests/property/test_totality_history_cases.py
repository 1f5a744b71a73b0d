"""Histories of tables that no database could follow: each was accepted and failed later."""

from pathlib import Path
from typing import Any

import pytest
from counterexamples import emitted_files, errors, golden

from qpf.tools.formatters import blackened

LOG = "schemas/radio/log.yaml"


def told(folder: Path, *changes: dict[str, Any]) -> list[tuple[str, str]]:
    """The errors of a collection whose tables changed."""
    drawn = golden("records")
    said = [{"summary": f"Change {number}.", **one} for number, one in enumerate(changes)]
    drawn.documents[LOG]["tables"]["changes"] = said
    return [(one.code, one.message) for one in errors(drawn, folder)]


@pytest.mark.parametrize(
    ("change", "code", "reason"),
    [
        ({}, "QPF472", "all is as after it"),
        ({"change": {"calls.number": {"type": "int", "index": True}}}, "QPF472", "as after it"),
        ({"drop": {"hops.owner": {"type": "int", "references": "nobody"}}}, "QPF472", "`nobody`"),
        ({"add": ["calls"]}, "QPF472", "`hops.call_id` refers to `calls`"),
        (
            {"drop": {"stations.hop": {"type": "int", "references": "hops"}}},
            "QPF472",
            "through others",
        ),
        ({"drop": {"strays.other": {"type": "int", "key": True}}}, "QPF472", "two keys"),
        ({"change": {"hops.id": {"type": "int"}}}, "QPF472", "`hops` has no key"),
        (
            {"drop": {"calls.a": {"type": "str"}}, "change": {"calls.a": {"type": "int"}}},
            "QPF472",
            "`calls.a` is not there",
        ),
        ({"change": {"hops.layer": {"type": "int"}}}, "QPF471", "from `int` to `str(40)`"),
        ({"change": {"hops.step": {"type": "float"}}}, "QPF471", "from `float` to `int`"),
        ({"drop": {"calls.many": {"type": "int", "default": "many"}}}, "QPF471", "no `int`"),
        ({"drop": {"calls.box": {"type": "str", "references": "hours"}}}, "QPF471", "`str`"),
        ({"drop": {'calls.a"b': {"type": "int"}}}, "QPF208", 'calls.a"b'),
    ],
)
def test_a_change_from_what_could_not_be_is_refused(
    change: dict[str, Any], code: str, reason: str, tmp_path: Path
) -> None:
    ((found, message),) = told(tmp_path, change)
    assert found == code
    assert reason in message


def test_older_tables_share_the_names_of_their_database(tmp_path: Path) -> None:
    """`hours` had two indices called `hours_by_until_watch`."""
    flat = {"until_watch": {"type": "int", "index": True}}
    drop = {f"hours.{name}": column for name, column in flat.items()}
    drawn = golden("records")
    tables = drawn.documents[LOG]["tables"]
    tables["shape"]["hours"]["indices"] = [["until", "watch"]]
    tables["changes"] = [{"summary": "One index is enough.", "drop": drop}]
    (one,) = errors(drawn, tmp_path)
    assert one.code == "QPF472"
    assert "called `hours_by_until_watch`" in one.message


@pytest.mark.parametrize(
    "change",
    [
        {"drop": {"hops.owner": {"type": "int", "references": "stations"}}},
        {"drop": {"hops.metadata": {"type": "json"}}},
        {"change": {"hops.ms": {"type": "int", "default": 0}}},
        {"change": {"calls.why": {"type": "str(4)"}}},
        {"change": {"calls.hour_id": {"type": "int", "nullable": True}}},
        {"change": {"calls.number": {"type": "int", "unique": True}}},
    ],
)
def test_a_change_that_databases_can_follow_is_kept(change: dict[str, Any], tmp_path: Path) -> None:
    assert told(tmp_path, change) == []


def test_a_change_that_no_database_sees_imports_nothing(tmp_path: Path) -> None:
    """The moment of now is given by whoever writes; the revision imported `op` for nothing."""
    drawn = golden("records")
    change = {"summary": "Now by itself.", "change": {"hours.until": {"type": "datetime"}}}
    drawn.documents[LOG]["tables"]["changes"] = [change]
    files = emitted_files(drawn, tmp_path)
    (revision,) = (text for path, text in files.items() if "versions/r002_" in path)
    assert "import" not in revision
    assert blackened(revision) == revision
