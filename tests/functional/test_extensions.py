"""Functions that people write beside the glue file travel with the distribution."""

import shutil
from pathlib import Path

import pytest
from emitting import Emission, emitted, graph_of, read

from qpf.diagnostics.diagnostic import Diagnostics, Stopped

CASE = Path(__file__).parents[1] / "golden/extensions"
WORDING = "glue/demo/extensions/wording.py"
EMITTED = "demo-agents/src/demo/extensions"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A copy of the golden case."""
    root = tmp_path / "workspace"
    shutil.copytree(CASE, root, ignore=shutil.ignore_patterns("expected"))
    return root


def emit(workspace: Path, found: Diagnostics) -> Emission | None:
    """What is emitted; None and diagnostics otherwise."""
    try:
        graph = graph_of(read(workspace, found), found, glue=workspace / "glue")
        return emitted(graph, workspace.parent / "emitted", found)
    except Stopped:
        return None


def test_a_package_of_the_users_own_is_kept(workspace: Path) -> None:
    (workspace / WORDING).with_name("__init__.py").write_text('"""Our words."""\r\n')
    emission = emit(workspace, Diagnostics())
    assert emission is not None
    assert '"""Our words."""' in emission.files[f"{EMITTED}/__init__.py"]
    assert "\r" not in emission.files[f"{EMITTED}/__init__.py"]


def test_private_modules_travel_but_are_no_functions(workspace: Path) -> None:
    (workspace / WORDING).with_name("_parts.py").write_text('"""Parts."""\n\nKIND = "dear"\n')
    emission = emit(workspace, Diagnostics())
    assert emission is not None
    assert 'KIND = "dear"' in emission.files[f"{EMITTED}/_parts.py"]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b'"""Words."""\n\xff\n', 1),
        ('"""Words."""\nX = "\ue000"\n'.encode(), 1),
        (b'"""Words."""\n\n\ndef polite(text: str) -> str:\n    """Say."""\n    return (\n', 6),
    ],
    ids=["not UTF-8", "private-use characters", "not Python"],
)
def test_a_broken_module_is_reported_where_it_is_broken(
    workspace: Path, data: bytes, line: int
) -> None:
    (workspace / WORDING).with_name("broken.py").write_bytes(data)
    found = Diagnostics()
    assert emit(workspace, found) is None
    (fault,) = found.errors
    assert fault.place.file == "glue/demo/extensions/broken.py"
    assert abs(fault.place.line - line) <= 1


def test_without_the_module_the_function_is_unknown(workspace: Path) -> None:
    (workspace / WORDING).unlink()
    found = Diagnostics()
    assert emit(workspace, found) is None
    assert [one.code for one in found.errors] == ["QPF526"]
