"""Worker: mypy --strict over the sources of several distributions in one run."""

import json
import os
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


def prime(_setting: dict[str, Any]) -> None:
    """Import mypy."""
    import mypy.api  # noqa: F401


def run(task: dict[str, Any]) -> list[list[Any]]:
    """Errors as `[absolute path, line, message]`; notes are not errors."""
    from mypy import api

    os.environ["MYPYPATH"] = os.pathsep.join(task["paths"])
    said, wrong, status = api.run([*_FIXED, "--cache-dir", task["cache"], *task["files"]])
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    if status not in (0, 1) and not lines:
        raise RuntimeError((wrong or said).strip() or f"mypy ended with {status}")
    return [
        [str(Path(one["file"]).resolve()), one["line"], _worded(one)]
        for one in lines
        if one["severity"] == "error"
    ]


def _worded(one: dict[str, Any]) -> str:
    code = one.get("code")
    return f"{one['message']} [{code}]" if code else str(one["message"])
