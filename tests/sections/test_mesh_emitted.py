"""What is emitted for pulses and meshes passes the tests that are emitted beside it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EMITTED = ROOT / "tests/golden/pulse_and_mesh/expected/demo-beats"
KITS = [ROOT / f"templates/{kit}/static/src" for kit in ("core", "organism")]


def test_the_golden_case_passes_its_own_tests(tmp_path: Path) -> None:
    shutil.copytree(EMITTED / "tests", tmp_path / "tests")
    paths = os.pathsep.join(str(path) for path in (EMITTED / "src", *KITS))
    done = subprocess.run(
        [
            sys.executable,
            *("-m", "pytest", "-q", "--import-mode=importlib", "--rootdir", str(tmp_path)),
            *("-p", "no:cacheprovider", "-W", "error", "tests"),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout
