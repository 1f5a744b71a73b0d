"""`qpf validate --fix`: what is mechanical is mended in place, and nothing else moves."""

import json
import os
import shutil
from pathlib import Path

import pytest
from conftest import Run, bytes_below, edit

from qpf.tools.filesystem import LocalDisk
from qpf.tools.fixing.files import InputFiles, MovedMeanwhile

SCHEMA = "schemas/demo/greeter.yaml"
MAP = "extractor_maps/demo.yaml"


@pytest.fixture
def faulty(workspace: Path) -> Path:
    """Four faults that are mechanical, one that is a guess, one that needs a person."""
    edit(workspace / SCHEMA, "  mode: hybrid", "  mode: hybird # as agreed")
    edit(workspace / SCHEMA, "humanoverride: true", "human_override: yes   # always")
    edit(workspace / SCHEMA, "method: POST", "Method: POST")
    edit(workspace / SCHEMA, "path: /greeter/greet\n", "path: greeter/greet/\n")
    edit(workspace / SCHEMA, "    - CONFIG.md\n", "    - CONFIG.md\n    - CONFIG.md # twice\n")
    edit(workspace / MAP, "  coverage: 90", "  coverage: 900")
    return workspace


def text(workspace: Path) -> str:
    return (workspace / SCHEMA).read_text("utf-8")


def test_safe_fixes_are_made_and_the_rest_is_told(qpf: Run, faulty: Path) -> None:
    before = text(faulty)
    answer = qpf("validate", "--fix")
    assert answer.code == 1
    assert "mended in 1 file, 2 left" in answer.err
    assert text(faulty) == (
        before.replace("human_override: yes ", "humanoverride: true ")
        .replace("Method: POST", "method: POST")
        .replace("path: greeter/greet/\n", "path: /greeter/greet\n")
        .replace("    - CONFIG.md # twice\n", "    # twice\n")
    )


def test_a_guess_is_made_when_asked_for(qpf: Run, faulty: Path) -> None:
    qpf("validate", "--fix", "--unsafe")
    assert "  mode: hybrid # as agreed\n" in text(faulty)


def test_mending_twice_changes_nothing(qpf: Run, faulty: Path) -> None:
    qpf("validate", "--fix", "--unsafe")
    once = bytes_below(faulty)
    second = qpf("validate", "--fix", "--unsafe")
    assert second.code == 1
    assert "1 finding, 0 mended, 1 left" in second.err
    assert bytes_below(faulty) == once


def test_nothing_left_exits_0(qpf: Run, faulty: Path) -> None:
    edit(faulty / MAP, "  coverage: 900", "  coverage: 90")
    answer = qpf("validate", "--fix", "--unsafe")
    assert (answer.code, answer.out) == (0, "")
    assert "0 left" in answer.err


def test_a_diff_is_shown_and_nothing_written(qpf: Run, faulty: Path) -> None:
    before = bytes_below(faulty)
    answer = qpf("validate", "--diff")
    assert bytes_below(faulty) == before
    assert answer.code == 1
    assert "-  human_override: yes   # always\n+  humanoverride: true   # always\n" in answer.out
    assert f"--- a/{SCHEMA}" in answer.out


def test_a_workspace_without_faults_has_no_diff(qpf: Run, workspace: Path) -> None:
    answer = qpf("validate", "--diff")
    assert (answer.code, answer.out) == (0, "")


def test_programs_get_the_edits(qpf: Run, faulty: Path) -> None:
    found = json.loads(qpf("validate", "--format", "json").out)
    fixes = {one["code"]: one["fix"] for one in found if "fix" in one}
    assert fixes["QPF206"]["safe"] is False
    (change,) = fixes["QPF206"]["edits"]
    line = text(faulty).splitlines()[change["line"] - 1]
    assert line[change["column"] - 1 : change["end_column"] - 1] == "hybird"
    assert change["text"] == "hybrid"
    assert "QPF207" not in fixes


def test_code_scanning_gets_the_edits(qpf: Run, faulty: Path) -> None:
    results = json.loads(qpf("validate", "--format", "sarif").out)["runs"][0]["results"]
    (guess,) = [one for one in results if one["ruleId"] == "QPF206"]
    (change,) = guess["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == SCHEMA
    assert change["replacements"][0]["insertedContent"] == {"text": "hybrid"}


def test_annotations_name_the_fix(qpf: Run, faulty: Path) -> None:
    said = qpf("validate", "--format", "github").out
    assert "fix: write `hybrid` (`qpf validate --fix --unsafe`)" in said


def test_people_are_told_what_can_be_mended(qpf: Run, faulty: Path) -> None:
    said = qpf("validate").err.rstrip().splitlines()
    assert said[-2].endswith(
        "can be mended with `qpf validate --fix`, 1 more with `--fix --unsafe`"
    )


def test_a_fix_that_brings_an_error_is_taken_back(qpf: Run, workspace: Path) -> None:
    # The operation that is near has its endpoint already
    edit(workspace / SCHEMA, "    - name: status\n      path", "    - name: greett\n      path")
    before = text(workspace)
    answer = qpf("validate", "--fix", "--unsafe")
    assert "did you mean `greet`?" in answer.err
    assert text(workspace) == before


def test_only_the_selected_files_are_touched(qpf: Run, faulty: Path) -> None:
    before = bytes_below(faulty)
    assert qpf("validate", "core", "--fix").code == 1
    assert text(faulty).encode() == before[SCHEMA]
    qpf("validate", "demo/greeter", "--fix")
    assert text(faulty).encode() != before[SCHEMA]


def test_the_mode_of_a_file_stays_and_no_other_file_appears(qpf: Run, faulty: Path) -> None:
    (faulty / SCHEMA).chmod(0o640)
    names = set(bytes_below(faulty))
    qpf("validate", "--fix")
    assert (faulty / SCHEMA).stat().st_mode & 0o777 == 0o640
    assert {name for name in bytes_below(faulty) if not name.startswith(".qpf")} == names


def test_a_link_out_of_the_workspace_is_not_followed(
    qpf: Run, faulty: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.yaml"
    shutil.move(faulty / SCHEMA, outside)
    (faulty / SCHEMA).symlink_to(outside)
    before = outside.read_bytes()
    assert qpf("validate", "--fix").code == 1
    assert outside.read_bytes() == before
    assert (faulty / SCHEMA).is_symlink()


def test_a_link_inside_stays_a_link(qpf: Run, faulty: Path) -> None:
    inside = faulty / "kept.yaml"
    shutil.move(faulty / SCHEMA, inside)
    (faulty / SCHEMA).symlink_to(inside)
    qpf("validate", "--fix")
    assert (faulty / SCHEMA).is_symlink()
    assert "method: POST" in inside.read_text("utf-8")


def test_line_ends_and_a_missing_last_one_stay(qpf: Run, faulty: Path) -> None:
    file = faulty / SCHEMA
    file.write_bytes(file.read_bytes().rstrip(b"\n").replace(b"\n", b"\r\n"))
    qpf("validate", "--fix", "--unsafe")
    data = file.read_bytes()
    assert b"  mode: hybrid # as agreed\r\n" in data
    assert data.count(b"\r\n") == data.count(b"\n")
    assert not data.endswith(b"\n")


def test_a_full_disk_leaves_the_old_file(
    qpf: Run, faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    before = {name: data for name, data in bytes_below(faulty).items() if name[0] != "."}
    monkeypatch.setattr(os, "fsync", full)
    answer = qpf("validate", "--fix")
    assert "error QPF903" in answer.err
    after = {name: data for name, data in bytes_below(faulty).items() if name[:4] != ".qpf"}
    assert after == before


def test_a_hidden_fault_comes_to_light(qpf: Run, workspace: Path) -> None:
    edit(workspace / SCHEMA, "humanoverride: true", "humanOverride: true")
    edit(workspace / SCHEMA, "  anchors:\n    - Owner", "  anchors:\n    - Ower")
    answer = qpf("validate", "--fix")
    assert "humanoverride: true" in text(workspace)
    assert "error QPF402" in answer.err


def test_entries_that_differ_stay(qpf: Run, workspace: Path) -> None:
    edit(workspace / SCHEMA, "purpose: To greet.\n", "purpose: To greet.\npurpose: To wave.\n")
    before = text(workspace)
    assert "error QPF132" in qpf("validate", "--fix", "--unsafe").err
    assert text(workspace) == before


def test_an_edit_made_meanwhile_is_kept(faulty: Path) -> None:
    files = InputFiles(faulty)
    read = files.original(SCHEMA)
    assert read is not None
    edit(faulty / SCHEMA, "purpose: To greet.", "purpose: To greet warmly.")
    with pytest.raises(MovedMeanwhile):
        files.write({SCHEMA: read.replace(b"yes", b"true")}, LocalDisk())
    assert "To greet warmly." in text(faulty)


@pytest.mark.parametrize("tabs", ["\t", "\t\t"])
def test_a_tab_is_as_wide_as_its_neighbours_say(qpf: Run, workspace: Path, tabs: str) -> None:
    before = text(workspace)
    edit(
        workspace / SCHEMA,
        "    - README.md\n    - CONFIG.md\n",
        f"{tabs}- README.md\n{tabs}- CONFIG.md\n",
    )
    assert qpf("validate", "--fix").code == 0
    assert text(workspace) == before


def test_a_warning_waits_for_the_error_at_its_place(qpf: Run, workspace: Path) -> None:
    edit(workspace / SCHEMA, "timeout_ms: 400\n      auth", "timeout_ms: on\n      auth")
    before = text(workspace)
    assert "error QPF205" in qpf("validate", "--fix", "--unsafe").err
    assert text(workspace) == before
