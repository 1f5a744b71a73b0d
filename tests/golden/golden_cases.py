"""The golden cases: a workspace each, beside what is expected of it.

A case has inputs, a README of one sentence, and either `expected/` (text of emitted files) or
`expected_diagnostics.txt`. `[tool.golden]` in its `pyproject.toml` may name the paths the case is
about (`expected`, prefixes below the output folder) and the strategy that is observed (`strategy`).
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from emitting import emitted, graph_of, read

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Stopped

__all__ = ["CASES", "DIAGNOSTICS", "EXPECTED", "Case", "Outcome", "recorded", "replay"]

ROOT = Path(__file__).parent
EXPECTED = "expected"
DIAGNOSTICS = "expected_diagnostics.txt"


@dataclass(frozen=True, slots=True)
class Case:
    """A folder with a workspace; `prefixes` are empty when the whole tree is compared."""

    root: Path
    prefixes: tuple[str, ...] = ()
    strategy: str | None = None

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.root.name

    def is_about(self, path: str) -> bool:
        """Whether an emitted file is compared."""
        return not self.prefixes or path.startswith(self.prefixes)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case gave: all emitted files, or the text of its diagnostics."""

    files: dict[str, str] = field(default_factory=dict)
    diagnostics: str = ""

    def kept(self, case: Case) -> dict[str, str]:
        """What is written down: the files a case is about, or its diagnostics."""
        if self.diagnostics:
            return {DIAGNOSTICS: self.diagnostics}
        about = {path: text for path, text in self.files.items() if case.is_about(path)}
        return {f"{EXPECTED}/{path}": text for path, text in about.items()}


def _case(root: Path) -> Case:
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]
    golden = settings.get("golden", {})
    return Case(root, tuple(golden.get("expected", ())), golden.get("strategy"))


CASES = tuple(_case(file.parent) for file in sorted(ROOT.glob("*/pyproject.toml")))


def replay(case: Case, folder: Path) -> Outcome:
    """Emit a case; `folder` is for staging."""
    found = Diagnostics()
    try:
        documents = read(case.root, found)
        glue = case.root / "glue"
        graph = graph_of(documents, found, strategy=case.strategy, glue=glue)
        return Outcome(files=emitted(graph, folder, found).files)
    except Stopped:
        return Outcome(diagnostics="".join(_told(one) for one in found.errors))


def recorded(case: Case) -> dict[str, str]:
    """What is written down for a case; bytecode of one that was imported does not count."""
    listed = [case.root / DIAGNOSTICS, *sorted((case.root / EXPECTED).rglob("*"))]
    files = [file for file in listed if file.is_file() and file.suffix != ".pyc"]
    return {file.relative_to(case.root).as_posix(): file.read_text("utf-8") for file in files}


def _told(one: Diagnostic) -> str:
    lines = [f"{one.place}: {one.severity.value} {one.code}: {one.message}"]
    lines += [f"  help: {one.help}"] if one.help else []
    for note in one.notes:
        place = f"{note.place}: " if note.place is not None else ""
        lines.append(f"  note: {place}{note.message}")
    return "\n".join(lines) + "\n"
