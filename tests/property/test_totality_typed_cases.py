"""Workspaces that were valid and whose emitted modules mypy or pylint refused; made small.

All are judged in one run of the tools, each as a distribution of its own.
"""

from collections.abc import Callable
from typing import Any

import pytest
from counterexamples import layer, library
from luck import Dice
from scene import Scene, Workspace
from totality_judging import attempt, judged


def defaults_of_records() -> Workspace:
    """mypy inferred `dict[str, list[int]]` from the default of a JSON value, and refused it."""
    written: dict[str, tuple[str, Any]] = {
        "a": ("json", {"a": [1], "b": {"c": []}}),
        "b": ("json", [[1], {"a": 2}]),
        "c": ("json?", {"any": [None, 1, "x"]}),
        "d": ("dict[str, list[json?]]?", {"k": [[1], None]}),
        "e": ("list[float]?", [1]),
        "f": ("list[Later]?", [{"size": 1}]),
        "g": ("list[json]", [{"a": [1]}, [[]]]),
        "h": ("json", [{}]),
        "field_of": ("int", 1),
        "returning": ("list[int]", [1]),
    }
    fields = {name: {"type": kind, "default": value} for name, (kind, value) in written.items()}
    scene = Scene(Dice(""), "demo")
    agent = scene.agent("store", "Store", types={"Outer": fields, "Later": {"size": "int"}})
    agent.module("models")
    agent.schema["operations"] = [
        {
            "name": "open",
            "module": agent.module("work"),
            "input": {"one": "Outer"},
            "output": "int",
            "steps": [{"return": "len(str(one))"}],
        }
    ]
    return scene.workspace()


def inputs_like_modules_of_formulas() -> Workspace:
    """The module `list` is used as `list_`, which an input `list_` hid in the form for arrays."""
    scene = Scene(Dice(""), "demo")
    scene.requirements.add("numpy>=2.0")
    agent = scene.agent("store", "Store")
    agent.schema["formulas"] = [
        {
            "name": f"{module}_{name}",
            "module": agent.module(module),
            "summary": "Doubles.",
            "input": {name: "float"},
            "output": "float",
            "value": f"{name} * 2",
        }
        for module in ("list", "np", "list_")
        for name in ("list_", "list", "list_arrays", "np", "math")
    ]
    for module in ("list", "np", "list_"):
        agent.module(f"{module}_arrays")
    return scene.workspace()


def looks_like_functions_of_the_kit() -> Workspace:
    """A look called `number` was a local that hid the function the next look calls."""
    reads = {
        "number": {"from": "route.r", "type": "bool", "default": False},
        "flag": {"from": "header.in", "type": "float", "default": -2.5},
        "taken_meta_a": {"from": "header.a", "type": "int", "default": 1},
    }
    encode: list[Any] = [{"set": "meta.first", "value": 1}]
    encode += [{"set": "meta.a", "to": "number"}, {"set": "meta.b", "to": "flag * 0.5"}]
    encode += [{"set": "meta.c", "to": "taken_meta_a + len(data)"}]
    encode += [{"set": "meta.deflated", "to": "deflated"}]
    encode += [{"compress": "data", "mark": "meta.x", "level": 9}]
    one = layer(reads=reads, let={"deflated": {"to": "id % 5"}}, encode=encode)
    return library("layers", [one])


def modules_like_builtins() -> Workspace:
    """The module `list` of a function that an operation uses hid the list of its annotation."""
    scene = Scene(Dice(""), "demo")
    scene.requirements.add("numpy>=2.0")
    library = scene.agent("optics", "Optics")
    formula = {"name": "twice", "module": library.module("list"), "summary": "Doubles."}
    formula |= {"input": {"size": "float"}, "output": "float", "value": "size * 2"}
    library.schema["formulas"] = [formula]
    library.module("list_arrays")
    agent = scene.agent("store", "Store")
    agent.needs = [library.id]
    agent.schema["integration"] = {"connectto": [library.folder]}
    rules = [{"when": "made > 1", "emit": "many"}]
    agent.schema["operations"] = [
        {
            "name": "open",
            "module": agent.module("work"),
            "input": {"size": "float"},
            "output": "list[str]",
            "steps": [
                {"use": "optics.twice", "with": {"size": "size"}, "as": "made"},
                {"collect": "found", "rules": rules},
                {"return": "found"},
            ],
        }
    ]
    return scene.workspace()


def columns_like_methods_of_columns() -> Workspace:
    """`items` of the columns of a table is a method of theirs, and was taken for the column."""
    columns = {"id": {"type": "int", "key": True}, "items": {"type": "str(40)", "unique": True}}
    shape = {"boxes": {"record": "Box", "summary": "Boxes.", "columns": columns}}
    row = {"table": "boxes", "each": "item", "once": "items", "values": {"items": "item.key"}}
    record = {"name": "keep", "summary": "Keeps boxes.", "rows": [row]}
    return library("tables", {"shape": shape, "records": [record]})


CASES: dict[str, Callable[[], Workspace]] = {
    one.__name__: one
    for one in (
        columns_like_methods_of_columns,
        defaults_of_records,
        inputs_like_modules_of_formulas,
        looks_like_functions_of_the_kit,
        modules_like_builtins,
    )
}


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, ...]]:
    """What is wrong with each case: refused, not emitted, or refused by a gate."""
    folder = tmp_path_factory.mktemp("cases")
    attempts = [
        attempt(name, renamed(make(), f"case{number}"), folder)
        for number, (name, make) in enumerate(CASES.items())
    ]
    stopped = {one.name: (*one.refused, *one.wrong) for one in attempts}
    return {**stopped, **judged(attempts, folder, "typed", 1)}


def renamed(drawn: Workspace, package: str) -> Workspace:
    """The same under another package."""
    return Workspace(
        {path.replace("demo", package): _named(v, package) for path, v in drawn.documents.items()}
    )


def _named(value: Any, package: str) -> Any:
    if isinstance(value, dict):
        return {key: _named(one, package) for key, one in value.items()}
    if isinstance(value, list):
        return [_named(one, package) for one in value]
    is_name = isinstance(value, str) and (value == "demo" or value.startswith("demo/"))
    return value.replace("demo", package, 1) if is_name else value


@pytest.mark.parametrize("case", CASES)
def test_what_validates_passes_the_gates(case: str, findings: dict[str, tuple[str, ...]]) -> None:
    assert findings[case] == ()
