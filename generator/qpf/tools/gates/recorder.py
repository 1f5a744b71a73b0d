"""A pytest plugin that records outcomes, the emitted line of every failure, and marks."""

from collections.abc import Generator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

__all__ = ["Recorder"]

MARK = "exercises"

_Report: TypeAlias = pytest.TestReport | pytest.CollectReport


class Recorder:
    """Collects; `plain` gives what was collected as JSON values."""

    def __init__(self, root: Path) -> None:
        """Paths are shown relative to `root`, the folder of the distribution."""
        self._root = root.resolve()
        self._passed: dict[str, int] = {}
        self._failed: dict[str, int] = {}
        self._failures: list[list[Any]] = []
        self._marks: set[tuple[str, str]] = set()

    def plain(self) -> dict[str, Any]:
        """Counts by test file, failures as `[path, line, message]`, marks as `[path, mark]`."""
        return {
            "passed": self._passed,
            "failed": self._failed,
            "failures": self._failures,
            "marks": sorted(map(list, self._marks)),
        }

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Judge every phase of every test."""
        report = yield
        path = self._shown(item.path)
        if report.passed and call.when == "call":
            self._passed[path] = self._passed.get(path, 0) + 1
            for mark in item.iter_markers(MARK):
                self._marks.update((path, str(value)) for value in mark.args)
        elif not report.passed:
            self._fail(path, item.nodeid.rpartition("::")[2], report, item.location[1])
        return report

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be collected is a failure."""
        if not report.passed:
            path = self._shown(Path(getattr(report, "fspath", "") or report.nodeid))
            self._fail(path, "collection", report, 0)

    def _fail(self, path: str, name: str, report: _Report, first_line: int | None) -> None:
        self._failed[path] = self._failed.get(path, 0) + 1
        place, line, message = self._cause(report, path, (first_line or 0) + 1)
        self._failures.append([place, line, f"`{name}`: {message}"])

    def _cause(self, report: _Report, path: str, line: int) -> tuple[str, int, str]:
        found = report.longrepr
        if isinstance(found, tuple):
            return path, line, f"is skipped: {found[2]}"
        crash = getattr(found, "reprcrash", None)
        if crash is None:
            text = str(found or getattr(report, "wasxfail", "")).strip().splitlines()
            return path, line, text[-1] if text else "did not pass"
        message = str(crash.message).splitlines() or [""]
        for entry in reversed(getattr(getattr(found, "reprtraceback", None), "reprentries", [])):
            where = getattr(entry, "reprfileloc", None)
            inside = self._inside(str(where.path)) if where else None
            if where and inside:
                return inside, int(where.lineno), message[0]
        return path, line, message[0]

    def _inside(self, name: str) -> str | None:
        path = Path(name)
        path = (path if path.is_absolute() else self._root / path).resolve()
        inside = path.is_relative_to(self._root) and path.is_file()
        return path.relative_to(self._root).as_posix() if inside else None

    def _shown(self, path: Path) -> str:
        return self._inside(str(path)) or path.name
