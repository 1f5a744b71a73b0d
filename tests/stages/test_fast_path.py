"""A second run is recognised by content, and any moved byte makes the run real again."""

import errno
import os
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
from qpf.tools.digests import file_digests
from qpf.tools.fast_path import is_current, remember, seen
from qpf.tools.filesystem import Disk, LocalDisk

Change = Callable[[Path], object]


def published(request: Request) -> dict[str, str]:
    """The digests of all that lies below the folders of output and manifests."""
    folders = (request.output_folder, request.manifests_folder)
    return {
        f"{folder}/{path}": digest
        for folder in folders
        for path, digest in file_digests(request.workspace / folder).items()
    }


def store(request: Request, packs: Path, disk: Disk | None = None) -> None:
    """Remember a run that read and left what lies there now."""
    now = seen(request, (packs,), ())
    remember(request, (packs,), now, published(request), disk or LocalDisk())


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
    store(request_here, packs)
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
    store(fast, packs)
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
    store(request_done, packs, FaultyDisk(0, refuse(errno.ENOSPC)))
    assert not is_current(request_done, (packs,))


def test_an_edit_during_the_run_makes_the_next_run_real(packs: Path, request_done: Request) -> None:
    schema = request_done.workspace / "schemas/demo/greeter.yaml"
    (request_done.private / "state.json").unlink()
    before = seen(request_done, (packs,), ())
    schema.write_text("name: late\n")
    remember(request_done, (packs,), before, published(request_done), LocalDisk())
    assert not is_current(request_done, (packs,))
    # The run may have read the edit: to undo it does not make what it left right.
    schema.write_text("name: greeter\n")
    assert not is_current(request_done, (packs,))


def test_an_edit_of_what_was_just_published_is_not_remembered(
    packs: Path, request_done: Request
) -> None:
    (request_done.private / "state.json").unlink()
    made = published(request_done)
    file = next(request_done.output.rglob("*.py"))
    file.write_bytes(file.read_bytes() + b"x = 1\n")
    remember(request_done, (packs,), seen(request_done, (packs,), ()), made, LocalDisk())
    assert not is_current(request_done, (packs,))


def test_what_a_link_leads_to_is_read(packs: Path, request_done: Request, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    schema = request_done.workspace / "schemas/demo/greeter.yaml"
    for link, target in ((schema, "greeter.yaml"), (schema.parent, "")):
        kept = elsewhere / target if target else elsewhere / "demo"
        link.rename(kept)
        link.symlink_to(kept, target_is_directory=kept.is_dir())
        store(request_done, packs)
        assert is_current(request_done, (packs,))
        edited = kept / "greeter.yaml" if kept.is_dir() else kept
        edited.write_text(f"name: {link.name}\n")
        assert not is_current(request_done, (packs,))


def test_a_link_to_its_own_folder_ends(packs: Path, request_done: Request) -> None:
    (request_done.workspace / "schemas/demo/again").symlink_to(
        request_done.workspace / "schemas", target_is_directory=True
    )
    assert not is_current(request_done, (packs,))
    store(request_done, packs)
    assert is_current(request_done, (packs,))


@pytest.mark.parametrize("name", ["notes.pyc", "more.egg-info/x.yaml", "dist/x.yaml"])
def test_what_only_looks_like_a_by_product_is_an_input(
    packs: Path, request_done: Request, name: str
) -> None:
    (request_done.workspace / "schemas/pyproject.toml").write_text("")
    store(request_done, packs)
    stray = request_done.workspace / "schemas" / name
    stray.parent.mkdir(exist_ok=True)
    stray.write_text("x: 1\n")
    assert not is_current(request_done, (packs,))


def test_a_pipe_among_the_files_stops_nothing(packs: Path, request_done: Request) -> None:
    os.mkfifo(request_done.output / "demo-agents/pipe")
    assert not is_current(request_done, (packs,))


@pytest.mark.parametrize("where", ["generated", "manifests"])
def test_a_file_that_changed_its_folder_is_seen(
    packs: Path, request_done: Request, where: str
) -> None:
    other = {"generated": "manifests", "manifests": "generated"}[where]
    (request_done.workspace / where / "stray").write_text("x")
    store(request_done, packs)
    (request_done.workspace / where / "stray").rename(request_done.workspace / other / "stray")
    assert not is_current(request_done, (packs,))


@pytest.mark.parametrize("kind", ["dist-info", "egg-info"])
def test_a_tool_on_any_part_of_the_import_path_counts(
    packs: Path, request_done: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    tools = tmp_path / "tools"
    (tools / f"black-1.0.{kind}").mkdir(parents=True)
    monkeypatch.syspath_prepend(tools)
    assert not is_current(request_done, (packs,))
    store(request_done, packs)
    assert is_current(request_done, (packs,))
    (tools / f"black-1.0.{kind}").rename(tools / f"black-2.0.{kind}")
    assert not is_current(request_done, (packs,))


@pytest.mark.parametrize("module", ["more_sections/__init__.py", "more_sections.py"])
def test_the_code_of_an_extension_counts(
    packs: Path, request_done: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    info = tmp_path / "site/more-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: more\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[qpf.sections]\nmore = more_sections:SECTION\n")
    code = tmp_path / "site" / module
    code.parent.mkdir(exist_ok=True)
    code.write_text("SECTION = None\n")
    monkeypatch.syspath_prepend(tmp_path / "site")
    store(request_done, packs)
    assert is_current(request_done, (packs,))
    code.write_text("SECTION = 1234\n")
    assert not is_current(request_done, (packs,))


def test_a_comment_that_excuses_something_is_a_value(packs: Path, request_done: Request) -> None:
    marks = [("schemas/demo/greeter.yaml", 1, "QPF444")]
    plain, marked = (seen(request_done, (packs,), (), one) for one in ([], marks))
    assert plain.inputs == marked.inputs
    assert plain.values != marked.values


def test_a_strategy_of_the_name_none_is_not_no_strategy(packs: Path, request_done: Request) -> None:
    assert not is_current(replace(request_done, strategy="None"), (packs,))


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
