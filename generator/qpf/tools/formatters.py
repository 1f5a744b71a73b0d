"""ruff over a whole tree: sorted imports, then formatted source, in one process each.

Where ruff disagrees with black or isort, these have the last word: their gates judge what is
emitted.

The configuration is fixed here, and no file of the workspace or of the user can change it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qpf.model.code import natural
from qpf.tools.missing import MissingTool

if TYPE_CHECKING:
    import isort

__all__ = ["LINE_LENGTH", "SyntaxFault", "blackened", "import_sorted", "tidy_tree"]

LINE_LENGTH = 100


@dataclass(frozen=True, slots=True, order=True)
class SyntaxFault:
    """A file that is not Python: its path below the root, and where and why."""

    path: str
    line: int
    reason: str


def tidy_tree(root: Path, first_party: Sequence[str]) -> tuple[SyntaxFault, ...]:
    """Sort imports and format every Python file below `root`; faults are returned, by path.

    Nothing is formatted when a file is not Python. `MissingTool` when ruff is not installed.
    """
    ruff = _ruff()
    own = "lint.isort.known-first-party=" + json.dumps(list(first_party))
    # Without this ruff and isort disagree about `from m import a as b` beside other names.
    combined = "lint.isort.combine-as-imports=true"
    sort = ["check", "--select", "I", "--fix", "--exit-zero", "--output-format", "json"]
    done = _run([ruff, *sort, *_common(), "--config", own, "--config", combined, "."], root)
    faults = tuple(sorted(_fault(item, root) for item in json.loads(done.stdout or "[]")))
    if not faults:
        _run([ruff, "format", "--quiet", *_common(), "."], root)
        _settle(root, tuple(first_party))
    return faults


def blackened(text: str, line_length: int = LINE_LENGTH) -> str:
    """The text of a module as black formats it; `MissingTool` when black is not installed."""
    try:
        import black
        from black.mode import TargetVersion
        from black.report import NothingChanged
    except ModuleNotFoundError:
        raise MissingTool("black") from None
    mode = black.Mode(target_versions={TargetVersion.PY311}, line_length=line_length)
    try:
        return black.format_file_contents(text, fast=True, mode=mode)
    except NothingChanged:
        return text


def import_sorted(text: str, first_party: tuple[str, ...], line_length: int = LINE_LENGTH) -> str:
    """The text of a module as isort sorts it; `MissingTool` when isort is not installed."""
    try:
        import isort
    except ModuleNotFoundError:
        raise MissingTool("isort") from None
    return isort.code(text, config=_sorting(first_party, line_length))


@cache
def _sorting(first_party: tuple[str, ...], line_length: int) -> "isort.Config":
    import isort

    return isort.Config(
        profile="black",
        line_length=line_length,
        known_first_party=frozenset(first_party),
        py_version="311",
        src_paths=(),
        combine_as_imports=True,
    )


_TOO_LONG = f".{{{LINE_LENGTH + 1}}}"
_BROKEN = r" *[\])] = | +\| | +else [^:\n]*$"
_DISPUTED = re.compile(f"^(?:{_TOO_LONG}|{_BROKEN})", re.MULTILINE)
"""What may stand where the two disagree: a long line; a target, a type or a choice in parts.

black takes a hundred times as long as ruff; few modules have such a line.
"""


_FROM = re.compile(r"^from (\S+) import", re.MULTILINE)


def _settle(root: Path, first_party: tuple[str, ...]) -> None:
    for path in sorted(root.rglob("*.py")):
        text = path.read_text("utf-8")
        settled = text if _is_in_order(text) else import_sorted(text, first_party)
        settled = blackened(settled) if _DISPUTED.search(settled) else settled
        if settled != text:
            path.write_text(settled, "utf-8", newline="\n")


def _is_in_order(text: str) -> bool:
    """Whether isort would leave the modules of each section; ruff puts `a.b` before `a2`."""
    for section in text.split("\n\n"):
        keys = [natural(module) for module in _FROM.findall(section)]
        if keys != sorted(keys):
            return False
    return True


def _common() -> list[str]:
    fixed = ["--isolated", "--no-cache", "--no-respect-gitignore", "--target-version", "py311"]
    return [*fixed, "--line-length", str(LINE_LENGTH), "--config", "exclude=[]"]


def _run(command: list[str], root: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RUFF_")}
    done = subprocess.run(
        command, cwd=root, env=clean, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        raise OSError(f"ruff stopped with {done.returncode}: {done.stderr.strip()[-500:]}")
    return done


def _fault(item: dict[str, object], root: Path) -> SyntaxFault:
    location = item.get("location")
    line = location.get("row", 1) if isinstance(location, dict) else 1
    path = Path(str(item["filename"])).resolve().relative_to(root.resolve())
    return SyntaxFault(path.as_posix(), int(line), str(item["message"]))


def _ruff() -> str:
    beside = Path(sys.executable).with_name("ruff")
    if beside.is_file():
        return str(beside)
    found = shutil.which("ruff")
    if found is None:
        raise MissingTool("ruff")
    return found
