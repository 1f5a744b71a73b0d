"""A hundred thousand random and hostile packets by each protocol of qnetworks, none lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SCHEMA = yaml.safe_load((ROOT / "schemas/qnetworks/protocols.yaml").read_text("utf-8"))
NAMES = [*(one["name"] for one in SCHEMA["protocols"]), "pipeline"]
COUNT = 100_000
LONGEST_S = 900
"""A machine that is this slow has stopped."""


@pytest.mark.parametrize("name", NAMES)
def test_no_packet_is_lost(name: str) -> None:
    sources = [str(path) for path in sorted((ROOT / "generated").glob("*/src"))]
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("lossless_run.py")), name, str(COUNT), "7"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sources)},
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) == COUNT + 2
