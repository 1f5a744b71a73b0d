"""Commands, units, tables and folders: a collection has one of each name."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from counterexamples import errors, golden, library, refusals
from scene import Workspace

from qpf.sections.binding.claims import CORE_COMMANDS

CORE = Path(__file__).parents[2] / "templates" / "core" / "static" / "src"
NEIGHBOURS = "schemas/demo/neighbours.yaml"


def with_pulse(command: dict[str, Any]) -> Workspace:
    """A collection whose pulse has a command beside those of discovery and orchestrator."""
    drawn = golden("rpc_and_discovery")
    drawn.documents[NEIGHBOURS]["loop"]["command"] = {"summary": "Beat.", **command}
    return drawn


def test_names_that_nobody_has_are_accepted(tmp_path: Path) -> None:
    assert refusals(with_pulse({"word": "beat", "unit": "demo-pulse"}), tmp_path) == []


@pytest.mark.parametrize("word", [*CORE_COMMANDS, "shop-discovery", "shop-orchestrator"])
def test_a_word_of_the_command_line_stands_for_one_thing(word: str, tmp_path: Path) -> None:
    assert refusals(with_pulse({"word": word}), tmp_path) == ["QPF490"]


@pytest.mark.parametrize("is_loop_first", [True, False])
def test_of_two_words_in_one_file_the_later_is_the_second(
    is_loop_first: bool, tmp_path: Path
) -> None:
    drawn = with_pulse({"word": "shop-discovery"})
    schema = drawn.documents[NEIGHBOURS]
    loop = {"loop": schema.pop("loop")}
    drawn.documents[NEIGHBOURS] = {**loop, **schema} if is_loop_first else {**schema, **loop}
    (told,) = errors(drawn, tmp_path)
    (first,) = (note.place for note in told.notes)
    assert first is not None
    assert first.line < told.place.line


@pytest.mark.parametrize("unit", ["demo-discovery", "demo-shop"])
def test_a_unit_is_one_thing(unit: str, tmp_path: Path) -> None:
    """The service has a unit called like the distribution."""
    assert refusals(with_pulse({"word": "beat", "unit": unit}), tmp_path) == ["QPF490"]


def test_a_table_belongs_to_one_agent(tmp_path: Path) -> None:
    drawn = golden("rpc_and_discovery")
    columns = {"id": {"type": "int", "key": True}}
    tables = {"shape": {"boxes": {"record": "Box", "summary": "Boxes.", "columns": columns}}}
    drawn.documents["extractor_maps/demo.yaml"]["distribution"]["stands_on"].append("fabric")
    drawn.documents[NEIGHBOURS]["tables"] = tables
    assert refusals(drawn, tmp_path / "one") == []
    drawn.documents["schemas/demo/shop.yaml"]["tables"] = tables
    assert refusals(drawn, tmp_path / "two") == ["QPF490"]


COLUMNS = {
    "id": {"type": "int", "key": True},
    "data": {"type": "int"},
    "data_id": {"type": "int", "index": True, "unique": False},
}


@pytest.mark.parametrize(
    ("columns", "more", "other"),
    [
        ({}, {"indices": [["data", "id"]]}, "pages"),
        ({}, {"indices": [["id", "data"], ["id", "data"]]}, "pages"),
        ({"index": False, "unique": True}, {"unique": [["data", "id"]]}, "pages"),
        ({}, {}, "boxes_by_data_id"),
        ({}, {}, "boxes_key"),
        ({}, {}, "boxes_id_seq"),
    ],
)
def test_indices_share_the_names_of_the_database(
    columns: dict[str, bool], more: dict[str, Any], other: str, tmp_path: Path
) -> None:
    """Two indices of one name ended every migration."""
    first = {**COLUMNS, "data_id": {**COLUMNS["data_id"], **columns}}
    boxes = {"record": "Box", "summary": "Boxes.", "columns": first}
    second = {"record": "Page", "summary": "Pages.", "columns": COLUMNS}
    free = library("tables", {"shape": {"boxes": boxes, "pages": second}})
    assert refusals(free, tmp_path / "free") == []
    (told,) = errors(
        library("tables", {"shape": {"boxes": {**boxes, **more}, other: second}}), tmp_path / "two"
    )
    assert told.code == "QPF490"
    assert "called after their table and columns" in (told.help or "")


def test_no_table_is_called_like_those_of_the_core(tmp_path: Path) -> None:
    columns = {"id": {"type": "int", "key": True}}
    table = {"record": "Box", "summary": "Boxes.", "columns": columns}
    drawn = library("tables", {"shape": {"qpf_audit": table}})
    assert refusals(drawn, tmp_path) == ["QPF471"]


@pytest.mark.parametrize(
    ("root", "codes"),
    [
        ("demo_shop/application", []),
        ("demo_shop/app", ["QPF320"]),
        ("demo_shop/Settings", ["QPF320"]),
        ("demo_shop/app/inner", ["QPF320"]),
        ("demo_shop/class", ["QPF323"]),
        ("demo_shop/a/if/b", ["QPF323"]),
    ],
)
def test_a_folder_is_no_module_of_the_service_and_no_word_of_python(
    root: str, codes: list[str], tmp_path: Path
) -> None:
    """The folder `app` hid the module `app`, and nothing could be imported from `class`."""
    drawn = golden("rpc_and_discovery")
    drawn.documents[NEIGHBOURS]["rootpath"] = root
    assert refusals(drawn, tmp_path) == codes


def test_the_commands_of_the_core_are_those_that_a_service_has() -> None:
    program = "from qpf_core.service import main; main(['--help'], None, settings=None)"
    said = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(CORE)},
        capture_output=True,
        text=True,
        check=False,
    )
    (words,) = re.findall(r"^  \{(.*)\}$", said.stdout, re.MULTILINE)
    assert {*words.split(",")} == {*CORE_COMMANDS}
