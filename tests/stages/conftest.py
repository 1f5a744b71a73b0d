"""A workspace and a pack for the tests of the emitting stages."""

from pathlib import Path

import pytest
from emission import write_pack

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.request import Request


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder with the pack of `emission`."""
    return write_pack(tmp_path / "packs")


@pytest.fixture
def request_here(tmp_path: Path) -> Request:
    """A request in an empty workspace."""
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    return Request(workspace=workspace)


@pytest.fixture
def found() -> Diagnostics:
    """An empty collector."""
    return Diagnostics()
