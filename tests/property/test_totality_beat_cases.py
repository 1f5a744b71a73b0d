"""Examples of organs, and the ports they act through, that were valid and wrong; made small."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from counterexamples import emitted_files, errors, organ
from scene import Workspace

_SOURCES = Path(__file__).resolve().parents[2] / "templates"
_SHARED = [_SOURCES / "core/static/src", _SOURCES / "organism/static/src"]


def sense(kind: str, default: Any, **more: Any) -> dict[str, Any]:
    """One more sense, `seen` in the report."""
    return {"seen": {"type": kind, "default": default, "summary": "A sense.", **more}}


def example(*beats: dict[str, Any]) -> list[dict[str, Any]]:
    """An example of beats that expect nothing unless they say so."""
    return [{"summary": "Beats", "beats": [{"expect": {}, **one} for one in beats]}]


def acting(kit: str, output: str, *beats: dict[str, Any], **inputs: str) -> Workspace:
    """An organ that acts through a port on a function of the kit; it reports what that gave."""
    port = {"summary": "Acts.", "input": inputs, "output": output, "default": kit}
    plain = {"str": "'x'", "int": "1", "str?": "'x'", "dict[str, int]": "{}"}
    stage: dict[str, Any] = {"act": "port", "with": {n: plain[one] for n, one in inputs.items()}}
    result = {"seen": "wet > 1"} | ({"got": "got"} if output else {})
    stages = [{**stage, "as": "got"} if output else stage]
    ports = {"port": port}
    return organ(ports=ports, stages=stages, result=result, examples=example(*beats))


def failed(drawn: Workspace, folder: Path) -> str:
    """What the emitted tests of the organ say when they fail."""
    for path, text in emitted_files(drawn, folder).items():
        if path.endswith(".py"):
            (folder / "made" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "made" / path).write_text(text, "utf-8")
    sources = os.pathsep.join(map(str, [folder / "made/src", *_SHARED]))
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "tests/roots"],
        cwd=folder / "made",
        env={**os.environ, "PYTHONPATH": sources},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if ended.returncode == 0 else ended.stdout + ended.stderr


def test_a_port_forgets_what_it_answered_in_an_earlier_beat(tmp_path: Path) -> None:
    """The emitted test let it answer the same again, the example said that it gives nothing."""
    told: dict[str, Any] = {"answers": {"port": [3, 4]}, "expect": {"got": 3}}
    assert failed(acting("Caches.clear", "int", told, {"expect": {"got": 0}}), tmp_path) == ""


@pytest.mark.parametrize("given", [{}, {"given": {"seen": 7}, "expect": {"size": 0}}])
def test_a_whole_number_is_a_float_where_one_is_sensed(
    given: dict[str, Any], tmp_path: Path
) -> None:
    """The factory said `50` for the text of a default that Python writes `50.0`."""
    drawn = organ(
        senses=sense("float", 50),
        state={"held": {"type": "float", "default": 50, "summary": "Held."}},
        stages=[{"keep": {"held": "held * 0.5"}, "when": "wet > 2"}],
        result={"seen": "wet > 1", "size": "0 if seen == 7 else len(str(seen)) + len(str(held))"},
        examples=example({"given": {"wet": 1}}, given),
    )
    assert failed(drawn, tmp_path) == ""


def test_lists_of_lists_are_what_an_example_says(tmp_path: Path) -> None:
    """A list in a list was compared with a tuple, and a right example refused."""
    drawn = organ(
        stages=[{"run": "pairs", "as": "made"}],
        result={"made": "made", "seen": "wet > 1"},
        examples=example({"expect": {"made": [["a"], []]}}),
    )
    schema = drawn.documents["schemas/demo/roots.yaml"]
    schema["cursorinstructions"]["generatefiles"].append("work.py")
    pairs = {"name": "pairs", "module": "work", "output": "list[list[str]]"}
    schema["operations"] = [{**pairs, "steps": [{"return": "[['a'], []]"}]}]
    assert failed(drawn, tmp_path) == ""


def lawful(holds: str, **limits: Any) -> Workspace:
    """An organ with a law and no example; it runs an operation whose input has limits."""
    drawn = organ(
        stages=[{"run": "drink", "as": "drunk"}],
        result={"drunk": "drunk"},
        laws=[{"law": "Never more than twice.", "holds": holds}],
    )
    schema = drawn.documents["schemas/demo/roots.yaml"]
    schema["cursorinstructions"]["generatefiles"].append("work.py")
    drink = {"name": "drink", "module": "work", "output": "float"}
    given = {"wet": {"type": "float", **limits}}
    schema["operations"] = [{**drink, "input": given, "steps": [{"return": "wet * 2"}]}]
    return drawn


def test_a_law_says_nothing_of_a_beat_that_an_operation_refuses(tmp_path: Path) -> None:
    """The emitted test of the law ended with the refusal."""
    assert failed(lawful("drunk <= 1.2", range=[0, 0.6]), tmp_path) == ""


def test_a_law_is_tested_without_examples(tmp_path: Path) -> None:
    """It stood in no test, and nobody was told."""
    assert "assert 2.0 <= 1.2" in failed(lawful("drunk <= 1.2"), tmp_path)


@pytest.mark.parametrize(
    ("kind", "default", "given", "codes"),
    [
        ("int", 1, 1.5, ["QPF516"]),
        ("bool", True, 1, ["QPF516"]),
        ("float", 0.5, True, ["QPF516"]),
        ("float", 0.5, 3, ["QPF578"]),
        ("float", 0.5, 2, []),
    ],
)
def test_what_is_sensed_in_an_example_is_what_a_sense_can_be(
    kind: str, default: Any, given: Any, codes: list[str], tmp_path: Path
) -> None:
    """Anything was taken: the organ was shown what it never meets."""
    limits = {"range": [0, 2]} if kind == "float" else {}
    drawn = organ(
        senses=sense(kind, default, **limits),
        result={"other": "seen"},
        examples=example({"given": {"seen": given}}),
    )
    told = errors(drawn, tmp_path)
    assert [one.code for one in told] == codes
    assert all(one.place.file.endswith("roots.yaml") and one.place.line > 1 for one in told)


@pytest.mark.parametrize(
    ("kit", "output", "answer", "codes"),
    [
        ("Requests.ask", "bool", "x", ["QPF516"]),
        ("Requests.ask", "bool", [True, 1], ["QPF516"]),
        ("Requests.ask", "bool", [True, False], []),
        ("Shares.set", "", 1, ["QPF516"]),
    ],
)
def test_a_port_answers_in_an_example_what_it_can_answer(
    kit: str, output: str, answer: Any, codes: list[str], tmp_path: Path
) -> None:
    """A text was true for the emitted organ, and not for the factory."""
    inputs = {"what": "str"} if output else {"shares": "dict[str, int]"}
    drawn = acting(kit, output, {"answers": {"port": answer}}, **inputs)
    assert [one.code for one in errors(drawn, tmp_path)] == codes


def test_a_truth_value_is_no_number_that_an_example_expects(tmp_path: Path) -> None:
    """`true` stood for 1."""
    drawn = acting("Caches.clear", "int", {"expect": {"got": False}})
    assert [one.code for one in errors(drawn, tmp_path)] == ["QPF579"]


@pytest.mark.parametrize(
    ("kit", "output", "inputs", "codes"),
    [
        ("Caches.clear", "str", {}, ["QPF578"]),
        ("Caches.clear", "float", {}, []),
        ("Caches.clear", "int?", {}, []),
        ("Requests.ask", "bool", {"what": "int"}, ["QPF578"]),
        ("Requests.ask", "bool", {"what": "str?"}, ["QPF578"]),
        ("Shares.set", "int", {"what": "dict[str, int]"}, ["QPF578"]),
        ("Requests.take", "list[str]", {}, ["QPF578"]),
        ("Levers.offer", "", {"name": "str", "move": "str"}, ["QPF578"]),
    ],
)
def test_a_port_is_of_the_type_of_what_stands_for_it(
    kit: str, output: str, inputs: dict[str, str], codes: list[str], tmp_path: Path
) -> None:
    """Only mypy said that the function of the kit takes or gives something else."""
    told = errors(acting(kit, output, {}, **inputs), tmp_path)
    assert [one.code for one in told] == codes


def test_a_whole_number_that_is_kept_in_a_float_is_one(tmp_path: Path) -> None:
    """The factory told the text of 1, Python that of 1.0."""
    drawn = organ(
        state={"held": {"type": "float", "default": 0.5, "summary": "Held."}},
        stages=[{"keep": {"held": 1}}],
        result={"seen": "wet > 1", "size": "len(str(held))"},
    )
    assert failed(drawn, tmp_path) == ""


def test_no_beat_is_foretold_whose_operation_refuses_its_input(tmp_path: Path) -> None:
    """The report was told all the same; the emitted operation raised."""
    drawn = organ(
        stages=[{"run": "twice", "with": {"share": "wet"}, "as": "made"}],
        result={"seen": "wet > 1", "made": "made"},
        examples=example({"given": {"wet": 0.25}, "expect": {"made": 0.5}}, {"given": {"wet": 7}}),
    )
    schema = drawn.documents["schemas/demo/roots.yaml"]
    schema["cursorinstructions"]["generatefiles"].append("work.py")
    twice: dict[str, Any] = {"name": "twice", "module": "work", "output": "float"}
    twice["input"] = {"share": {"type": "float", "range": [0, 1]}}
    schema["operations"] = [{**twice, "steps": [{"return": "share * 2"}]}]
    assert failed(drawn, tmp_path) == ""
