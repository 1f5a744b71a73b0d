"""Wheels, and virtual environments that hold nothing but what a test installs."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["ROOT", "Environment", "Wheels", "build_wheel"]

ROOT = Path(__file__).parents[2]
_PINNED = re.compile(r"^(?P<pin>[A-Za-z0-9._-]+==[^\\]+?)\s*\\?$", re.M)
_LIMIT_S = 900


@dataclass(frozen=True, slots=True)
class Wheels:
    """One wheel of each distribution."""

    factory: Path
    core: Path
    agents: Path


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment below `folder`; `variables` are added to those of its processes.

    `interpreter` is the one it is made with, that of the tests unless another is named.
    """

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    interpreter: Path = Path(sys.executable)

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    def processes(self, variables: Mapping[str, str] | None = None) -> dict[str, str]:
        """What its processes find in the environment: nothing of this checkout, nor of settings."""
        kept = {name: os.environ[name] for name in ("HOME", "TMPDIR") if name in os.environ}
        path = os.pathsep.join([str(self.folder / "bin"), os.defpath])
        return {**kept, "PATH": path, **self.variables, **(variables or {})}

    def create(self) -> None:
        """Make it, empty; its packages are installed from here, so that it needs no pip."""
        words = ["venv", "--quiet", "--python", self.interpreter]
        plain = [self.interpreter, "-m", "venv", "--without-pip", self.folder]
        _run([_uv(), *words, self.folder] if _uv() else plain)

    def install(self, *requirements: str | Path) -> None:
        """Install with uv when it is present, else with pip; versions are those of the lock."""
        pins = self.folder / "pins.txt"
        lock = (ROOT / "requirements.lock").read_text("utf-8")
        pins.write_text("\n".join(match["pin"] for match in _PINNED.finditer(lock)), "utf-8")
        words = ["install", "--quiet", "--constraint", pins, *requirements]
        if _uv():
            # Bytecode is compiled once here, as pip does it, and not again in every process.
            _run([_uv(), "pip", *words, "--compile-bytecode", "--python", self.python])
        else:
            _run([sys.executable, "-m", "pip", "--python", self.python, *words])

    def run(
        self, *words: str | Path, cwd: Path, variables: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run one of its programs to the end; the exit code is for the caller to judge."""
        return subprocess.run(
            [self.folder / "bin" / words[0], *words[1:]],
            cwd=cwd,
            env=self.processes(variables),
            capture_output=True,
            text=True,
            timeout=_LIMIT_S,
            check=False,
        )


def build_wheel(project: Path, folder: Path) -> Path:
    """Build the wheel of a project with the build tools of the lock, and return its path."""
    out = folder / project.name
    words = ("build", "--wheel", "--no-isolation", "--outdir")
    _run([sys.executable, "-m", *words, out, project])
    (wheel,) = out.glob("*.whl")
    return wheel


def _uv() -> str | None:
    return shutil.which("uv")


def _run(words: list[str | Path | None]) -> None:
    dropped = ("PYTHON", "VIRTUAL_ENV", "COVERAGE_", "PYTEST_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    done = subprocess.run(
        [str(word) for word in words],
        env=clean,
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
