"""Finding a workspace and reading its settings."""

from pathlib import Path

import pytest

from qpf.diagnostics.catalogue.input_yaml import ambiguous_word
from qpf.diagnostics.diagnostic import Diagnostics, Place, Severity
from qpf.tools.workspace import Settings, find_workspace, read_settings, with_severities


def written(folder: Path, text: str) -> Path:
    (folder / "pyproject.toml").write_text(text, "utf-8")
    return folder


def faults(folder: Path, text: str) -> list[tuple[str, int, int]]:
    found = Diagnostics()
    read_settings(written(folder, text), found)
    return [(d.code, d.place.line, d.place.column) for d in found.found]


def test_the_nearest_workspace_above_is_found(tmp_path: Path) -> None:
    written(tmp_path, "[tool.qpf]\n")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    written(tmp_path / "a", "[project]\nname = 'not a workspace'\n")
    assert find_workspace(inner, Diagnostics()) == tmp_path


def test_no_workspace_is_reported(tmp_path: Path) -> None:
    found = Diagnostics()
    assert find_workspace(tmp_path, found) is None
    assert [d.code for d in found.found] == ["QPF160"]


def test_settings_have_defaults(tmp_path: Path) -> None:
    found = Diagnostics()
    assert read_settings(written(tmp_path, "[tool.qpf]\n"), found) == Settings()
    assert found.found == ()


def test_settings_are_read(tmp_path: Path) -> None:
    text = '[tool.qpf]\noutput = "out/code"\n[tool.qpf.severity]\nQPF142 = "error"\n'
    found = Diagnostics()
    assert read_settings(written(tmp_path, text), found) == Settings(
        output="out/code", severity={"QPF142": Severity.ERROR}
    )
    assert found.found == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[tool.qpf]\nouput = "x"\n', [("QPF162", 2, 1)]),
        ('[tool.qpf]\noutput = "../x"\n', [("QPF163", 2, 1)]),
        ("[tool.qpf]\nmanifests = 1\n", [("QPF163", 2, 1)]),
        ('[tool.qpf.severity]\nQPF999 = "note"\n', [("QPF164", 2, 1)]),
        ('[tool.qpf.severity]\nQPF = "note"\n', [("QPF164", 2, 1)]),
        ('[tool.qpf.severity]\nQPF7 = "note"\n', [("QPF165", 2, 1)]),
        ('[tool.qpf.severity]\nQPF132 = "note"\n', [("QPF165", 2, 1)]),
        ('[tool.qpf.severity]\nQPF142 = "loud"\n', [("QPF163", 2, 1)]),
        ('[tool.qpf]\nseverity = "loud"\n', [("QPF163", 2, 1)]),
        ("[tool.qpf]\na = \n", [("QPF161", 2, 5)]),
    ],
)
def test_faulty_settings_are_located(
    tmp_path: Path, text: str, expected: list[tuple[str, int, int]]
) -> None:
    assert faults(tmp_path, text) == expected


def test_a_warning_becomes_an_error_when_the_workspace_says_so() -> None:
    found = Diagnostics([ambiguous_word(Place("a"), "on")])
    changed = with_severities(found, Settings(severity={"QPF142": Severity.ERROR}))
    assert changed.has_errors
    assert not with_severities(found, Settings()).has_errors


def test_the_beginning_of_a_code_stands_for_its_kind_and_a_whole_code_counts_more(
    tmp_path: Path,
) -> None:
    text = '[tool.qpf.severity]\nQPF142 = "error"\nQPF14 = "off"\n'
    found = Diagnostics()
    settings = read_settings(written(tmp_path, text), found)
    assert found.found == ()
    assert settings.severity == {"QPF142": Severity.ERROR}
    assert settings.silenced == {"QPF143"}


def test_what_is_off_is_kept_with_the_reason() -> None:
    found = Diagnostics([ambiguous_word(Place("a"), "on")])
    (kept,) = with_severities(found, Settings(silenced=frozenset({"QPF142"}))).found
    assert kept.suppressed == "off in `[tool.qpf.severity]`"
