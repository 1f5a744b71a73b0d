"""Flows of organs that were valid and could not be emitted, or ran without end; made small."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from counterexamples import emitted_files, golden, module, organ, refusals
from scene import Workspace


def test_names_of_a_flow_that_are_one_in_python_are_refused(tmp_path: Path) -> None:
    """`a_b` and `A_b` were one property; a state `name` was the name of the class."""
    assert refusals(organ(), tmp_path / "plain") == []
    sense = {"type": "bool", "default": True, "summary": "A sense."}
    drawn = organ(senses={"a_b": sense, "A_b": sense})
    assert "QPF578" in refusals(drawn, tmp_path / "senses")
    state = {"type": "int", "default": 1, "summary": "A state."}
    drawn = organ(state={"name": state})
    assert "QPF578" in refusals(drawn, tmp_path / "state")


@pytest.mark.parametrize("name", ["health", "dataclass"])
def test_an_operation_of_an_organ_hides_nothing_of_it(name: str, tmp_path: Path) -> None:
    """`health(…)` was the parameter of a method, `@dataclass` the imported operation."""
    drawn = organ(stages=[{"run": name, "as": "made"}])
    schema = drawn.documents["schemas/demo/roots.yaml"]
    schema["operations"] = [
        {"name": name, "module": "work", "output": "int", "steps": [{"return": "1"}]}
    ]
    schema["cursorinstructions"]["generatefiles"].append("work.py")
    schema["flow"]["result"]["made"] = "made"
    assert refusals(drawn, tmp_path) == ["QPF578"]


def test_a_state_that_doubles_is_followed_as_far_as_it_can_be(tmp_path: Path) -> None:
    """The factory followed a list through 100 beats, until there was no memory left."""
    states = {
        "held": {"type": "list[str]", "default": ["a"], "summary": "A list."},
        "power": {"type": "int", "default": 3, "summary": "A number."},
    }
    flow = organ(state=states)
    stages = flow.documents["schemas/demo/roots.yaml"]["flow"]["stages"]
    doubled = {"keep": {"held": "held + held"}, "when": "wet >= 0"}
    stages[:0] = [doubled, {"keep": {"power": "power * power"}}]
    tests = emitted_files(flow, tmp_path)["tests/roots/test_organ.py"]
    assert "] * 10))" in tests
    assert "test_beats_in_a_row" not in tests


@pytest.mark.parametrize(
    ("kept", "is_tested"),
    [("held + ['x']", True), ("held + held", False), ("['x']", False)],
)
def test_only_a_list_that_grows_keeps_its_newest(
    kept: str, is_tested: bool, tmp_path: Path
) -> None:
    """An empty list that is doubled stays empty, and one with items repeats them."""
    held = {"type": "list[str]", "default": [], "summary": "A list.", "limit": 10}
    flow = organ(state={"held": held})
    stages = flow.documents["schemas/demo/roots.yaml"]["flow"]["stages"]
    stages[:0] = [{"keep": {"held": kept}}]
    flow.documents["schemas/demo/roots.yaml"]["flow"]["result"]["size"] = "len(held)"
    tests = emitted_files(flow, tmp_path)["tests/roots/test_organ.py"]
    assert ("test_held_keeps_the_newest_in_order" in tests) is is_tested


@pytest.mark.parametrize(
    ("kind", "kept", "when", "codes"),
    [
        ("list[str]", "held + held", None, ["QPF578"]),
        ("list[str]", "['x'] + (held + ['y'])", None, ["QPF578"]),
        ("list[str]", "held + ['x']", "len(held) < 9", []),
        ("list[str]", "['x']", None, []),
        ("str", "held + 'x'", None, ["QPF578"]),
    ],
)
def test_a_state_that_only_grows_needs_a_limit(
    kind: str, kept: str, when: str | None, codes: list[str], tmp_path: Path
) -> None:
    """A list was doubled in every beat, two thousand times in a second."""
    default: Any = [] if kind.startswith("list") else ""
    flow = organ(state={"held": {"type": kind, "default": default, "summary": "Held."}})
    schema = flow.documents["schemas/demo/roots.yaml"]["flow"]
    schema["stages"][:0] = [{"keep": {"held": kept}} | ({"when": when} if when else {})]
    schema["result"]["size"] = "len(held)"
    assert refusals(flow, tmp_path / "free") == codes
    if kind.startswith("list"):
        schema["state"]["held"]["limit"] = 10
        assert refusals(flow, tmp_path / "limited") == []


def acting(**more: Any) -> Workspace:
    """An organ that acts first, through a port of the kit that answers as the machine is."""
    port = {"summary": "Frees.", "output": "int", "default": "collect_garbage"}
    drawn = organ(ports={"float": port}, **more)
    flow = drawn.documents["schemas/demo/roots.yaml"]["flow"]
    flow["stages"][:0] = [{"act": "float", "with": {}, "as": "freed"}]
    flow["result"]["freed"] = "freed"
    return drawn


def test_a_port_is_called_in_tests_as_the_schema_calls_it(tmp_path: Path) -> None:
    """The order of stages was told by names in Python: `float_`."""
    drawn = acting()
    schema = drawn.documents["schemas/demo/roots.yaml"]
    wait: dict[str, Any] = {"name": "wait", "module": "work", "output": "int"}
    schema["operations"] = [wait | {"steps": [{"return": "1"}]}]
    schema["cursorinstructions"]["generatefiles"].append("work.py")
    schema["flow"]["stages"].insert(1, {"run": "wait", "as": "waited"})
    schema["flow"]["result"]["waited"] = "waited"
    tests = emitted_files(drawn, tmp_path)["tests/roots/test_organ.py"]
    assert 'float_=calls.of("float", 0)' in tests
    assert 'assert calls.names == ["float", "wait"]' in tests


@pytest.mark.parametrize("is_foretold", [True, False])
def test_what_a_port_of_the_kit_answers_is_not_foretold(is_foretold: bool, tmp_path: Path) -> None:
    """An early report hung on how much garbage there was."""
    drawn = acting()
    if not is_foretold:
        early = {"action": {"is": "early"}, "state": "'x'"}
        stages = drawn.documents["schemas/demo/roots.yaml"]["flow"]["stages"]
        stages.insert(1, {"end": early, "when": "freed > 10"})
    tests = emitted_files(drawn, tmp_path)["tests/roots/test_organ.py"]
    assert ("expected, _ = observed()" in tests) is is_foretold


def test_an_organ_of_which_no_beat_is_foretold_has_tests(tmp_path: Path) -> None:
    """A fraction in a text can be told in two ways, so there was no test, and no gate to pass."""
    count = {"type": "int", "default": 0, "summary": "Beats."}
    drawn = organ(state={"count": count}, stages=[{"keep": {"count": "count + 1"}}])
    drawn.documents["schemas/demo/roots.yaml"]["flow"]["result"]["count"] = "count"
    tests = emitted_files(drawn, tmp_path)["tests/roots/test_organ.py"]
    names = [line[4:].partition("(")[0] for line in tests.splitlines() if line.startswith("def ")]
    assert names == [
        "observed",
        "test_it_is_known_by_its_name_its_key_and_its_deadline",
        "test_it_begins_where_an_earlier_life_ended",
    ]


def idle(files: dict[str, str], name: str) -> str:
    """What ruff says of locals and arguments of an emitted module that nobody uses."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--quiet"]
    said = subprocess.run(
        [*command, "--select", "F841,ARG001", "-"],
        input=module(files, name),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stderr == ""
    return said.stdout


def test_an_organism_of_one_mode_leaves_nothing_unused(tmp_path: Path) -> None:
    """The value that decides between modes was held, and decided nothing."""
    drawn = golden("organism")
    genome = drawn.documents["schemas/garden/greenhouse.yaml"]["genome"]
    genome["modes"] = genome["modes"][-1:]
    assert idle(emitted_files(drawn, tmp_path), "genome") == ""


def test_a_mesh_of_one_role_leaves_nothing_unused(tmp_path: Path) -> None:
    """What a bot remembers did not depend on the role that was asked for."""
    drawn = golden("pulse_and_mesh")
    drawn.documents["schemas/demo/tissue.yaml"]["mesh"]["bots"]["roles"] = {"relay": 3}
    assert idle(emitted_files(drawn, tmp_path), "cells") == ""
