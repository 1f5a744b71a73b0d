"""Worker: mypy --strict over the sources of several distributions in one run."""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["prime", "run"]

_FIXED = (
    "--config-file=",
    "--strict",
    "--python-version=3.11",
    "--output=json",
    "--no-color-output",
    "--no-error-summary",
    "--explicit-package-bases",
    "--namespace-packages",
    # Two processes hold half of the types each: a cold run stays below 400 MB.
    "--num-workers=2",
)
_FATAL = 2
_FAR_S = 3600


def prime(_setting: dict[str, Any]) -> None:
    """Import mypy."""
    import mypy.api  # noqa: F401


def run(task: dict[str, Any]) -> list[list[Any]]:
    """Errors as `[absolute path, line, message]`; notes are not errors."""
    from mypy import api

    os.environ["MYPYPATH"] = os.pathsep.join(task["paths"])
    _newer(task["files"], Path(task["cache"]) / "newest")
    said, wrong, status = api.run([*_FIXED, "--cache-dir", task["cache"], *task["files"]])
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    if status not in (0, 1) and not lines:
        raise RuntimeError((wrong or said).strip() or f"mypy ended with {status}")
    return [
        [str(Path(one["file"]).resolve()), one["line"], _worded(one)]
        for one in lines
        if one["severity"] == "error"
    ]


def _newer(files: Sequence[str], newest: Path) -> None:
    """Make every file newer, in whole seconds, than those of the last run.

    mypy takes a file of the same size and the same second for the one it knows, unread.
    """
    times = [int(Path(file).stat().st_mtime) for file in files]
    try:
        last = int(newest.read_text("ascii"))
    except (OSError, ValueError):
        last = -1
    if last > max(times, default=last) + _FAR_S:
        # The clock was wrong once, and files need not bear its times for ever.
        shutil.rmtree(newest.parent)
        last = -1
    for file, time in zip(files, times, strict=True):
        if time <= last:
            os.utime(file, (last + 1, last + 1))
    newest.parent.mkdir(parents=True, exist_ok=True)
    newest.write_text(str(max([last + 1, *times])), "ascii")


def _worded(one: dict[str, Any]) -> str:
    code = one.get("code")
    return f"{one['message']} [{code}]" if code else str(one["message"])
