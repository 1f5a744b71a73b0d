"""What the fast gates find in emitted code is told where it was written."""

from pathlib import Path

import pytest
from seeded_faults import expected, reported, seeded

from qpf.model.request import GateLevel


def test_every_seeded_fault_is_told_at_its_own_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = tmp_path / "templates"
    workspace = seeded(tmp_path, templates, monkeypatch)
    wanted = expected(workspace, templates, GateLevel.FAST)
    told = reported(workspace, GateLevel.FAST)
    assert len(wanted) >= 23
    assert wanted - told == set()
    assert told - wanted == set()
