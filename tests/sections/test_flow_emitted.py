"""The emitted greenhouse passes its own tests, and each of them can fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flow_workbench import GARDEN

ROOT = Path(__file__).parents[2]
KITS = tuple(ROOT / f"templates/{name}/static/src" for name in ("core", "organism"))
EMITTED = GARDEN / "expected/garden-organism"
SOURCES = "src/garden"


def is_green(package: Path, *tests: str) -> bool:
    """Whether tests of an emitted package pass, in a process of their own."""
    paths = os.pathsep.join(str(one) for one in (package / "src", *KITS))
    command = [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=package, env=environment, capture_output=True, check=False)
    return done.returncode == 0


def copied(folder: Path) -> Path:
    """The package outside of the golden cases, where nothing is collected."""
    ignored = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(EMITTED, folder / "garden", ignore=ignored))


def test_the_organism_keeps_what_its_schemas_say(tmp_path: Path) -> None:
    assert is_green(copied(tmp_path), "tests")


@pytest.mark.parametrize(
    ("module", "was", "now", "tests"),
    [
        ("roots/watering.py", "moisture < 12.5", "moisture <= 12.5", "tests/roots"),
        ("roots/drinking.py", "[-3:]", "[-4:]", "tests/roots"),
        ("roots/drinking.py", "and not self._is_dry", "and self._is_dry", "tests/roots"),
        ("greenhouse/genome.py", "held < 60.0", "held <= 60.0", "tests/greenhouse"),
        ("greenhouse/health.py", "high=200000", "high=200001", "tests/greenhouse"),
        ("greenhouse/arbiter.py", "self._adaptive)", "True)", "tests/greenhouse"),
    ],
)
def test_a_fault_is_caught(tmp_path: Path, module: str, was: str, now: str, tests: str) -> None:
    package = copied(tmp_path)
    file = package / SOURCES / module
    text = file.read_text("utf-8")
    assert was in text
    file.write_text(text.replace(was, now), "utf-8")
    assert not is_green(package, tests)
