"""Nothing outside of the emitted trees is written or removed, whatever stands in their place."""

import os
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from emission import agent, collection, graph, run, tree

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.request import Request
from qpf.tools.filesystem import LocalDisk

FILE = "generated/demo-agents/src/demo/greeter.py"
CHANGED = graph(collection("demo", agent("demo", "greeter", ("changed",))))

Change = Callable[[Path, Path], None]
"""Puts something in the place of a path, perhaps something that leads outside."""


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of a person, with the names the factory uses inside its own."""
    folder = tmp_path / "outside"
    names = ("generated/mine.txt", "manifests/mine.txt", "mypy/mine.txt", "mine.txt")
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("mine\n")
    return folder


def refused(request: Request, packs: Path) -> set[str]:
    """The codes that stop the next run."""
    found = Diagnostics()
    with pytest.raises(Stopped):
        run(request, packs, CHANGED, found)
    return {one.code for one in found.errors}


def replaced(path: Path, target: Path) -> None:
    """Put a link in the place of a path."""
    if path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(f"{path.name}.aside"))
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


@pytest.mark.parametrize(
    "path",
    [
        "generated",
        "manifests",
        ".qpf",
        ".qpf/staging",
        ".qpf/staging/generated",
        ".qpf/staging/manifests",
        ".qpf/trash",
        ".qpf/cache",
        ".qpf/cache/templates",
        ".qpf/cache/gates",
        ".qpf/cache/mypy",
    ],
)
@pytest.mark.parametrize("force", [False, True])
def test_a_folder_that_is_a_link_stops_the_run(
    packs: Path, request_here: Request, outside: Path, path: str, force: bool
) -> None:
    run(request_here, packs, graph(), Diagnostics())
    replaced(request_here.workspace / path, outside)
    before = tree(outside)
    assert refused(replace(request_here, force=force), packs) == {"QPF909"}
    assert tree(outside) == before


@pytest.mark.parametrize("path", ["generated", "manifests", ".qpf", ".qpf/staging", ".qpf/trash"])
def test_a_file_in_the_place_of_a_folder_stops_the_run(
    packs: Path, request_here: Request, path: str
) -> None:
    file = request_here.workspace / path
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine\n")
    assert refused(request_here, packs) == {"QPF909"}
    assert file.read_text() == "mine\n"


def test_folders_inside_folders_are_looked_at_too(
    packs: Path, request_here: Request, outside: Path
) -> None:
    request = replace(request_here, output_folder="out/code")
    (request.workspace / "out").symlink_to(outside)
    assert refused(request, packs) == {"QPF909"}


@pytest.mark.parametrize("name", ["lock", "state.json", "journal.part"])
def test_private_files_are_never_written_through_a_link(
    packs: Path, request_here: Request, outside: Path, name: str
) -> None:
    run(request_here, packs, graph(), Diagnostics())
    replaced(request_here.private / name, outside / "mine.txt")
    if name == "lock":
        assert refused(request_here, packs) == {"QPF906"}
    else:
        run(request_here, packs, CHANGED, Diagnostics())
    assert (outside / "mine.txt").read_text() == "mine\n"


def test_a_write_replaces_a_link_and_a_second_name(tmp_path: Path, outside: Path) -> None:
    mine = outside / "mine.txt"
    (tmp_path / "link").symlink_to(mine)
    (tmp_path / "name").hardlink_to(mine)
    for name in ("link", "name"):
        LocalDisk().write(tmp_path / name, b"theirs")
        assert (tmp_path / name).read_bytes() == b"theirs"
    assert mine.read_text() == "mine\n"


def link(path: Path, outside: Path) -> None:
    """A link to a person's file."""
    replaced(path, outside / "mine.txt")


def dangling(path: Path, outside: Path) -> None:
    """A link to nothing."""
    replaced(path, outside / "absent")


def loop(path: Path, outside: Path) -> None:
    """A link to itself."""
    replaced(path, path)


def folder(path: Path, outside: Path) -> None:
    """A folder with a file in it."""
    path.unlink()
    path.mkdir()
    (path / "mine.txt").write_text("mine\n")


def pipe(path: Path, outside: Path) -> None:
    """A pipe, which blocks everybody who opens it."""
    path.unlink()
    os.mkfifo(path)


def plug(path: Path, outside: Path) -> None:
    """A socket; its name must be short, so it is made elsewhere."""
    path.unlink()
    made = outside.parent / "s"
    with closing(socket.socket(socket.AF_UNIX)) as one:
        one.bind(str(made))
    made.rename(path)


def second_name(path: Path, outside: Path) -> None:
    """A hard link: another name of a person's file."""
    path.unlink()
    path.hardlink_to(outside / "mine.txt")


@pytest.mark.parametrize("change", [link, dangling, loop, folder, pipe, plug, second_name])
def test_what_replaced_a_file_stops_the_run_and_force_removes_only_it(
    packs: Path, request_here: Request, outside: Path, change: Change
) -> None:
    run(request_here, packs, graph(), Diagnostics())
    before = tree(outside)
    change(request_here.workspace / FILE, outside)
    assert refused(request_here, packs) <= {"QPF650", "QPF651"}
    run(replace(request_here, force=True), packs, CHANGED, Diagnostics())
    assert "changed" in (request_here.workspace / FILE).read_text()
    assert not (request_here.workspace / FILE).is_symlink()
    assert tree(outside) == before


@pytest.mark.parametrize("change", [link, dangling, loop])
@pytest.mark.parametrize("path", ["generated/demo-agents", "manifests/demo", "generated/stray"])
@pytest.mark.parametrize("only", [(), ("demo",)])
def test_a_link_in_the_place_of_a_distribution_is_a_foreign_file(
    packs: Path,
    request_here: Request,
    outside: Path,
    change: Change,
    path: str,
    only: tuple[str, ...],
) -> None:
    run(request_here, packs, graph(), Diagnostics())
    before = tree(outside)
    place = request_here.workspace / path
    change(place, outside)
    for aside in place.parent.glob("*.aside"):
        aside.rename(outside.parent / "aside")
    request = replace(request_here, collections=only)
    if path.endswith("stray") and only:
        run(request, packs, CHANGED, Diagnostics())
        assert place.is_symlink()
        return
    assert refused(request, packs) == {"QPF651"}
    run(replace(request, force=True), packs, CHANGED, Diagnostics())
    assert not place.is_symlink()
    assert "changed" in (request_here.workspace / FILE).read_text()
    assert tree(outside) == before


@pytest.mark.parametrize("name", [b"caf\xe9.txt", b"NOTES.MD", b"new\nline", b" "])
def test_foreign_files_may_have_any_name(packs: Path, request_here: Request, name: bytes) -> None:
    run(request_here, packs, graph(), Diagnostics())
    file = request_here.output / "demo-agents" / os.fsdecode(name)
    file.write_text("mine\n")
    assert refused(request_here, packs) == {"QPF651"}
    run(replace(request_here, force=True), packs, CHANGED, Diagnostics())
    assert not file.exists()


def test_folders_that_were_made_read_only_are_removed_too(tmp_path: Path) -> None:
    nobody = 65534
    folder = tmp_path / "tree/inner/empty"
    folder.mkdir(parents=True)
    (tmp_path / "tree/inner/file").write_text("text")
    if os.geteuid() == 0:
        for path in (tmp_path, *tmp_path.rglob("*")):
            os.chown(path, nobody, nobody)
    (tmp_path / "tree/inner").chmod(0)
    (tmp_path / "tree").chmod(0o500)
    child = os.fork()
    if child == 0:
        try:
            os.chdir(tmp_path)
            if os.geteuid() == 0:
                os.setuid(nobody)  # Nothing is forbidden to root.
            LocalDisk().remove_tree(Path("tree"))
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    assert not (tmp_path / "tree").exists()
