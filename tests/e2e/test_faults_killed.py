"""A real process is killed, or refused, at real system calls; `make faults` takes every one."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from faults_strace import Broken, Call, calls, verdict
from faults_world import World

KILL = "signal=KILL"
STAGED = ("openat", "write", "mkdir")
PUBLISHED = ("openat", "write", "unlinkat", "unlink", "ftruncate")
REFUSED = (
    ("stage", "write", "ENOSPC"),
    ("stage", "openat", "EACCES"),
    ("publish", "fsync", "EIO"),
    ("publish", "rename", "EXDEV"),
    ("publish", "renameat2", "EXDEV"),
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


def middle(found: list[Call], phase: str, name: str) -> Call:
    """The call in the middle of those of a kind."""
    kind = of(found, phase, name)
    return kind[len(kind) // 2]


def test_every_kind_of_write_is_seen(found: list[Call]) -> None:
    kinds = {(call.phase, call.name) for call in found}
    assert kinds >= {("stage", name) for name in STAGED}
    assert kinds >= {("publish", name) for name in ("rename", "renameat2", "fsync", *PUBLISHED)}


def killed(found: list[Call]) -> Iterator[Call]:
    """One call in the middle of each kind, the journal's rename, the first and last exchange."""
    for kind in (("stage", "write"), ("publish", "unlinkat"), ("publish", "unlink")):
        yield middle(found, *kind)
    yield of(found, "publish", "rename")[0]
    exchanges = of(found, "publish", "renameat2")
    yield from (exchanges[0], exchanges[-1])


@pytest.fixture(scope="module")
def results(world: World, found: list[Call]) -> list[Broken]:
    """What kills and refusals did, some at once: each in a copy of the workspace."""
    faults = [(call, KILL) for call in killed(found)]
    faults += [(middle(found, phase, name), f"error={error}") for phase, name, error in REFUSED]
    names = [f"broken-{number}" for number in range(len(faults))]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda fault, name: verdict(world, *fault, name), faults, names))


def test_a_kill_leaves_one_tree_or_a_journal_and_the_next_run_says_so(
    results: list[Broken],
) -> None:
    kills = [one for one in results if one.fault == KILL]
    assert [one for one in kills if one.wrong] == []
    assert {"old", "new"} <= {one.tree for one in kills}


@pytest.mark.parametrize(("phase", "name", "error"), REFUSED)
def test_a_refusal_leaves_the_old_tree_and_a_diagnostic(
    results: list[Broken], phase: str, name: str, error: str
) -> None:
    wanted = phase, name, f"error={error}"
    (result,) = [one for one in results if (one.call.phase, one.call.name, one.fault) == wanted]
    assert result.wrong == ()


def test_a_disk_that_is_full_from_some_write_on_is_told(world: World, found: list[Call]) -> None:
    write = of(found, "stage", "write")[100]
    stays_full = Call(write.name, write.nth, write.phase, write.detail)
    result = verdict(world, stays_full, f"error=ENOSPC:when={write.nth}+")
    # The diagnostic itself cannot be written then either; the exit code is all there is.
    assert (result.tree, result.code) == ("old", 4)
