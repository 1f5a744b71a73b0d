"""A second run is recognised by content, and any moved byte makes the run real again."""

import errno
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from broken_disks import FaultyDisk, refuse
from emission import graph, run

import qpf
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.request import GateLevel, Request
from qpf.tools.fast_path import inputs_state, is_current, remember
from qpf.tools.filesystem import LocalDisk

Change = Callable[[Path], object]


@pytest.fixture
def request_done(packs: Path, request_here: Request) -> Request:
    """A request that was carried out and remembered."""
    inputs = {
        "schemas/demo/greeter.yaml": "name: greeter\n",
        "extractor_maps/demo.yaml": "collection: demo\n",
        "glue/demo/extensions/own.py": "X = 1\n",
        "pyproject.toml": "[tool.qpf]\n",
        "requirements.lock": "ruff==0\n",
    }
    for name, text in inputs.items():
        file = request_here.workspace / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    run(request_here, packs, graph(), Diagnostics())
    remember(request_here, inputs_state(request_here, (packs,)), LocalDisk())
    return request_here


def test_nothing_moved_is_current(packs: Path, request_done: Request) -> None:
    assert is_current(request_done, (packs,))


def test_touching_without_changing_is_current(packs: Path, request_done: Request) -> None:
    file = request_done.workspace / "schemas/demo/greeter.yaml"
    file.write_bytes(file.read_bytes())
    (request_done.output / "demo-agents/src/demo/__pycache__").mkdir()
    assert is_current(request_done, (packs,))


@pytest.mark.parametrize(
    "path",
    [
        "workspace/schemas/demo/greeter.yaml",
        "workspace/extractor_maps/demo.yaml",
        "workspace/glue/demo/extensions/own.py",
        "workspace/pyproject.toml",
        "workspace/requirements.lock",
        "workspace/generated/demo-agents/NOTES.md",
        "workspace/manifests/demo/collection.json",
        "packs/demo/module.py.j2",
        "packs/_shared/_header.py.j2",
        "packs/demo/static/kept/one.py",
    ],
)
@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.write_bytes(file.read_bytes() + b" "),
        lambda file: file.unlink(),
        lambda file: file.with_name("more.py").write_text("x = 1\n"),
    ],
    ids=["edited", "removed", "beside"],
)
def test_a_moved_byte_is_seen(
    packs: Path, request_done: Request, path: str, change: Change
) -> None:
    change(packs.parent / path)
    is_loose = path in {"workspace/pyproject.toml", "workspace/requirements.lock"}
    beside = packs.parent.joinpath(path).with_name("more.py").exists()
    assert is_current(request_done, (packs,)) is (is_loose and beside)


def test_other_options_are_another_run(packs: Path, request_done: Request) -> None:
    for other in (
        replace(request_done, strategy="other"),
        replace(request_done, collections=("demo",)),
        replace(request_done, force=True),
    ):
        assert not is_current(other, (packs,))


def test_stricter_gates_run_again_and_looser_ones_do_not(
    packs: Path, request_done: Request
) -> None:
    fast = replace(request_done, gates=GateLevel.FAST)
    remember(fast, inputs_state(fast, (packs,)), LocalDisk())
    assert is_current(replace(request_done, gates=GateLevel.NONE), (packs,))
    assert is_current(replace(request_done, gates=GateLevel.FAST), (packs,))
    assert not is_current(replace(request_done, gates=GateLevel.FULL), (packs,))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"gates": "odd"}', "\x00"])
def test_a_broken_state_is_no_state(packs: Path, request_done: Request, text: str) -> None:
    (request_done.private / "state.json").write_text(text)
    assert not is_current(request_done, (packs,))


def test_an_open_journal_is_never_current(packs: Path, request_done: Request) -> None:
    (request_done.private / "journal.json").write_text("[]")
    assert not is_current(request_done, (packs,))


def test_a_state_that_cannot_be_stored_is_no_fault(packs: Path, request_done: Request) -> None:
    (request_done.private / "state.json").unlink()
    inputs = inputs_state(request_done, (packs,))
    remember(request_done, inputs, FaultyDisk(0, refuse(errno.ENOSPC)))
    assert not is_current(request_done, (packs,))


def test_an_edit_during_the_run_makes_the_next_run_real(packs: Path, request_done: Request) -> None:
    before = inputs_state(request_done, (packs,))
    (request_done.workspace / "schemas/demo/greeter.yaml").write_text("name: late\n")
    remember(request_done, before, LocalDisk())
    assert not is_current(request_done, (packs,))


def test_the_fast_path_imports_nothing_heavy() -> None:
    code = (
        "import sys, qpf.tools.fast_path, qpf.tools.packs_root\n"
        "heavy = 'jinja2 black networkx pydantic yaml jsonschema typer rich'.split()\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    command = [sys.executable, "-B", "-c", code]
    environment = {"PYTHONPATH": str(Path(qpf.__file__).parents[1])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
