"""Whatever the organism starts it ends, a hundred times over; importing it starts nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Tell
from genesis_process import environment

pytestmark = pytest.mark.e2e

HERE = Path(__file__).parent
LIVES = 100
_LIMIT_S = 400


def told(program: str, *words: str, folder: Path) -> dict[str, Any]:
    """What a program of this folder printed last, run beside the emitted packages."""
    done = subprocess.run(
        [sys.executable, "-B", str(HERE / program), *words],
        cwd=folder,
        env=environment({"data_dir": folder}),
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_hundred_lives_leave_nothing_behind(tmp_path: Path, tell: Tell) -> None:
    found = told("genesis_lives.py", str(LIVES), str(tmp_path), folder=tmp_path)
    assert found["answers"]["/time_wrap"] == {"TΛ": 13.829339897862136}
    assert found["answers"]["/mesh/vitals"]["alive"] is True
    assert found["answers"]["/peers"]["here"]["is_local"] is True
    assert found["after"] == found["before"]
    assert found["after"]["processes"] == []
    assert found["after"]["sockets"] == []
    kept = {kind: len(names) for kind, names in found["after"].items()}
    tell(f"organism: {LIVES} lives in one process, afterwards as before: {kept}")


def test_importing_every_module_does_nothing_else(tmp_path: Path) -> None:
    found = told("genesis_imports.py", folder=tmp_path)
    assert len(found["modules"]) > 40
    assert found["acts"] == []
    assert found["threads"] == ["MainThread"]
    assert list(tmp_path.iterdir()) == []
