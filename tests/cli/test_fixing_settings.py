"""`qpf validate --fix` mends the settings of a workspace as it mends its documents."""

import json
from pathlib import Path

from conftest import Run

from qpf.tools.lock import held

SETTINGS = """# settings
[project]
name = "x"   # Out_put
[tool.qpf]   # of the factory
Out_put = "generated"   # where to
"manifets" = 'manifests'\t# records

[tool.qpf.severty]
QPF540 = "note"  # examples
"""


def test_keys_of_the_settings_are_mended_like_others(qpf: Run, workspace: Path) -> None:
    file = workspace / "pyproject.toml"
    file.write_bytes(SETTINGS.encode().replace(b"\n", b"\r\n"))
    assert qpf("validate").code != 0
    qpf("validate", "--fix")
    safe = SETTINGS.replace('Out_put = "', 'output = "')
    assert file.read_bytes().replace(b"\r\n", b"\n").decode() == safe
    answer = qpf("validate", "--fix", "--unsafe")
    assert "2 settings mended in `pyproject.toml`" in answer.err
    assert answer.code == 0
    whole = safe.replace('"manifets"', '"manifests"').replace("severty", "severity")
    assert file.read_bytes() == whole.encode().replace(b"\n", b"\r\n")
    assert "mended in `pyproject.toml`" not in qpf("validate", "--fix", "--unsafe").err
    assert file.read_bytes() == whole.encode().replace(b"\n", b"\r\n")


def test_a_diff_of_the_settings_is_shown_and_nothing_written(qpf: Run, workspace: Path) -> None:
    file = workspace / "pyproject.toml"
    file.write_text(SETTINGS, "utf-8")
    answer = qpf("validate", "--diff")
    assert answer.code != 0
    assert '-Out_put = "generated"   # where to\n+output = "generated"   # where to\n' in answer.out
    assert "manifests" not in answer.out.replace("'manifests'", "")
    assert file.read_text("utf-8") == SETTINGS
    (told,) = (
        one
        for one in json.loads(qpf("validate", "--format", "json").out)
        if "Out_put" in one["message"]
    )
    assert told["fix"]["edits"][0]["text"] == "output"


def test_a_setting_that_is_there_already_is_left_to_a_person(qpf: Run, workspace: Path) -> None:
    file = workspace / "pyproject.toml"
    text = '[tool.qpf]\noutput = "generated"\nOutput = "made"\n'
    file.write_text(text, "utf-8")
    assert qpf("validate", "--fix", "--unsafe").code != 0
    assert file.read_text("utf-8") == text


def test_settings_are_not_mended_under_a_run_that_is_at_work(qpf: Run, workspace: Path) -> None:
    file = workspace / "pyproject.toml"
    file.write_text(SETTINGS, "utf-8")
    with held(workspace / ".qpf"):
        answer = qpf("validate", "--fix")
    assert answer.code != 0
    assert "QPF904" in answer.err
    assert file.read_text("utf-8") == SETTINGS
    qpf("validate", "--fix")
    assert file.read_text("utf-8") != SETTINGS
