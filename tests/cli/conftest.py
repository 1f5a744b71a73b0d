"""The command line in this process, and workspaces for it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from qpf.__main__ import main

BASE = Path(__file__).parents[1] / "pages" / "base"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def qpf(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command and return exit code, standard output and standard error."""

    def run(*words: object) -> Answer:
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the smallest workspace, as the current folder."""
    root = tmp_path / "workspace"
    shutil.copytree(BASE, root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture(scope="session")
def _extracted_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("extracted") / "workspace"
    shutil.copytree(BASE, root)
    assert main(["extract", "--gates", "none", "--workspace", str(root)]) == 0
    return root


@pytest.fixture
def extracted(_extracted_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the smallest workspace after an extraction without gates, as the current folder."""
    root = tmp_path / "extracted"
    shutil.copytree(_extracted_once, root)
    monkeypatch.chdir(root)
    return root


def edit(file: Path, old: str, new: str) -> None:
    """Replace a text that a file holds exactly once."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), "utf-8")


def bytes_below(root: Path) -> dict[str, bytes]:
    """All files of a folder by relative path."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
