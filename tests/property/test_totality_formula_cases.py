"""Formulas of hostile names, and operations that use them; each once failed a gate."""

import sys
from pathlib import Path
from typing import Any

import pytest
from counterexamples import emitted_files, errors
from luck import Dice
from scene import Scene, Workspace

from qpf.tools.gates import work_pylint


def formulas(*written: dict[str, Any], steps: list[Any] | None = None) -> Workspace:
    """A library of formulas; an agent whose operation `open` does the steps with it."""
    scene = Scene(Dice(""), "demo")
    scene.requirements.add("numpy>=2.0")
    optics = scene.agent("optics", "Optics")
    for stem in ("work", "work_arrays"):
        optics.module(stem)
    shared = {"module": "work", "summary": "A formula.", "output": "float"}
    optics.schema["formulas"] = [{**shared, **one} for one in written]
    if steps is not None:
        agent = scene.agent("store", "Store", types={"Seen": {"said": "str", "made": "float"}})
        agent.module("models")
        scene.link(agent, [optics])
        operation = {"name": "open", "module": agent.module("work"), "steps": steps}
        agent.schema["operations"] = [{**operation, "input": {"size": "float"}, "output": "Seen"}]
    return scene.workspace()


def test_a_sum_of_terms_is_no_call_of_a_formula(tmp_path: Path) -> None:
    """A formula `sum` was called for it where derived tests say what they expect."""
    items = {"name": "sum", "input": {"items": "float"}, "value": "items * 2"}
    powers = {"name": "powers", "input": {"x": {"one_of": [1]}}}
    powers["value"] = "sum(x ** i for i in range(1, 4))"
    files = emitted_files(formulas(items, powers), tmp_path)
    (tests,) = (text for path, text in files.items() if path.endswith("/test_work.py"))
    assert '({"x": 1.0}, 3.0)' in tests


def test_what_uses_a_formula_and_has_no_example_promises_no_result(tmp_path: Path) -> None:
    """Derived tests believed that it succeeds, and the default of the formula was refused."""
    endless = {"name": "endless", "input": {"x": {"default": "inf", "allow": ["inf"]}}}
    endless["value"] = "x * 2"
    plain = {"name": "plain", "input": {"x": 1}, "value": "x * 2"}
    choice = {"choose": "said", "rules": [{"when": "size > 2", "emit": "large"}], "else": "small"}
    steps = [choice, {"use": "optics.endless", "with": {}, "as": "made"}]
    steps.append({"return": {"said": "said", "made": "made"}})
    files = emitted_files(formulas(endless, plain, steps=steps), tmp_path / "using")
    assert "test_open_boundary" not in files["tests/store/test_work.py"]
    alone = formulas(endless, plain, steps=[choice, {"return": {"said": "said", "made": "1.0"}}])
    files = emitted_files(alone, tmp_path / "alone")
    assert "test_open_boundary" in files["tests/store/test_work.py"]


@pytest.mark.parametrize(("size", "is_promised"), [("2", True), ("0", False)])
def test_a_call_that_limits_refuse_promises_no_result(
    size: str, is_promised: bool, tmp_path: Path
) -> None:
    """Derived tests believed that a call of another operation succeeds, whatever it was given."""
    choice = {"choose": "said", "rules": [{"when": "size > 2", "emit": "large"}], "else": "small"}
    call = {"call": "inner", "with": {"most": size}, "as": "made"}
    steps = [choice, call, {"return": {"said": "said", "made": "made"}}]
    drawn = formulas({"name": "plain", "input": {"x": 1}, "value": "x * 2"}, steps=steps)
    store = drawn.documents["schemas/demo/store.yaml"]
    inner = {"name": "inner", "module": "work", "output": "float"}
    inner["input"] = {"most": {"type": "int", "range": [1, 9]}}
    store["operations"].append({**inner, "steps": [{"return": "most * 1.0"}]})
    tests = emitted_files(drawn, tmp_path)["tests/store/test_work.py"]
    assert ("test_open_boundary" in tests) is is_promised


@pytest.mark.parametrize(
    ("first", "is_promised"),
    [
        ({"require": "len(str(most)) > 9", "error": "short"}, False),
        ({"let": {"held": "len(str(most)) * 1.0"}}, True),
    ],
)
def test_a_call_that_may_fail_promises_no_result(
    first: dict[str, Any], is_promised: bool, tmp_path: Path
) -> None:
    """What another operation requires was unknown, and derived tests believed that it holds."""
    choice = {"choose": "said", "rules": [{"when": "size > 2", "emit": "large"}], "else": "small"}
    call = {"call": "inner", "with": {"most": "size"}, "as": "made"}
    steps = [choice, call, {"return": {"said": "said", "made": "made"}}]
    drawn = formulas({"name": "plain", "input": {"x": 1}, "value": "x * 2"}, steps=steps)
    inner = {"name": "inner", "module": "work", "input": {"most": "float"}, "output": "float"}
    inner["steps"] = [first, {"return": "most" if "error" in first else "held"}]
    if "error" in first:
        inner["errors"] = {"short": "Too short."}
    drawn.documents["schemas/demo/store.yaml"]["operations"].append(inner)
    tests = emitted_files(drawn, tmp_path)["tests/store/test_work.py"]
    assert ("test_open_boundary" in tests) is is_promised


@pytest.mark.parametrize(("last", "codes"), [("stats", ["QPF537"]), ("lenses", [])])
def test_modules_of_formulas_make_no_circle(last: str, codes: list[str], tmp_path: Path) -> None:
    """Each formula used one before it, and the three modules imported each other."""
    scene = Scene(Dice(""), "demo")
    scene.requirements.add("numpy>=2.0")
    optics = scene.agent("optics", "Optics")
    homes = {"first": "stats", "second": "work", "third": "lenses", "fourth": last}
    values = {"first": "x", "second": "first(x=x) + 1"}
    values |= {"third": "second(x=x)", "fourth": "third(x=x)"}
    for stem in dict.fromkeys(homes.values()):
        optics.module(stem)
        optics.module(f"{stem}_arrays")
    optics.schema["formulas"] = [
        {"name": name, "module": home, "summary": "A formula.", "input": {"x": 1}}
        | {"output": "float", "value": values[name]}
        for name, home in homes.items()
    ]
    told = errors(scene.workspace(), tmp_path)
    assert [one.code for one in told] == codes
    assert all("work -> stats -> lenses -> work" in one.message for one in told)


def test_a_line_that_nobody_can_break_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long names and words are longer than a line; the score fell below what is asked."""
    long = "long_" * 40
    formula = {"name": "twice", "summary": "x" * 200, "value": f"{long} * 2"}
    files = emitted_files(formulas({**formula, "input": {long: "float"}}), tmp_path / "made")
    file = tmp_path / "work.py"
    text = files["src/demo/optics/work.py"]
    file.write_text(text, "utf-8")
    assert any(len(line) > 100 for line in text.splitlines())
    monkeypatch.setattr(sys, "path", list(sys.path))
    (counted,) = work_pylint.run({"paths": [str(tmp_path)], "files": [str(file)]})
    assert [one for one in counted["messages"] if "line-too-long" in str(one)] == []
