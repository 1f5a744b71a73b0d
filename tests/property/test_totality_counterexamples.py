"""Workspaces that were valid and could not be emitted; made small."""

import re
from pathlib import Path
from typing import Any

from counterexamples import emitted_files, layer, library, module, refusals
from luck import Dice
from scene import Scene

from qpf.views.naming import ClassName


def test_a_negation_is_compared(tmp_path: Path) -> None:
    """`taken != not urgent` is no Python, and `taken != a < b` means something else."""
    one = layer(
        reads={"urgent": {"from": "header.urgent", "type": "bool", "default": False}},
        encode=[{"set": "meta.first", "value": 1}, {"set": "meta.calm", "to": "not urgent"}],
    )
    files = emitted_files(library("layers", [one]), tmp_path)
    assert "!= (not urgent):" in module(files, "mark")


def test_layers_whose_modules_would_be_one_are_refused(tmp_path: Path) -> None:
    """`a_b` and `a__b` were one file."""
    assert refusals(library("layers", [layer(name="a_b"), layer(name="a__b")]), tmp_path)


def test_a_name_of_a_layer_has_at_most_60_letters(tmp_path: Path) -> None:
    """`self.` and 200 letters fit into no line, however it is broken."""
    gain = {"type": "float", "default": 1, "summary": "A gain."}
    encode = [{"set": "meta.first", "value": 1}, {"set": "meta.gain", "to": "n" * 61}]
    one = layer(parameters={"n" * 61: gain}, encode=encode)
    assert refusals(library("layers", [one]), tmp_path) == ["QPF210"]


def shape(**columns: Any) -> dict[str, Any]:
    """One table."""
    key = {"id": {"type": "int", "key": True}}
    return {"boxes": {"record": "Box", "summary": "Boxes.", "columns": {**key, **columns}}}


def test_a_column_is_no_word_of_python(tmp_path: Path) -> None:
    """A column `import` stopped planning, long after the schema was said to be valid."""
    drawn = library("tables", {"shape": shape(**{"import": {"type": "int"}})})
    assert refusals(drawn, tmp_path) == ["QPF471"]


def test_a_column_hides_nothing_of_a_model(tmp_path: Path) -> None:
    """The field `json` of a row hid a method of pydantic's models; mypy refused the class."""
    drawn = library("tables", {"shape": shape(json={"type": "json"})})
    assert refusals(drawn, tmp_path) == ["QPF471"]


def test_a_default_is_not_unique(tmp_path: Path) -> None:
    """The second row without a value was refused by the store."""
    drawn = library(
        "tables", {"shape": shape(on={"type": "bool", "unique": True, "default": True})}
    )
    assert refusals(drawn, tmp_path) == ["QPF471"]


def test_routes_over_tables_are_served_by_somebody(tmp_path: Path) -> None:
    """A collection without a service has no application that their tests could start."""
    routes = [{"path": "/boxes", "list": "boxes", "summary": "All boxes."}]
    drawn = library("tables", {"shape": shape(), "routes": routes})
    assert len(refusals(drawn, tmp_path)) == 1


def test_a_filter_is_no_parameter_of_its_route(tmp_path: Path) -> None:
    """A column `limit` was a second parameter `limit`, and the module no Python."""
    counted = []
    tried = (["size"], ["limit"], ["size", "size"], ["boxes_table"], ["marks"])
    for number, filters in enumerate(tried):
        columns = {name: {"type": "int"} for name in ("limit", "size", "boxes_table")}
        columns["marks"] = {"type": "json"}  # no URL can hold one
        route = {"path": "/boxes", "list": "boxes", "filters": filters, "summary": "All boxes."}
        drawn = library("tables", {"shape": shape(**columns), "routes": [route]})
        counted.append(len(refusals(drawn, tmp_path / f"{number}")))
    # nobody serves the routes of a library, which is the one refusal of them all
    assert counted == [1, 2, 2, 2, 2]


def test_what_a_section_imports_is_required(tmp_path: Path) -> None:
    """Tables import SQLAlchemy whether or not the map says so."""
    files = emitted_files(library("tables", {"shape": shape()}), tmp_path)
    assert '"sqlalchemy>=2.0.44"' in files["pyproject.toml"]


def test_a_field_may_be_measured_and_be_a_label(tmp_path: Path) -> None:
    """The entry that emitted tests send had a text where another measure wants a number."""
    counted = {"name": "size_total", "summary": "All sizes.", "kind": "counter", "value": "size"}
    by_size = {"name": "seen_total", "summary": "By size.", "kind": "counter"}
    worker = {
        "name": "counting",
        "summary": "Counts.",
        "reads": {"topic": "mail", "group": "counting"},
        "handler": {"measures": [counted, by_size | {"labels": {"box": "size"}}]},
        "dead": "buried",
    }
    topics = {name: {"summary": "Entries.", "max_length": 1000} for name in ("mail", "buried")}
    drawn = library("streams", {"topics": topics, "workers": [worker]})
    files = emitted_files(drawn, tmp_path)
    (tests,) = (text for path, text in files.items() if path.endswith("test_workers.py"))
    assert '("counting", topics.MAIL.name, {"size": 1.0})' in tests


def test_a_field_may_have_a_record_as_its_default(tmp_path: Path) -> None:
    """Defaults were checked before the fields of other records were known."""
    types = {
        "Inner": {"size": "int"},
        "Outer": {"inner": {"type": "Inner", "default": {"size": 1}}},
    }
    scene = Scene(Dice(""), "demo")
    agent = scene.agent("store", "Store", types=types)
    agent.module("models")
    agent.schema["operations"] = [
        {
            "name": "open",
            "module": agent.module("work"),
            "input": {"one": "Outer"},
            "output": "int",
            "steps": [{"return": "one.inner.size"}],
        }
    ]
    files = emitted_files(scene.workspace(), tmp_path)
    assert "Inner(size=1)" in module(files, "models")


def test_a_choice_of_literals_is_not_compared_with_another(tmp_path: Path) -> None:
    """mypy knows that `(7 if a else 0) == 4` never holds, and refused the emitted module."""
    scene = Scene(Dice(""), "demo")
    agent = scene.agent("store", "Store")
    agent.schema["operations"] = [
        {
            "name": "open",
            "module": agent.module("work"),
            "input": {"size": "int"},
            "output": "bool",
            "steps": [{"return": "size > 1 or (7 if size > 2 else 0) == 4"}],
        }
    ]
    assert refusals(scene.workspace(), tmp_path) == ["QPF515"]


def test_a_column_is_called_like_no_type(tmp_path: Path) -> None:
    """After the column `int`, `Mapped[int]` was no type any more."""
    drawn = library("tables", {"shape": shape(int={"type": "str"}, size={"type": "int"})})
    assert refusals(drawn, tmp_path) == ["QPF471"]


def test_an_operation_called_like_a_test_is_none(tmp_path: Path) -> None:
    """pytest took the imported operation `test` for a test, and found no fixture `size`."""
    scene = Scene(Dice(""), "demo")
    agent = scene.agent("store", "Store")
    agent.schema["operations"] = [
        {
            "name": "test",
            "module": agent.module("work"),
            "input": {"size": "int"},
            "output": "int",
            "steps": [{"return": "size + 1"}],
            "examples": [{"given": {"size": 1}, "expect": 2}],
        }
    ]
    files = emitted_files(scene.workspace(), tmp_path)
    (text,) = (text for path, text in files.items() if path.endswith("/test_work.py"))
    assert "import test as the_test_operation" in text
    assert "the_test_operation(size=1)" in text


def test_a_class_of_a_long_name_is_in_pascal_case() -> None:
    """pylint refused `Aaaa…_a2a05b0e`."""
    assert re.fullmatch(r"[A-Z][A-Za-z0-9]{63}", ClassName("a" * 90))
