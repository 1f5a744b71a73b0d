"""What the golden cases give is what is written down, byte for byte."""

import ast
import shutil
from pathlib import Path

import pytest
from golden_cases import CASES, DIAGNOSTICS, Case, Outcome, recorded, replay
from regenerate import write

EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Every case, replayed once."""
    root = tmp_path_factory.mktemp("golden")
    return {case.name: replay(case, root / case.name) for case in CASES}


@EACH
def test_the_case_gives_what_is_written_down(case: Case, outcomes: dict[str, Outcome]) -> None:
    given = outcomes[case.name].kept(case)
    expected = recorded(case)
    assert sorted(given) == sorted(expected), "run `make golden` and read the difference"
    for path, text in expected.items():
        assert given[path] == text, f"{path}: run `make golden` and read the difference"


@EACH
def test_every_emitted_module_compiles(case: Case, outcomes: dict[str, Outcome]) -> None:
    for path, text in outcomes[case.name].files.items():
        if path.endswith(".py"):
            compile(text, path, "exec")
            assert ast.get_docstring(ast.parse(text)), path


@EACH
def test_the_case_says_in_one_sentence_what_it_is_for(case: Case) -> None:
    text = (case.root / "README.md").read_text("utf-8")
    assert text.count("\n") == 1
    assert text.endswith(".\n")


@EACH
def test_the_case_keeps_something(case: Case) -> None:
    kept = recorded(case)
    assert kept
    for prefix in case.prefixes:
        assert any(path.startswith(f"expected/{prefix}") for path in kept), f"nothing at {prefix}"


def test_five_faults_in_three_files_are_five_places() -> None:
    case = next(one for one in CASES if one.name == "five_faults")
    lines = recorded(case)[DIAGNOSTICS].splitlines()
    places = [line.split(": ")[0] for line in lines if not line.startswith("  ")]
    assert len(places) == len(set(places)) == 5
    assert len({place.partition(":")[0] for place in places}) == 3


def test_regenerating_writes_what_the_case_gives(
    tmp_path: Path, outcomes: dict[str, Outcome]
) -> None:
    case = next(one for one in CASES if one.name == "honest_hole")
    copy = Case(tmp_path / "copy", case.prefixes)
    shutil.copytree(case.root, copy.root)
    stale = copy.root / "expected/demo-agents/stale.py"
    stale.write_text("left over")
    (copy.root / DIAGNOSTICS).write_text("left over")
    write(copy, outcomes[case.name])
    assert recorded(copy) == recorded(case)
