"""Finds other Pythons on this machine: on the path, below a pyenv, or named by a variable."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["HOW_TO_GET_ONE", "SUPPORTED", "other_interpreters"]

SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
VARIABLE = "QPF_TEST_PYTHONS"
HOW_TO_GET_ONE = (
    f"no other Python than this one was found; install one of {', '.join(SUPPORTED)} "
    "(`pyenv install 3.13`, `uv python install 3.13`, or a package of the system), "
    f"or name interpreters in {VARIABLE}, separated as in PATH"
)
_LIMIT_S = 60
_ASK = "import sys, venv; print(*sys.version_info[:2], sep='.')"


def other_interpreters() -> dict[str, Path]:
    """A working interpreter for each supported version but the one that runs this."""
    found: dict[str, Path] = {}
    for path in _candidates():
        version = _version(path)
        if version in SUPPORTED and version != f"{sys.version_info[0]}.{sys.version_info[1]}":
            found.setdefault(version, path)
    return dict(sorted(found.items()))


def _candidates() -> Iterator[Path]:
    for name in filter(None, os.environ.get(VARIABLE, "").split(os.pathsep)):
        yield Path(name)
    for version in SUPPORTED:
        for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
            path = shutil.which(f"python{version}", path=folder)
            if path is not None:
                yield Path(path)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    installed = Path(
        os.environ.get("UV_PYTHON_INSTALL_DIR") or Path.home() / ".local/share/uv/python"
    )
    for root in (pyenv, installed):
        yield from sorted(root.glob("*/bin/python3.1[0-9]"), reverse=True)


def _version(path: Path) -> str:
    """What it says it is; nothing when it does not start (a shim of pyenv may lead nowhere)."""
    try:
        done = subprocess.run(
            [path, "-I", "-c", _ASK], capture_output=True, text=True, timeout=_LIMIT_S, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
