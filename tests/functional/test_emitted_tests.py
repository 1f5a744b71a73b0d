"""The tests that golden cases emit pass on the real runtime, and none of them is skipped."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from emitted_agent import CORE
from emitting import emitted, graph_of, read

from qpf.diagnostics.diagnostic import Diagnostics

GOLDEN = Path(__file__).parents[1] / "golden"
QUIET = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly")


@pytest.mark.parametrize("case", ["hostile_names", "extensions", "every_step"])
def test_emitted_tests_pass(case: str, tmp_path: Path) -> None:
    found = Diagnostics()
    workspace = GOLDEN / case
    graph = graph_of(read(workspace, found), found, glue=workspace / "glue")
    emitted(graph, tmp_path / "emitted", found)
    root = tmp_path / "emitted/staging/demo-agents"
    paths = os.pathsep.join(str(path) for path in (root / "src", CORE))
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *QUIET, "tests"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert re.search(r"^\d+ passed in", ran.stdout, re.MULTILINE), ran.stdout
