"""Worker: mypy --strict over the sources of several distributions in one run."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qpf.tools.digests import digest_of
from qpf.tools.filesystem import LocalDisk
from qpf.tools.gates.sealed_folder import sealed

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
)
# Two processes hold half of the types each: a cold run stays below 400 MB.
_SHARED = "--num-workers=2"
_ALONE = "--num-workers=0"
# What mypy raises when its processes do not answer within three seconds, as on a busy machine.
_NOT_UP = "Cannot connect to build worker"


def prime(_setting: dict[str, Any]) -> None:
    """Import mypy."""
    import mypy.api  # noqa: F401


def run(task: dict[str, Any]) -> list[list[Any]]:
    """Errors as `[absolute path, line, message]`; notes are not errors."""
    os.environ["MYPYPATH"] = os.pathsep.join(task["paths"])
    with sealed(Path(task["cache"]), LocalDisk()), _dated_by_content(task["files"]):
        said, wrong, status = _said([*_FIXED, "--cache-dir", task["cache"], *task["files"]])
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    if status not in (0, 1) and not lines:
        raise RuntimeError((wrong or said).strip() or f"mypy ended with {status}")
    return [
        [str(Path(one["file"]).resolve()), one["line"], _worded(one)]
        for one in lines
        if one["severity"] == "error"
    ]


def _said(arguments: list[str]) -> tuple[str, str, int]:
    """What mypy says, how it ends: shared among its processes, or alone when they do not come.

    It joins its processes before it judges the first module, so that nothing is judged twice.
    """
    from mypy import api

    try:
        return api.run([_SHARED, *arguments])
    except OSError as error:
        if not str(error).startswith(_NOT_UP):
            raise
        return api.run([_ALONE, *arguments])


@contextmanager
def _dated_by_content(files: Sequence[str]) -> Iterator[None]:
    """Give each file a time that depends on nothing but its content, for as long as mypy looks.

    mypy believes its cache when size and second of a file are those of before; after a clock went
    back, or when two runs fall into one second, they may be so although the content is another.
    """
    before = {file: Path(file).stat() for file in files}
    try:
        for file in files:
            second = int(digest_of(Path(file).read_bytes())[:8], 16) >> 1
            os.utime(file, (second, second))
        yield
    finally:
        for file, seen in before.items():
            os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def _worded(one: dict[str, Any]) -> str:
    code = one.get("code")
    return f"{one['message']} [{code}]" if code else str(one["message"])
