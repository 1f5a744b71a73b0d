"""A damaged, exchanged or foreign entry of a cache is never believed, and never run."""

import json
import marshal
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from emission import agent, collection, graph, run, tree, write_pack

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.line_homes import Homes
from qpf.model.line_map import LineMap
from qpf.model.request import Request
from qpf.tools import own_key as keys
from qpf.tools.digests import file_digests
from qpf.tools.fast_path import is_current, remember, seen
from qpf.tools.filesystem import LocalDisk
from qpf.tools.gates.evidence import Evidence
from qpf.tools.gates.sealed_folder import sealed
from qpf.tools.gates.store import Store
from qpf.tools.jinja_engine import TemplateEngine
from qpf.tools.journal import JOURNAL, Move, switch
from qpf.tools.line_map_store import read_line_map, write_line_map
from qpf.tools.own_key import own_key
from qpf.tools.saved_plans import read_plan
from qpf.views.encode import DocText

DEEP = b"[" * 200_000
CHANGED = graph(collection("demo", agent("demo", "greeter", ("changed",))))


def damaged(data: bytes) -> Iterator[bytes]:
    """Ways in which a file is not what it was: cut, zeroed, other, a bit flipped at an offset."""
    yield from (b"", data[: len(data) // 2], data[:-1], bytes(len(data)), data + b"x", DEEP)
    yield from (b"null", b"[]", b"{}", b"1", b'"text"', b"[{}]", b"\xff\xfe")
    for offset in range(0, len(data), max(1, len(data) // 64)):
        flipped = data[offset] ^ (1 << offset % 8)
        yield data[:offset] + bytes([flipped]) + data[offset + 1 :]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of this test for the key of the user."""
    folder = tmp_path / "home"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


class Templates:
    """A template, printed with a cache of compiled templates."""

    def __init__(self, folder: Path) -> None:
        self.root, self.cache = folder / "packs", folder / "cache"
        write_pack(self.root, module_py="{{ view.text }} one\n", other_py="{{ view.text }} two\n")

    def printed(self, name: str = "module.py.j2") -> str:
        """What an engine that was started now makes of a template."""
        engine = TemplateEngine((self.root,), "_shared", self.cache)
        text = DocText("Text.", graph().collections[0].map_origins.at(""), indent=0)
        return engine.render(f"demo/{name}", view={"text": text}).text

    @property
    def entries(self) -> list[Path]:
        """The files of the cache."""
        return sorted(self.cache.rglob("*.bin"))


def test_a_damaged_template_cache_changes_nothing(tmp_path: Path) -> None:
    templates = Templates(tmp_path)
    assert templates.printed() == "Text. one\n"
    (entry,) = templates.entries
    for data in damaged(entry.read_bytes()):
        entry.write_bytes(data)
        assert templates.printed() == "Text. one\n"


def test_an_entry_of_another_template_is_not_taken(tmp_path: Path) -> None:
    templates = Templates(tmp_path)
    templates.printed()
    (first,) = templates.entries
    templates.printed("other.py.j2")
    (second,) = set(templates.entries) - {first}
    first.write_bytes(second.read_bytes())
    assert templates.printed() == "Text. one\n"


def test_code_that_came_with_a_workspace_is_never_run(tmp_path: Path, home: Path) -> None:
    templates, trap = Templates(tmp_path), tmp_path / "trap"
    templates.printed()
    (entry,) = templates.entries
    code = compile(f"open({str(trap)!r}, 'w').close()", "trap", "exec")
    for key in (b"", bytes(32)):
        entry.write_bytes(key + marshal.dumps(code))
        templates.printed()
    # As if the folder of another user had come with the schemas.
    (home / "qpf/key").unlink()
    sent = entry.read_bytes()
    templates.printed()
    assert entry.read_bytes() != sent
    assert not trap.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: key.chmod(0o644),
        lambda key: key.write_bytes(b"short"),
        lambda key: (key.unlink(), key.symlink_to("elsewhere")),
        lambda key: (key.unlink(), key.mkdir()),
        lambda key: (key.unlink(), os.mkfifo(key, 0o600)),
    ],
    ids=["readable", "short", "link", "folder", "pipe"],
)
def test_without_a_key_of_ones_own_there_is_no_cache(
    tmp_path: Path, home: Path, spoil: Callable[[Path], object]
) -> None:
    assert own_key() == own_key() == (home / "qpf/key").read_bytes()
    spoil(home / "qpf/key")
    assert own_key() is None
    templates = Templates(tmp_path)
    assert templates.printed() == "Text. one\n"
    assert templates.entries == []


def test_a_key_that_cannot_be_kept_is_no_error(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write_text("not a folder")
    assert own_key() is None
    monkeypatch.setattr(keys.Path, "home", lambda: 1 / 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    assert own_key() is not None


def test_a_damaged_journal_moves_nothing(packs: Path, request_here: Request) -> None:
    run(request_here, packs, graph(), Diagnostics())
    whole = journal_of(request_here, Move("generated/demo-agents", None))
    for data in damaged(whole):
        assert refused_journal(request_here, packs, data) == {"QPF907"}


@pytest.mark.parametrize(
    "move",
    [
        Move("schemas", None),
        Move("generated", None),
        Move("generated/../schemas", None),
        Move("generated/./demo-agents", None),
        Move("/etc", None),
        Move("../elsewhere", None),
        Move("generated/demo-agents", "schemas"),
        Move("generated/demo-agents", ".qpf/staging/../../schemas"),
        Move("generated/demo-agents", "/nowhere"),
    ],
    ids=str,
)
def test_a_journal_moves_nothing_but_emitted_folders(
    packs: Path, request_here: Request, move: Move
) -> None:
    run(request_here, packs, graph(), Diagnostics())
    (request_here.workspace / "schemas").mkdir()
    (request_here.workspace / "schemas/mine.yaml").write_text("mine\n")
    assert refused_journal(request_here, packs, journal_of(request_here, move)) == {"QPF907"}


def refused_journal(request: Request, packs: Path, data: bytes) -> set[str]:
    """The codes that stop a run which finds a journal; it moves nothing."""
    before = tree(request.workspace)
    found, journal = Diagnostics(), request.workspace / JOURNAL
    journal.write_bytes(data)
    with pytest.raises(Stopped):
        run(request, packs, CHANGED, found)
    journal.unlink()
    assert tree(request.workspace) == before
    return {one.code for one in found.found}


def journal_of(request: Request, move: Move) -> bytes:
    """A journal as a switch writes it; the move it tells of has not begun."""
    kept: list[bytes] = []

    class Disk(LocalDisk):
        def write(self, path: Path, data: bytes) -> None:
            kept.append(data)
            raise OSError("that is enough")

    with pytest.raises(OSError, match="enough"):
        switch([move], request.workspace, Disk())
    return kept[0]


def test_damaged_manifests_never_lose_a_file(packs: Path, request_here: Request) -> None:
    run(request_here, packs, graph(), Diagnostics())
    before = tree(request_here.output)
    manifest = request_here.manifests / "demo/greeter/manifest.json"
    whole = manifest.read_bytes()
    for number, data in enumerate(damaged(whole)):
        if number % 8 == 0 or data == DEEP:
            manifest.write_bytes(data)
            found = Diagnostics()
            with suppress(Stopped):
                # What has become foreign stops the run; what is still recorded is the same.
                run(request_here, packs, graph(), found)
            assert {one.code for one in found.found} <= {"QPF650", "QPF651", "QPF657"}
            assert tree(request_here.output) == before
            manifest.write_bytes(whole)


def test_a_damaged_state_is_no_state(packs: Path, request_here: Request) -> None:
    (request_here.workspace / "pyproject.toml").write_text("[tool.qpf]\n")
    run(request_here, packs, graph(), Diagnostics())
    left = {
        f"{folder.name}/{path}": digest
        for folder in (request_here.output, request_here.manifests)
        for path, digest in file_digests(folder).items()
    }
    remember(request_here, (), seen(request_here, (), ()), left, LocalDisk())
    state = request_here.private / "state.json"
    whole = state.read_bytes()
    assert is_current(request_here, ())
    for data in damaged(whole):
        state.write_bytes(data)
        assert not is_current(request_here, ())
    state.write_bytes(whole)
    (request_here.private / "trash").mkdir()
    assert not is_current(request_here, ())
    (request_here.private / "trash").rmdir()
    (request_here.private / "lock").write_text("4242\n")
    assert not is_current(request_here, ())


def test_damaged_evidence_is_no_evidence(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep("mypy-demo", "key", Evidence(marks=(("tests/test_a.py", "endpoint"),)))
    store.keep("mypy-other", "key", Evidence())
    entry = tmp_path / "mypy-demo.json"
    whole = entry.read_bytes()
    kept = store.result("mypy-demo", "key")
    for data in damaged(whole):
        entry.write_bytes(data)
        # A changed place of white space changes no evidence.
        assert store.result("mypy-demo", "key") in (None, kept)
    forged = json.loads(whole)
    forged["payload"]["key"]["marks"] = []
    entry.write_text(json.dumps(forged))
    assert store.result("mypy-demo", "key") is None


def test_a_damaged_line_map_is_none(tmp_path: Path) -> None:
    file = tmp_path / "lines.json"
    write_line_map(file, "state", LineMap({}, {}, Homes(), {}), LocalDisk())
    assert read_line_map(file, "state") == LineMap({}, {}, Homes(), {})
    for data in damaged(file.read_bytes()):
        file.write_bytes(data)
        assert read_line_map(file, "state") in (None, LineMap({}, {}, Homes(), {}))


def test_a_damaged_plan_is_told(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    plan = {"format": 1, "strategy": None, "collections": [], "inputs": {}, "templates": {}}
    for data in damaged(json.dumps(plan).encode()):
        file.write_bytes(data)
        found = Diagnostics()
        with suppress(Stopped):
            read_plan(file, found)
        assert {one.code for one in found.found} <= {"QPF913"}


def test_a_sealed_folder_is_believed_whole_or_emptied(tmp_path: Path) -> None:
    folder, disk = tmp_path / "tool", LocalDisk()

    def kept() -> bool:
        with sealed(folder, disk):
            is_kept = (folder / "entry").exists()
            folder.mkdir(exist_ok=True)
            (folder / "entry").write_bytes(b"a verdict")
        return is_kept

    assert not kept()
    assert kept()
    for data in damaged(b"a verdict"):
        (folder / "entry").write_bytes(data)
        assert not kept()
    (folder / "another").write_bytes(b"")
    assert not kept()
    (tmp_path / "tool.seal").write_bytes(b"")
    assert not kept()
    with suppress(RuntimeError), sealed(folder, disk):
        raise RuntimeError
    assert not kept()
