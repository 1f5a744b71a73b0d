"""`.ci/servers` gives a command two real servers, its exit code back, and leaves nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from e2e_environment import ROOT

SERVERS = ROOT / ".ci" / "servers"
ASK = """
import os, psycopg, redis
url = os.environ["QPF_TEST_POSTGRES_URL"].replace("+psycopg", "")
with psycopg.connect(url) as database:
    database.execute("CREATE EXTENSION vector")
    print(database.execute("SELECT 20 + 1").fetchone()[0])
print(redis.Redis.from_url(os.environ["QPF_TEST_REDIS_URL"]).ping())
raise SystemExit(7)
"""
WAIT = "import time; print('ready', flush=True); time.sleep(600)"
SUDDEN = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"


def begin(folder: Path, code: str) -> subprocess.Popen[str]:
    """Start servers with all they keep below a folder, and a program that uses them."""
    return subprocess.Popen(
        [sys.executable, SERVERS, sys.executable, "-c", code],
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Every user may pass through the parents of this one: PostgreSQL never runs as root."""
    for path in (tmp_path, *tmp_path.parents[:2]):
        path.chmod(0o711)
    return tmp_path


def test_both_answer_and_the_exit_code_comes_back(folder: Path) -> None:
    process = begin(folder, ASK)
    said, _ = process.communicate(timeout=120)
    assert said.split() == ["21", "True"]
    assert process.returncode == 7
    assert list(folder.iterdir()) == []


def test_told_to_end_it_ends_everything(folder: Path) -> None:
    process = begin(folder, WAIT)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert list(folder.iterdir()) == []


def test_a_command_that_dies_is_reported(folder: Path) -> None:
    process = begin(folder, SUDDEN)
    process.communicate(timeout=120)
    assert process.returncode == 128 + signal.SIGKILL
    assert list(folder.iterdir()) == []
