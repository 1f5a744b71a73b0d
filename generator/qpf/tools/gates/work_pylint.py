"""Worker: pylint on some files; the parent has already understood the third-party packages."""

import sys
import tempfile
from pathlib import Path
from typing import Any

__all__ = ["prime", "run"]

_FIXED = (
    "--rcfile=/dev/null",
    "--persistent=no",
    "--score=no",
    "--jobs=1",
    "--max-line-length=100",
    # one name of a schema, or a pair: nobody can break such a line
    r"--ignore-long-lines=^\s*\S+( \S+)?$",
    # Both look at more than one file, so their findings would depend on how files are grouped;
    # cycles are a gate of their own.
    "--disable=duplicate-code,cyclic-import",
    # An agent that publishes no event still has its publisher, a table is its columns alone.
    "--min-public-methods=0",
)
_ERROR_WEIGHT = 5


def prime(setting: dict[str, Any]) -> None:
    """Lint a file that imports everything third-party that the packages import."""
    with tempfile.TemporaryDirectory(prefix="qpf-gate-") as folder:
        file = Path(folder) / "primed.py"
        file.write_text('"""Imports."""\n' + "\n".join(setting.get("imports", ())) + "\n", "utf-8")
        _lint([str(file)])


def run(task: dict[str, Any]) -> list[dict[str, Any]]:
    """For each file: statements, penalty points, and messages as `[line, message]`."""
    sys.path[:0] = task["paths"]
    linter, messages = _lint(task["files"])
    by_module = linter.stats.by_module
    return [_counted(path, by_module, messages) for path in task["files"]]


def _lint(files: list[str]) -> tuple[Any, list[Any]]:
    from pylint.lint import Run
    from pylint.reporters import CollectingReporter

    reporter = CollectingReporter()
    return Run([*_FIXED, *files], reporter=reporter, exit=False).linter, reporter.messages


def _counted(path: str, by_module: dict[str, Any], messages: list[Any]) -> dict[str, Any]:
    own = [m for m in messages if m.abspath == path and m.category != "info"]
    weights = [_ERROR_WEIGHT if m.category in ("error", "fatal") else 1 for m in own]
    module = next((m.module for m in own), "") or _module(path, by_module)
    return {
        "statements": by_module[module]["statement"] if module in by_module else 0,
        "penalty": sum(weights),
        "messages": [[m.line, f"{m.msg} [{m.symbol}]".replace("\n", " ")] for m in own],
    }


def _module(path: str, by_module: dict[str, Any]) -> str:
    from astroid.modutils import modpath_from_file  # type: ignore[import-untyped]

    parts = modpath_from_file(path)
    name = ".".join(parts)
    package = name.removesuffix(".__init__")
    return name if name in by_module else package
