"""A real process is killed, or refused, at real system calls; `make faults` takes every one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from faults_strace import Call, calls, verdict
from faults_world import World

STAGED = ("openat", "write", "mkdir")
PUBLISHED = ("openat", "write", "unlinkat", "unlink", "ftruncate")
REFUSED = (
    ("stage", "write", "ENOSPC"),
    ("stage", "openat", "EACCES"),
    ("publish", "fsync", "EIO"),
    ("publish", "openat", "EROFS"),
    ("publish", "rename", "EXDEV"),
    ("publish", "unlink", "EIO"),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A workspace between an old and a new tree."""
    return World(tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="module")
def found(world: World) -> list[Call]:
    """Every writing call of a run."""
    return calls(world)


def of(found: list[Call], phase: str, name: str) -> list[Call]:
    """The calls of a kind."""
    return [call for call in found if (call.phase, call.name) == (phase, name)]


def test_every_kind_of_write_is_seen(found: list[Call]) -> None:
    kinds = {(call.phase, call.name) for call in found}
    assert kinds >= {("stage", name) for name in STAGED}
    assert kinds >= {("publish", name) for name in ("rename", "fsync", *PUBLISHED)}


def chosen(found: list[Call]) -> Iterator[Call]:
    """One call in the middle of each kind, and renames: of the journal, inside, and the last."""
    for phase, names in (("stage", STAGED[1:]), ("publish", PUBLISHED[1:4])):
        for name in names:
            kind = of(found, phase, name)
            yield kind[len(kind) // 2]
    renames = of(found, "publish", "rename")
    yield from (renames[0], renames[1], renames[len(renames) // 2], renames[-1])


def test_a_kill_leaves_one_tree_or_a_journal_and_the_next_run_says_so(
    world: World, found: list[Call]
) -> None:
    results = [verdict(world, call, "signal=KILL") for call in chosen(found)]
    assert [one for one in results if one.wrong] == []
    assert {"old", "new"} <= {one.tree for one in results}


@pytest.mark.parametrize(("phase", "name", "error"), REFUSED)
def test_a_refusal_leaves_the_old_tree_and_a_diagnostic(
    world: World, found: list[Call], phase: str, name: str, error: str
) -> None:
    kind = of(found, phase, name)
    assert verdict(world, kind[len(kind) // 2], f"error={error}").wrong == ()


def test_a_disk_that_is_full_from_some_write_on_is_told(world: World, found: list[Call]) -> None:
    write = of(found, "stage", "write")[100]
    stays_full = Call(write.name, write.nth, write.phase, write.detail)
    result = verdict(world, stays_full, f"error=ENOSPC:when={write.nth}+")
    # The diagnostic itself cannot be written then either; the exit code is all there is.
    assert (result.tree, result.code) == ("old", 4)


def test_a_copy_of_the_workspace_is_a_workspace(world: World, tmp_path: Path) -> None:
    root = world.fresh("copied")
    assert world.faults_after(root) == []
