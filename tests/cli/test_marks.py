"""Marks in place: a comment excuses a warning, with a reason, and tells when it no longer does."""

import json
from pathlib import Path

import pytest
from conftest import Run, bytes_below, edit

SCHEMA = "schemas/demo/greeter.yaml"
MARK = "# qpf: ignore[QPF142] the title of the song"


@pytest.fixture
def doubtful(workspace: Path) -> Path:
    """One warning, QPF142, in line 7."""
    edit(workspace / SCHEMA, "title: Greeter", "title: on")
    return workspace


def found(qpf: Run) -> list[tuple[str, str]]:
    answer = json.loads(qpf("validate", "--format", "json").out)
    return [(one["code"], one.get("suppressed", "")) for one in answer]


def marked(workspace: Path, behind: str = "", above: str = "") -> None:
    edit(workspace / SCHEMA, "title: on", f"{above}title: on{behind}")


@pytest.mark.parametrize(
    ("behind", "above"),
    [
        (f"  {MARK}", ""),
        ("", f"{MARK}\n"),
        ("", f"{MARK}\n\n# another comment\n"),
        ("", f"   {MARK}\n"),
        ("  # qpf:ignore[ QPF142 , QPF143 ] - both", ""),
    ],
)
def test_a_mark_on_the_line_or_above_excuses(
    qpf: Run, doubtful: Path, behind: str, above: str
) -> None:
    marked(doubtful, behind, above)
    excused = [reason for code, reason in found(qpf) if code == "QPF142"]
    assert excused == ["both" if "both" in behind else "the title of the song"]


def test_people_see_only_how_many(qpf: Run, doubtful: Path) -> None:
    marked(doubtful, f"  {MARK}")
    answer = qpf("validate")
    assert answer.code == 0
    assert "warning" not in answer.err
    assert "1 suppressed" in answer.err
    assert "QPF142" not in qpf("validate", "--format", "github").out


def test_code_scanning_sees_the_reason(qpf: Run, doubtful: Path) -> None:
    marked(doubtful, f"  {MARK}")
    (result,) = json.loads(qpf("validate", "--format", "sarif").out)["runs"][0]["results"]
    assert result["suppressions"] == [
        {"kind": "inSource", "justification": "the title of the song"}
    ]


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        ("# qpf: ignore QPF142 why", "QPF180"),
        ("# qpf: ignore[] why", "QPF180"),
        ("# qpf: ignore[QPF142]", "QPF181"),
        ("# qpf: ignore[QPF142] --", "QPF181"),
        ("# qpf: ignore[QPF1422] why", "QPF182"),
        ("# qpf: ignore[QPF206] why", "QPF183"),
    ],
)
def test_a_mark_that_cannot_be_believed_is_an_error_at_its_place(
    qpf: Run, doubtful: Path, mark: str, code: str
) -> None:
    marked(doubtful, f"  {mark}")
    answer = qpf("validate")
    assert answer.code == 1
    assert f"{SCHEMA}:7:" in answer.err
    assert f"error {code}" in answer.err
    assert "warning QPF142" in answer.err


@pytest.mark.parametrize(
    "text",
    [
        f'title: "on {MARK}"',
        f"title: |\n  on\n  {MARK}",
        f"title: 'it''s\n\n  {MARK}'",
        "title: on#qpf:ignore[QPF142]_x",
    ],
    ids=["quoted", "block", "lines", "no blank"],
)
def test_a_text_is_no_mark(qpf: Run, doubtful: Path, text: str) -> None:
    edit(doubtful / SCHEMA, "title: on", text)
    assert found(qpf) == []


def test_a_mark_behind_the_sign_of_a_block_counts(qpf: Run, workspace: Path) -> None:
    edit(workspace / SCHEMA, "role: >", "role: > # qpf: ignore[QPF222] short on purpose")
    assert [code for code, _ in found(qpf)] == ["QPF184"]


def test_an_unused_mark_is_told_and_taken_away(qpf: Run, workspace: Path) -> None:
    before = bytes_below(workspace)
    edit(workspace / SCHEMA, "title: Greeter", f"{MARK}\ntitle: Greeter   {MARK}")
    assert [code for code, _ in found(qpf)] == ["QPF184", "QPF184"]
    assert qpf("validate", "--fix").code == 0
    assert (workspace / SCHEMA).read_bytes() == before[SCHEMA]


def test_one_unused_code_of_two_is_taken_away(qpf: Run, doubtful: Path) -> None:
    marked(doubtful, "  # qpf: ignore[QPF434, QPF142] both")
    qpf("validate", "--fix")
    assert "title: on  # qpf: ignore[QPF142] both\n" in (doubtful / SCHEMA).read_text("utf-8")


def test_a_mark_excuses_what_the_settings_made_an_error(qpf: Run, doubtful: Path) -> None:
    with (doubtful / "pyproject.toml").open("a") as file:
        file.write('\n[tool.qpf.severity]\nQPF14 = "error"\n')
    assert qpf("validate").code == 1
    marked(doubtful, f"  {MARK}")
    assert qpf("validate").code == 0


def test_off_silences_and_is_seen_by_programs(qpf: Run, doubtful: Path) -> None:
    with (doubtful / "pyproject.toml").open("a") as file:
        file.write('\n[tool.qpf.severity]\nQPF1 = "off"\n')
    assert found(qpf) == [("QPF142", "off in `[tool.qpf.severity]`")]
    (result,) = json.loads(qpf("validate", "--format", "sarif").out)["runs"][0]["results"]
    assert result["suppressions"][0]["kind"] == "external"


def test_a_mark_changes_no_emitted_byte_and_no_manifest(qpf: Run, extracted: Path) -> None:
    def kept() -> dict[str, bytes]:
        everything = bytes_below(extracted)
        return {p: d for p, d in everything.items() if p.startswith(("generated/", "manifests/"))}

    edit(extracted / SCHEMA, "purpose: To greet.", "purpose: To greet.")
    assert qpf("extract", "--gates", "none").code == 0
    before = kept()
    edit(extracted / SCHEMA, "role: >", "role: > # qpf: ignore[QPF222] short on purpose")
    answer = qpf("extract", "--gates", "none")
    assert answer.code == 0
    assert "QPF184" in answer.err
    assert kept() == before
