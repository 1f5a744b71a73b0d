"""Adding a kind is adding a folder: the section of docs/extending.md, installed beside the factory.

Its package is written from the fenced blocks of the page, so the page is true.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from e2e_environment import ROOT

FENCE = re.compile(
    r"^(?P<ticks>`{3,})(?P<language>\w+) (?P<path>\S+)\n(?P<body>.*?)^(?P=ticks)$", re.M | re.S
)
SCHEMA = Path("schemas/hello/greeter.yaml")
# The servers of the other tests are not the business of the gates that are run here.
KEPT = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
RUNBOOK = """
runbook:
  steps:
    - {trigger: decision_latency_ms_gt_400, do: "Look for the slow partner.", minutes: 5}
"""


class User:
    """A workspace, and the folder that installed packages are in."""

    def __init__(self, folder: Path) -> None:
        """Start a workspace with one agent."""
        self.home, self.site = folder / "hello", folder / "site"
        self.site.mkdir()
        assert self.qpf("init", str(self.home), cwd=folder).returncode == 0

    def qpf(self, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run the factory; it never shows a traceback."""
        path = os.pathsep.join([str(ROOT / "generator"), str(self.site)])
        done = subprocess.run(
            [sys.executable, "-m", "qpf", *words],
            cwd=cwd or self.home,
            env={**KEPT, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert "Traceback" not in done.stderr
        return done

    def change(self, old: str, new: str) -> None:
        """Edit the schema."""
        place = self.home / SCHEMA
        text = place.read_text("utf-8")
        assert old in text
        place.write_text(text.replace(old, new), "utf-8")


def install(site: Path) -> None:
    """Put the package of the page where Python finds it, with its entry points."""
    page = (ROOT / "docs" / "extending.md").read_text("utf-8")
    for block in FENCE.finditer(page):
        place = site / block["path"]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(block["body"], "utf-8")
    (site / "qpf_runbook/packs/__init__.py").write_text("", "utf-8")
    info = site / "qpf_runbook-1.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: qpf-runbook\nVersion: 1.0.0\n")
    found = re.findall(
        r'entry-points\."(.+?)"\]\n(.+?)\n(?:\n|$)', (site / "pyproject.toml").read_text("utf-8")
    )
    (info / "entry_points.txt").write_text(
        "".join(f"[{group}]\n{entry.replace(chr(34), '')}\n" for group, entry in found), "utf-8"
    )


@pytest.fixture
def user(tmp_path: Path) -> User:
    """A workspace whose agent has a runbook, and no package that knows what that is."""
    made = User(tmp_path)
    made.change("    - models.py\n", "    - models.py\n    - runbook.py\n")
    with (made.home / SCHEMA).open("a", encoding="utf-8") as file:
        file.write(RUNBOOK)
    return made


def test_a_section_comes_and_goes_with_its_package(user: User) -> None:
    unknown = user.qpf("validate")
    assert unknown.returncode == 1
    assert "unknown top-level key `runbook`" in unknown.stderr
    install(user.site)
    assert user.qpf("validate").returncode == 0
    done = user.qpf("extract")
    assert done.returncode == 0, done.stdout + done.stderr
    emitted = next((user.home / "generated").glob("*/src/**/runbook.py"))
    assert 'Step("decision_latency_ms_gt_400", "Look for the slow partner.", 5)' in (
        emitted.read_text("utf-8")
    )
    assert user.qpf("check").returncode == 0
    line = 1 + (user.home / SCHEMA).read_text("utf-8").split("\n").index("runbook:") + 2
    traced = user.qpf("trace", f"{SCHEMA}:{line}")
    assert "runbook.py" in traced.stdout + traced.stderr


def test_faults_and_pages_are_those_of_the_package(user: User) -> None:
    install(user.site)
    user.change("_gt_400, do", "_gt_40, do")
    refused = user.qpf("validate", "--format", "json")
    assert refused.returncode == 1
    (fault,) = json.loads(refused.stdout)
    assert (fault["code"], fault["file"]) == ("RUN101", SCHEMA.as_posix())
    assert "decision_latency_ms_gt_400" in fault["help"]
    assert user.qpf("explain", "RUN101").stdout.startswith("# RUN101 step-without-trigger")
    assert "step-without-trigger" in user.qpf("rules").stdout
