"""Histories of drawn tables, which SQLite and a real PostgreSQL follow: forth, back, and forth."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from counterexamples import emitted_files, golden
from drawn_tables import drawn_shape
from e2e_environment import ROOT
from luck import Dice
from real_servers import real_servers

LOG = "schemas/radio/log.yaml"
KITS = ("qpf-core", "qpf-fabric")
ROWS = "migrate_rows.py"


@pytest.fixture
def postgres() -> Iterator[str]:
    """A database of a real PostgreSQL, empty."""
    with real_servers() as servers:
        yield servers.postgres_url


@pytest.mark.parametrize("seed", range(int(os.environ.get("QPF_HISTORIES", "4"))))
def test_databases_follow_a_history(seed: int, postgres: str, tmp_path: Path) -> None:
    drawn, luck = golden("records"), Dice(f"history {seed}")
    many = (drawn_shape(luck) for _ in range(99))
    drawn.documents[LOG]["tables"] = next(one for one in many if len(one.get("changes", ())) > 2)
    for path, text in emitted_files(drawn, tmp_path / "drawn").items():
        file = tmp_path / "radio" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    tests, rows = tmp_path / "radio/tests/log/test_tables.py", Path(__file__).with_name(ROWS)
    quiet = ("-q", "-p", "no:cacheprovider", "-c", "/dev/null")
    run(tmp_path, postgres, "-m", "pytest", *quiet, tests)
    for url in (f"sqlite:///{tmp_path}/rows.db", postgres):
        said = run(tmp_path, postgres, rows, url, "radio.log")
        assert "revisions" in said


def run(folder: Path, postgres: str, *words: str | Path) -> str:
    """What a Python that knows the emitted package says; it must succeed."""
    sources = [ROOT / "generated" / kit / "src" for kit in KITS]
    own = {
        "PYTHONPATH": os.pathsep.join(map(str, [folder / "radio/src", *sources])),
        "QPF_TEST_POSTGRES_URL": postgres,
    }
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    return done.stdout
