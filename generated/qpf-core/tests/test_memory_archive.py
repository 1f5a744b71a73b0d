"""The archive: whole objects by name, checked, with retention."""

# pylint: disable=redefined-outer-name

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from qpf_core.clock import ManualClock
from qpf_core.errors import Conflict, InputError, NotFound, Unavailable
from qpf_core.memory import Archive, ArchiveMemory
from qpf_core.memory.archive_files import ArchiveFiles
from qpf_core.store import Store

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["file", "memory"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return a fresh place of each kind."""
    yield f"file://{tmp_path}/archive" if request.param == "file" else f"memory://{uuid4().hex}"


@pytest.fixture
def archive(url: str, store: Store, clock: ManualClock) -> Archive:
    """Return an archive that keeps objects for 100 seconds."""
    declared = ArchiveMemory("scorer/", retention_s=100)
    return Archive("scorer", declared, store, ArchiveFiles(url), clock)


async def test_bytes_come_back(archive: Archive) -> None:
    """With the digest of what was stored."""
    data = bytes(range(256)) * 100
    assert await archive.store("models/a.bin", data) == sha256(data).hexdigest()
    assert await archive.load("models/a.bin") == data
    assert await archive.store("empty", b"") == sha256(b"").hexdigest()
    assert await archive.load("empty") == b""


async def test_a_name_is_overwritten_whole(archive: Archive) -> None:
    """The new bytes replace the old ones, whose file goes."""
    await archive.store("a", b"old")
    await archive.store("a", b"new")
    assert await archive.load("a") == b"new"
    assert await archive.names() == ("a",)


async def test_names_are_listed_by_prefix(archive: Archive) -> None:
    """Sorted; signs of patterns and case mean themselves."""
    for name in ("b/2", "a_1", "ax1", "A_1", "b/1"):
        await archive.store(name, b"")
    assert await archive.names() == ("A_1", "a_1", "ax1", "b/1", "b/2")
    assert await archive.names("a_") == ("a_1",)
    assert await archive.names("b/") == ("b/1", "b/2")


async def test_deleting_removes_the_object(archive: Archive) -> None:
    """A second time there is nothing to delete."""
    await archive.store("a", b"x")
    assert await archive.delete("a")
    assert not await archive.delete("a")
    with pytest.raises(NotFound):
        await archive.load("a")


async def test_retention_deletes(archive: Archive, clock: ManualClock) -> None:
    """Objects past their time are hidden at once and removed by purging."""
    await archive.store("old", b"x")
    clock.advance(60)
    await archive.store("young", b"y")
    clock.advance(40)
    assert await archive.names() == ("young",)
    with pytest.raises(NotFound):
        await archive.load("old")
    assert await archive.purge() == 1
    assert await archive.purge() == 0
    assert await archive.load("young") == b"y"


@pytest.mark.parametrize("name", ["", "x" * 401])
async def test_a_name_has_a_length(archive: Archive, name: str) -> None:
    """It is neither empty nor endless."""
    with pytest.raises(InputError, match="name"):
        await archive.store(name, b"")


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../up",
        "a/../b",
        "a//b",
        ".hidden",
        "a\\b",
        "a b",
        "x" * 400,
        "lot 7 / \u00fc",
    ],
)
async def test_any_text_is_a_name(
    tmp_path: Path, store: Store, clock: ManualClock, name: str
) -> None:
    """What people write leads to no other folder than the archive's own."""
    outer = tmp_path / "outer"
    archive = Archive("scorer", ArchiveMemory("p"), store, ArchiveFiles(f"{outer}/archive"), clock)
    await archive.store(name, b"kept")
    assert await archive.load(name) == b"kept"
    assert await archive.names() == (name,)
    (file,) = [path for path in outer.rglob("*") if path.is_file()]
    assert file.is_relative_to(outer / "archive" / "p")
    assert await archive.delete(name)


async def test_only_what_is_named_stays_on_the_disk(
    tmp_path: Path, store: Store, clock: ManualClock
) -> None:
    """Overwriting and deleting leave no file behind; an altered file is noticed."""
    files = ArchiveFiles(f"file://{tmp_path}/archive")
    archive = Archive("scorer", ArchiveMemory("p"), store, files, clock)
    await archive.store("a", b"1")
    await archive.store("a", b"2")
    await archive.store("b", b"3")
    await archive.delete("b")
    (left,) = [path for path in tmp_path.rglob("p/**/*") if path.is_file()]
    left.write_bytes(b"tampered")
    with pytest.raises(Conflict, match="altered"):
        await archive.load("a")
    left.unlink()
    with pytest.raises(NotFound, match="lost"):
        await archive.load("a")
    assert await archive.delete("a")


async def test_a_place_that_fails_is_unavailable(
    tmp_path: Path, store: Store, clock: ManualClock
) -> None:
    """A file where a folder should be: writing fails and no name appears."""
    (tmp_path / "archive").write_text("in the way")
    files = ArchiveFiles(str(tmp_path / "archive"))
    archive = Archive("scorer", ArchiveMemory("p"), store, files, clock)
    with pytest.raises(Unavailable):
        await archive.store("a", b"1")
    with pytest.raises(Unavailable):
        await files.read("p/a")
    with pytest.raises(Unavailable):
        await files.remove("p/a")
    assert await archive.names() == ()


def test_unknown_places_are_refused() -> None:
    """The message names the setting."""
    with pytest.raises(InputError, match="archive_url"):
        ArchiveFiles("nosuch://place")
