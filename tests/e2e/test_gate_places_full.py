"""What every gate finds in emitted code is told where it was written: mypy, pylint, tests too."""

from pathlib import Path

import pytest
from seeded_faults import expected, reported, seeded

from qpf.model.request import GateLevel


def test_every_seeded_fault_is_told_at_its_own_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = tmp_path / "templates"
    workspace = seeded(tmp_path, templates, monkeypatch)
    wanted = expected(workspace, templates, GateLevel.FULL)
    told = reported(workspace, GateLevel.FULL)
    print(len(wanted), sorted(wanted - told), sorted(told - wanted))
    assert len(wanted) >= 40
    assert wanted - told == set()
