"""Whatever happens at whatever write, the tree is the old one or the new one, never a mixture."""

import errno
import os
import shutil
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from broken_disks import FaultyDisk, OldDisk, WatchedDisk, die, interrupt, refuse
from emission import agent, collection, graph, run, tree

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.graph import Graph
from qpf.model.request import Request
from qpf.tools.file_faults import PUBLISHED, Progress, reported
from qpf.tools.filesystem import LocalDisk
from qpf.tools.journal import JOURNAL, JournalConflict, heal
from qpf.tools.lock import is_left

Trees = dict[str, bytes]

OLD = (
    collection("demo", agent("demo", "greeter"), agent("demo", "helper")),
    collection("gone", agent("gone", "leaver")),
)
NEW = (
    collection("demo", agent("demo", "greeter", ("changed",)), agent("demo", "fresh")),
    collection("other", agent("other", "third")),
)
"""One distribution changes, one leaves, one comes."""


def published(request: Request) -> Trees:
    """What a reader of the workspace sees."""
    output = {f"generated/{k}": v for k, v in tree(request.output).items()}
    return output | {f"manifests/{k}": v for k, v in tree(request.manifests).items()}


def extract(request: Request, packs: Path, of: Graph, disk: LocalDisk | None = None) -> None:
    """Emit and publish; faults are in the diagnostics of the caller."""
    run(request, packs, of, Diagnostics(), disk)


@pytest.fixture
def trees(packs: Path, request_here: Request, tmp_path: Path) -> tuple[Trees, Trees]:
    """The old tree, which is published, and the new one."""
    apart = Request(workspace=tmp_path / "apart")
    apart.workspace.mkdir()
    extract(apart, packs, graph(*NEW))
    extract(request_here, packs, graph(*OLD))
    return published(request_here), published(apart)


def operations(
    request: Request,
    packs: Path,
    trees: tuple[Trees, Trees],
    kind: type[FaultyDisk] = FaultyDisk,
) -> list[int]:
    """Numbers of the operations from the old tree to the new one, which is undone afterwards.

    Of a run of flushes, which change nothing, only the first is kept.
    """
    counter = kind(-1, die)
    extract(request, packs, graph(*NEW), counter)
    assert published(request) == trees[1]
    known = {"write", "rename", "remove", "remove_tree", "flush"}
    assert set(counter.names) == (known if kind is OldDisk else known | {"exchange"})
    extract(request, packs, graph(*OLD))
    assert published(request) == trees[0]
    names = counter.names
    return [n for n, name in enumerate(names) if name != "flush" or names[n - 1] != "flush"]


def killed(request: Request, packs: Path, disk: FaultyDisk) -> None:
    """Extract in a process of its own that dies at an operation of the disk."""
    child = os.fork()
    if child == 0:
        try:
            extract(request, packs, graph(*NEW), disk)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.parametrize("is_half", [False, True])
@pytest.mark.parametrize("kind", [FaultyDisk, OldDisk], ids=["exchanges", "cannot-exchange"])
def test_a_kill_at_every_operation_leaves_old_or_new(
    packs: Path,
    request_here: Request,
    trees: tuple[Trees, Trees],
    kind: type[FaultyDisk],
    is_half: bool,
) -> None:
    seen = set()
    for at in operations(request_here, packs, trees, kind):
        killed(request_here, packs, kind(at, die, is_half=is_half))
        heal(request_here.workspace, LocalDisk())
        left = published(request_here)
        assert left in trees, f"operation {at} left a mixture"
        seen.add(trees.index(left))
        extract(request_here, packs, graph(*NEW))
        assert published(request_here) == trees[1]
        extract(request_here, packs, graph(*OLD))
    assert seen == {0, 1}


def test_at_no_instant_a_folder_is_missing_or_mixed(
    packs: Path, request_here: Request, trees: tuple[Trees, Trees]
) -> None:
    """Who reads a distribution or manifests during a run finds all of the old or of the new."""
    wanted = [of_folders(one) for one in trees]
    seen = []

    def look() -> None:
        now = of_folders(published(request_here))
        for folder in wanted[0].keys() & wanted[1].keys():
            assert now[folder] in (wanted[0][folder], wanted[1][folder])
        seen.append(now)

    extract(request_here, packs, graph(*NEW), WatchedDisk(look))
    assert wanted[0] in seen
    assert seen[-1] == wanted[1]


def of_folders(trees: Trees) -> dict[str, Trees]:
    """The files of each distribution and of each collection's manifests."""
    folders: dict[str, Trees] = {}
    for path, data in trees.items():
        folders.setdefault("/".join(path.split("/")[:2]), {})[path] = data
    return folders


def test_a_kill_while_healing_is_healed_too(
    packs: Path, request_here: Request, trees: tuple[Trees, Trees]
) -> None:
    interrupted = 0
    for at in operations(request_here, packs, trees):
        killed(request_here, packs, FaultyDisk(at, die))
        if not (request_here.workspace / JOURNAL).exists():
            extract(request_here, packs, graph(*OLD))
            continue
        for step in range(3):
            with suppress(OSError):
                heal(request_here.workspace, FaultyDisk(step, refuse(errno.EIO)))
                break
            interrupted += 1
        heal(request_here.workspace, LocalDisk())
        assert published(request_here) == trees[1]
        extract(request_here, packs, graph(*OLD))
    assert interrupted >= 3


def test_a_workspace_that_was_copied_in_mid_switch_is_not_guessed_at(
    packs: Path, request_here: Request, trees: tuple[Trees, Trees], tmp_path: Path
) -> None:
    """A copy knows neither which of two folders is the old one, nor loses either."""
    refused = 0
    for at in operations(request_here, packs, trees):
        killed(request_here, packs, FaultyDisk(at, die))
        copied = tmp_path / f"copy{at}"
        shutil.copytree(request_here.workspace, copied)
        before = tree(copied)
        if (copied / JOURNAL).exists():
            refused += 1
            with pytest.raises(JournalConflict, match="copy"):
                heal(copied, LocalDisk())
            assert tree(copied) == before
        extract(request_here, packs, graph(*OLD))
    assert refused >= 3


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (refuse(errno.ENOSPC), "QPF903"),
        (refuse(errno.EDQUOT), "QPF903"),
        (refuse(errno.EROFS), "QPF902"),
        (refuse(errno.EACCES), "QPF902"),
        (refuse(errno.EIO), "QPF906"),
        (interrupt, "QPF905"),
    ],
    ids=["full", "quota", "read-only", "forbidden", "broken", "interrupted"],
)
def test_a_fault_at_every_operation_is_reported_and_leaves_old_or_new(
    packs: Path,
    request_here: Request,
    trees: tuple[Trees, Trees],
    fault: Callable[[Path], None],
    code: str,
) -> None:
    outcomes = set()
    for at in operations(request_here, packs, trees)[::3]:
        found = Diagnostics()
        disk = FaultyDisk(at, fault, is_half=at % 2 == 1)
        try:
            run(request_here, packs, graph(*NEW), found, disk)
        except Stopped:
            assert [d.code for d in found.found] == [code]
            wanted = trees[0]
        else:
            # Only cleaning up was left to do.
            assert len(found) == 0
            wanted = trees[1]
        assert published(request_here) == wanted or code == "QPF905"
        assert published(request_here) in trees
        outcomes.add(trees.index(wanted))
        extract(request_here, packs, graph(*OLD))
        assert published(request_here) == trees[0]
    assert 0 in outcomes


@pytest.mark.parametrize(
    "error", [MemoryError(), OSError(errno.EIO, "broken"), OSError(errno.ENOSPC, "full")]
)
@pytest.mark.parametrize(
    ("stage", "tree"), [("publishing", "unchanged"), (PUBLISHED, "the new one")]
)
def test_a_fault_says_which_tree_is_published(
    tmp_path: Path, error: Exception, stage: str, tree: str
) -> None:
    found = Diagnostics()
    with pytest.raises(Stopped), reported(tmp_path, found, Progress(stage)):
        raise error
    (said,) = found.found
    assert f"the published tree is {tree}" in said.message


def test_what_could_not_be_cleared_is_cleared_by_the_next_run(tmp_path: Path) -> None:
    for name in ("staging/manifests", "trash/generated"):
        left = tmp_path / ".qpf" / name
        left.mkdir(parents=True)
        assert is_left(tmp_path / ".qpf")
        assert not heal(tmp_path, LocalDisk())
        assert not is_left(tmp_path / ".qpf")
        assert not left.parent.exists()
