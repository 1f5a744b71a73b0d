"""`qpf extract`, `check` and `gate`: what is published, what is said, and what never happens."""

import json
import signal
from pathlib import Path

import pytest
from conftest import Run, bytes_below, edit

from qpf.cli.quick import is_up_to_date

SCHEMA = "schemas/demo/greeter.yaml"
EMITTED = "generated/demo-agents/src/demo/greeter/greeting_writer.py"


def test_a_new_tree_is_published_with_the_core_it_stands_on(qpf: Run, workspace: Path) -> None:
    answer = qpf("extract", "--gates", "none")
    assert answer.code == 0
    assert answer.out == ""
    assert (workspace / EMITTED).is_file()
    assert (workspace / "generated/qpf-core/src/qpf_core/packet").is_dir()
    assert (workspace / "manifests/core/collection.json").is_file()
    lines = answer.err.splitlines()
    assert lines[0].startswith("core/runtime: ")
    assert lines[1].startswith("demo/greeter: ")
    assert lines[2].startswith("published: ")
    assert len(lines) == 3


def test_a_second_run_does_nothing(qpf: Run, extracted: Path) -> None:
    before = bytes_below(extracted)
    answer = qpf("extract", "--gates", "none")
    assert (answer.code, answer.err) == (0, "up to date\n")
    assert bytes_below(extracted) == before


def test_a_comment_and_another_layout_redo_nothing(qpf: Run, extracted: Path) -> None:
    published = ("generated", "manifests")
    before = [bytes_below(extracted / name) for name in published]
    edit(extracted / SCHEMA, "  mode: hybrid", "\n  # said aloud\n  mode:   'hybrid'")
    with (extracted / "pyproject.toml").open("a") as file:
        file.write("\n# a remark\n[tool.other]\nkey = 1\n")
    answer = qpf("extract", "--gates", "none", "--format", "json")
    assert (answer.code, json.loads(answer.out)["work"]) == (0, {"rendered": 0, "gated": 0})
    assert [bytes_below(extracted / name) for name in published] == before
    # The new bytes are known now.
    assert is_up_to_date(["extract", "--gates", "none"])
    edit(extracted / SCHEMA, "  mode:   'hybrid'", "  mode: 'hybrid' # again")
    assert qpf("extract", "--gates", "none").err == "up to date\n"


def test_a_layout_does_not_hide_a_hand_edit_or_a_value(qpf: Run, extracted: Path) -> None:
    edit(extracted / SCHEMA, "  mode: hybrid", "  # said aloud\n  mode: hybrid")
    emitted = (extracted / EMITTED).read_bytes()
    (extracted / EMITTED).write_bytes(emitted + b"\n")
    assert qpf("extract", "--gates", "none").code == 1
    (extracted / EMITTED).write_bytes(emitted)
    edit(extracted / SCHEMA, "purpose: To greet.", "purpose: To welcome.")
    answer = qpf("extract", "--gates", "none", "--format", "json")
    assert json.loads(answer.out)["work"]["rendered"] > 0


def test_a_selected_collection_alone_is_emitted(qpf: Run, workspace: Path) -> None:
    assert qpf("extract", "core", "--gates", "none").code == 0
    assert not (workspace / "generated/demo-agents").exists()
    assert qpf("extract", "--gates", "none").code == 0
    assert (workspace / "generated/demo-agents").exists()


def test_json_is_one_object(qpf: Run, workspace: Path) -> None:
    answer = qpf("extract", "--gates", "none", "--format", "json")
    value = json.loads(answer.out)
    assert [agent["agent"] for agent in value["agents"]] == ["core/runtime", "demo/greeter"]
    assert value["switched"][0] == "generated/demo-agents"
    assert answer.err == ""


def test_folders_are_settings(qpf: Run, workspace: Path) -> None:
    settings = '[tool.qpf]\noutput = "out/code"\nmanifests = "out/manifests"\n'
    (workspace / "pyproject.toml").write_text(settings)
    assert qpf("extract", "--gates", "none").code == 0
    assert (workspace / "out/code/demo-agents/pyproject.toml").is_file()
    assert (workspace / "out/manifests/demo/collection.json").is_file()
    assert not (workspace / "generated").exists()
    assert qpf("check").code == 0
    assert qpf("extract", "--gates", "none").err == "up to date\n"


def test_errors_publish_nothing(qpf: Run, extracted: Path) -> None:
    before = bytes_below(extracted / "generated")
    edit(extracted / SCHEMA, "  mode: hybrid", "  mode: hybird")
    answer = qpf("extract", "--gates", "none")
    assert answer.code == 1
    assert f"{SCHEMA}:" in answer.err
    assert bytes_below(extracted / "generated") == before


@pytest.mark.parametrize(
    "stage", ["understanding.load", "pipeline.render", "pipeline.gate", "pipeline.publish"]
)
def test_ctrl_c_leaves_the_old_tree_and_says_so(
    qpf: Run, extracted: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        signal.raise_signal(signal.SIGINT)

    before = bytes_below(extracted / "generated")
    edit(extracted / SCHEMA, '"Hello, "', '"Welcome, "')
    edit(extracted / SCHEMA, "text: Hello, Ada", "text: Welcome, Ada")
    edit(extracted / SCHEMA, "length: 10", "length: 12")
    monkeypatch.setattr(f"qpf.{stage}", interrupted)
    answer = qpf("extract", "--gates", "none")
    assert answer.code == 130
    assert "error QPF905" in answer.err
    assert "Traceback" not in answer.err
    assert bytes_below(extracted / "generated") == before
    monkeypatch.undo()
    monkeypatch.chdir(extracted)
    assert qpf("extract", "--gates", "none").code == 0
    assert "Welcome, " in (extracted / EMITTED).read_text()


def test_check_is_clean_after_an_extraction(qpf: Run, extracted: Path) -> None:
    answer = qpf("check")
    assert (answer.code, answer.out) == (0, "")
    assert json.loads(qpf("check", "--format", "json").out) == []


def test_check_names_a_hand_edit_with_its_file(qpf: Run, extracted: Path) -> None:
    with (extracted / EMITTED).open("a") as file:
        file.write("\n")
    answer = qpf("check")
    assert answer.code == 1
    assert f"{EMITTED}:1:1: error QPF650" in answer.err


def test_a_hand_edit_stops_an_extraction_unless_forced(qpf: Run, extracted: Path) -> None:
    before = (extracted / EMITTED).read_bytes()
    with (extracted / EMITTED).open("a") as file:
        file.write("\n")
    assert qpf("extract", "--gates", "none").code == 1
    assert qpf("extract", "--gates", "none", "--force").code == 0
    assert (extracted / EMITTED).read_bytes() == before


def test_gate_refuses_an_empty_workspace(qpf: Run, workspace: Path) -> None:
    answer = qpf("gate")
    assert answer.code == 1
    assert "error QPF918" in answer.err


def test_gate_refuses_what_is_out_of_date(qpf: Run, extracted: Path) -> None:
    edit(extracted / SCHEMA, "Write a greeting for a guest.", "Write a greeting for a friend.")
    answer = qpf("gate", "--gates", "none")
    assert answer.code == 1
    assert "error QPF652" in answer.err


def test_gate_prints_a_row_a_gate(
    qpf: Run, extracted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qpf.model.gate import GateReport, GateRow, Verdict

    row = GateRow(
        gate="pylint", subject="demo-agents", threshold="9.5", value="9.1", verdict=Verdict.FAILED
    )
    monkeypatch.setattr("qpf.inspection.gate", lambda *_: (GateReport("demo-agents", (row,)),))
    answer = qpf("gate")
    assert answer.code == 1
    assert answer.out.splitlines()[1].split() == ["demo-agents", "pylint", "9.5", "9.1", "failed"]
    assert json.loads(qpf("gate", "--format", "json").out)[0]["value"] == "9.1"
