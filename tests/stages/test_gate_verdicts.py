"""What a run of the gates says: rows, places, thresholds, and what it keeps for the next run."""

import json
from pathlib import Path

import pytest
from gate_bench import REQUIRED, Bench, Judgement
from gate_samples import HEADER, NAME, SCHEMA, SOUND

from qpf.diagnostics.diagnostic import Place
from qpf.model.extraction_map import SuccessCriteria
from qpf.model.gate import Verdict
from qpf.model.request import GateLevel
from qpf.tools.gates import tools_present
from qpf.tools.gates.crew import Crew
from qpf.tools.gates.names import FAST, FULL
from qpf.tools.missing import MissingTool

SPARE = HEADER + '''"""Nobody imports this."""

LIMITS = {"one": 1}


def limit(name: str) -> int:
    """Return a limit."""
    if name in LIMITS:
        return LIMITS[name]
    return 0
'''
UNTYPED = SOUND["src/demo/greeter.py"].replace("name: str,", "name,")


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Judgement, Judgement, Path]:
    """A sound distribution gated twice, the second time with every worker forbidden."""
    workspace = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        first = Bench(workspace, patch).judge(level=GateLevel.FULL, jobs=2)
        patch.setattr(Crew, "_server", None)
        return first, Bench(workspace, patch).judge(level=GateLevel.FULL, jobs=1), workspace


def test_every_gate_has_a_row_of_the_distribution(whole: tuple[Judgement, ...]) -> None:
    rows = [row for row in whole[0].rows if row.subject == NAME]
    assert sorted(row.gate for row in rows) == sorted(FULL)
    assert {row.verdict for row in rows} == {Verdict.PASSED}
    assert whole[0].value("coverage") == "100.00"
    assert whole[0].value("tests") == "2 of 2"
    assert whole[0].value("exercised") == "1 of 1"


def test_every_gate_that_concerns_an_agent_has_a_row_of_it(
    whole: tuple[Judgement, ...],
) -> None:
    agents = {row.gate: row.value for row in whole[0].rows if row.subject == "demo/greeter"}
    assert set(agents) == set(FULL)
    assert (agents["annotations"], agents["exercised"]) == ("100.00", "1 of 1")


def test_a_second_run_takes_everything_from_the_cache(
    whole: tuple[Judgement, Judgement, Path],
) -> None:
    assert whole[1].rows == whole[0].rows


def test_the_fast_gates_take_over_what_the_tools_said(
    whole: tuple[Judgement, Judgement, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Bench(whole[2], monkeypatch).judge().rows == whole[0].rows


def test_a_damaged_entry_is_made_again(
    whole: tuple[Judgement, Judgement, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (f"facts-{NAME}", f"mypy-{NAME}"):
        file = whole[2] / ".qpf" / "cache" / "gates" / f"{name}.json"
        kept = json.loads(file.read_bytes())
        file.write_text(json.dumps({**kept, "payload": {"forged": {}}}))
    judged = Bench(whole[2], monkeypatch).judge(level=GateLevel.FULL)
    assert judged.rows == whole[0].rows
    assert "forged" not in file.read_text()


def test_the_staged_tree_is_left_as_it_was(whole: tuple[Judgement, Judgement, Path]) -> None:
    root = whole[2] / ".qpf" / "staging" / "generated" / NAME
    files = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert files == set(SOUND)


def test_fast_gates_have_the_fast_rows_only(bench: Bench) -> None:
    assert {row.gate for row in bench.judge().rows} == set(FAST)


def test_no_gates_means_no_reports(bench: Bench) -> None:
    assert bench.judge(level=GateLevel.NONE).rows == ()


def test_number_of_workers_changes_no_row(bench: Bench) -> None:
    many = {**SOUND, **{f"src/demo/part_{n}.py": SPARE for n in range(60)}}
    first = bench.judge(many, jobs=1)
    cache = bench.workspace / ".qpf" / "cache"
    cache.rename(bench.workspace / "aside")
    assert bench.judge(many, jobs=3).rows == first.rows


def test_a_finding_stands_at_the_value_of_the_schema(bench: Bench) -> None:
    (found,) = bench.judge({**SOUND, "src/demo/greeter.py": UNTYPED}).found
    assert (found.code, found.place) == ("QPF708", Place(SCHEMA, 6, 3))
    assert found.notes[0].message == f"emitted in `generated/{NAME}/src/demo/greeter.py`, line 6"
    # The distribution and the agent both fail; the first is told.
    assert found.notes[1].message == f"`{NAME}` has 66.66, the threshold is 100"


def test_a_line_without_a_value_is_reported_in_the_template(bench: Bench) -> None:
    text = "# Copyright 2001 nobody\n" + SOUND["src/demo/__init__.py"]
    found = bench.judge({**SOUND, "src/demo/__init__.py": text}).found
    assert {one.place.file for one in found} == {"templates/demo/src/demo/__init__.py.j2"}
    assert {one.code for one in found} == {"QPF715", "QPF716"}
    assert {note.place for one in found for note in one.notes[1:]} == {Place(SCHEMA, 1)}


def test_thresholds_are_those_of_the_map(bench: Bench) -> None:
    files = {**SOUND, "src/demo/greeter.py": UNTYPED}
    judged = bench.judge(files, criteria=SuccessCriteria(annotations=66.0))
    assert judged.codes == []
    assert judged.value("annotations") == judged.value("annotations", "demo/greeter") == "66.66"


def test_a_failing_share_of_an_agent_fails_the_distribution(bench: Bench) -> None:
    files = {**SOUND, "src/demo/greeter.py": UNTYPED, "src/demo/spare.py": SPARE}
    judged = bench.judge(files, criteria=SuccessCriteria(annotations=80.0))
    assert judged.failed == set()
    (found,) = judged.found
    assert found.notes[1].message == "`demo/greeter` has 66.66, the threshold is 80"


def test_a_module_that_no_test_imports_counts(bench: Bench) -> None:
    judged = bench.judge({**SOUND, "src/demo/spare.py": SPARE}, GateLevel.FULL)
    assert judged.codes == ["QPF711"]
    assert float(judged.value("coverage")) < 60
    assert judged.found[0].notes[0].message.startswith(f"emitted in `generated/{NAME}/src/demo/sp")


def test_a_skipped_test_has_not_passed(bench: Bench) -> None:
    skipped = SOUND["tests/test_greeter.py"] + (
        '\n\n@pytest.mark.skip(reason="later")\ndef test_later() -> None:\n    assert greet("")\n'
    )
    judged = bench.judge({**SOUND, "tests/test_greeter.py": skipped}, GateLevel.FULL)
    assert judged.codes == ["QPF710"]
    assert "is skipped" in judged.found[0].message
    assert judged.value("tests") == "2 of 3"


def test_a_failing_test_is_reported_where_the_emitted_code_failed(bench: Bench) -> None:
    text = SOUND["src/demo/greeter.py"].replace('return f"hello {name}"', "raise KeyError(name)")
    judged = bench.judge({**SOUND, "src/demo/greeter.py": text}, GateLevel.FULL)
    failure = next(one for one in judged.found if one.code == "QPF710")
    assert failure.place == Place(SCHEMA, 10, 3)
    assert "KeyError: 'Ada'" in failure.message


def test_a_distribution_without_tests_fails(bench: Bench) -> None:
    bare = {path: text for path, text in SOUND.items() if not path.startswith("tests/")}
    judged = bench.judge(bare, GateLevel.FULL)
    assert judged.failed == {"tests", "coverage", "exercised"}
    assert "QPF712" in judged.codes
    wanted = next(one for one in judged.found if one.code == "QPF712")
    assert wanted.place == REQUIRED["demo/greeter"]["endpoint:greet"]


@pytest.mark.parametrize(
    ("level", "tool"), [(GateLevel.FAST, "isort"), (GateLevel.FULL, "pylint")], ids=str
)
def test_a_missing_tool_is_named_and_never_skipped(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, level: GateLevel, tool: str
) -> None:
    real = tools_present.find_spec
    monkeypatch.setattr(
        tools_present, "find_spec", lambda name: None if name == tool else real(name)
    )
    with pytest.raises(MissingTool, match=tool):
        bench.judge(level=level)
