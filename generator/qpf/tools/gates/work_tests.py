"""Worker: runs emitted tests with branch coverage, and sums the coverage up."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["prime", "run"]

_FIXED = ("-q", "-p", "no:cacheprovider", "--import-mode=importlib", "--no-header", "--tb=short")
_PLUGINS = ("anyio.pytest_plugin", "_hypothesis_pytestplugin")
_TESTED = frozenset({0, 1})
_EXCLUDED = ("if TYPE_CHECKING:", r"^\s*\.\.\.$")


def prime(setting: dict[str, Any]) -> None:
    """Import the test tools, and every third-party module that the packages import."""
    import coverage  # noqa: F401
    import pytest  # noqa: F401

    for module in (*_PLUGINS, *setting.get("modules", ())):
        # A module that cannot be imported is for the tests that need it to report.
        with contextlib.suppress(Exception):
            import_module(module)


def run(task: dict[str, Any]) -> dict[str, Any]:
    """Either run tests (`tests`) or sum up what runs measured (`measured`)."""
    return _tested(task) if "tests" in task else _summed(task)


def _tested(task: dict[str, Any]) -> dict[str, Any]:
    import pytest
    from hypothesis import settings

    from qpf.tools.gates.recorder import Recorder

    sys.path[:0] = task["paths"]
    settings.register_profile("qpf-gate", derandomize=True, database=None, deadline=None)
    settings.load_profile("qpf-gate")
    recorder = Recorder(Path(task["root"]))
    arguments = [*_FIXED, f"--rootdir={task['root']}", f"--basetemp={Path.cwd() / 'temp'}"]
    arguments += ["-c", task["config"], *task["tests"]]
    with _measuring(task):
        plugins = [import_module(name) for name in _PLUGINS]
        code = int(pytest.main(arguments, plugins=[*plugins, recorder]))
    result = recorder.plain()
    if code not in _TESTED and not result["failures"]:
        raise RuntimeError(f"pytest ended with {code}")
    return result


@contextlib.contextmanager
def _measuring(task: dict[str, Any]) -> Iterator[None]:
    """Keep what is covered meanwhile, if that is asked for."""
    import coverage

    if not task["is_measured"]:
        yield
        return
    measured = coverage.Coverage(
        data_file=task["data"], branch=True, source=[task["source"]], config_file=False
    )
    measured.start()
    try:
        yield
    finally:
        measured.stop()
        measured.save()


def _summed(task: dict[str, Any]) -> dict[str, Any]:
    import coverage

    combined = coverage.Coverage(
        data_file=str(Path.cwd() / "all"), branch=True, source=[task["source"]], config_file=False
    )
    for pattern in _EXCLUDED:
        combined.exclude(pattern)
    present = [path for path in task["measured"] if Path(path).exists()]
    combined.combine(present, keep=False)
    report = Path.cwd() / "coverage.json"
    with contextlib.suppress(coverage.exceptions.NoDataError):
        combined.json_report(outfile=str(report), ignore_errors=True)
    files = json.loads(report.read_bytes())["files"] if report.exists() else {}
    return {os.path.realpath(path): _summary(one) for path, one in files.items()}


def _summary(one: dict[str, Any]) -> list[Any]:
    numbers = one["summary"]
    total = numbers["num_statements"] + numbers["num_branches"]
    covered = numbers["covered_lines"] + numbers["covered_branches"]
    half = [branch[0] for branch in one.get("missing_branches", ())]
    return [total, total - covered, sorted({*one["missing_lines"], *map(abs, half)})]
