"""What an import leaves with next to nothing still extracts, and passes the tests it emits."""

import os
import subprocess
import sys
from pathlib import Path

from conftest import Run

WILD = Path(__file__).parent / "import_samples" / "wild"


def test_an_agent_without_channels_passes_every_test_of_its_controller(
    qpf: Run, tmp_path: Path
) -> None:
    house = tmp_path / "house"
    assert qpf("import", WILD / "farm_irrigation.yaml", "--into", house).code == 0
    assert "channels:" not in (house / "schemas/farm/irrigation.yaml").read_text("utf-8")
    assert qpf("extract", "--gates", "none", "--workspace", house).code == 0
    emitted = house / "generated"
    sources = [emitted / name / "src" for name in ("farm-agents", "qpf-core")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, sources))}
    words = ["-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider"]
    answer = subprocess.run(
        [sys.executable, *words, "tests/irrigation/test_controller.py"],
        cwd=emitted / "farm-agents",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout
    assert "skipped" not in answer.stdout and "passed" in answer.stdout
