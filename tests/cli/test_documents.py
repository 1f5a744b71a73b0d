"""The generated documents are those of today's specs and diagnostics."""

import subprocess
import sys
from pathlib import Path

from qpf.diagnostics.registry import facts

ROOT = Path(__file__).parents[2]


def test_they_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "docs/build.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), "run `make docs`"


def test_the_index_lists_every_code() -> None:
    text = (ROOT / "docs/diagnostics.md").read_text("utf-8")
    assert all(fact.code in text and f"| {fact.name} |" in text for fact in facts())


def test_every_key_of_the_reference_has_a_value() -> None:
    rows = [
        line.split(" | ")
        for line in (ROOT / "docs/reference.md").read_text("utf-8").splitlines()
        if line.startswith("| `")
    ]
    assert len(rows) > 200
    assert all(row[1].strip() for row in rows)
