"""A small workspace between two trees, and what must hold of it after any fault.

One distribution changes, one leaves, one comes; a person's files lie among and beside them.
"""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from e2e_environment import ROOT

__all__ = ["BASE", "EMITTED", "Entry", "Said", "World", "entries", "environment", "qpf", "words"]

BASE = ROOT / "tests" / "pages" / "base"
LIBRARY = Path(__file__).with_name("faults_library.yaml")
EMITTED = ("generated", "manifests")
KEPT_PRIVATE = {"cache", "lock", "state.json"}
MINE = {
    "notes.txt": "mine\n",
    "generated/.gitattributes": "* linguist-generated\n",
    "glue/demo/extensions/own.py": '"""Mine."""\n',
    ".qpf/cache/README": "mine too\n",
}
EDITS = (
    ('"Hello, "', '"Welcome, "'),
    ("text: Hello, Ada", "text: Welcome, Ada"),
    ("length: 10", "length: 12"),
)
LIMIT_S = 300
# Hundreds of processes share what the first one compiles, wherever the checkout keeps its own.
_COMPILED = tempfile.TemporaryDirectory(prefix="qpf-compiled-")

Entry = tuple[str, int, bytes]
"""The kind of a file with its mode, and its content."""


@dataclass(frozen=True, slots=True)
class Said:
    """How a process ended and what it said."""

    code: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    """The environment of every process: the same opens in the same order each time."""
    fixed = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "", "NO_COLOR": "1"}
    own = {"PYTHONPATH": str(ROOT / "generator"), "PYTHONPYCACHEPREFIX": _COMPILED.name}
    return {**os.environ, **fixed, **own, **more}


def words(*arguments: str) -> list[str]:
    """The command line of the factory of this checkout."""
    return [sys.executable, "-m", "qpf", *arguments]


def qpf(
    root: Path,
    *arguments: str,
    before: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
) -> Said:
    """Run one command of the factory in a workspace, perhaps under another program."""
    done = subprocess.run(
        [*before, *words(*arguments)],
        cwd=root,
        env=environment(**(variables or {})),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=LIMIT_S,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def entries(root: Path, *folders: str) -> dict[str, Entry]:
    """Everything below some folders, or a whole root, by relative path; links are not followed."""
    found: dict[str, Entry] = {}
    for start in [root / name for name in folders] or [root]:
        for folder, names, files in os.walk(start):
            for name in [*names, *files]:
                path = Path(folder, name)
                found[path.relative_to(root).as_posix()] = _entry(path)
    return found


def _entry(path: Path) -> Entry:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return "link", 0, os.fsencode(path.readlink())
    is_file = stat.S_ISREG(mode)
    content = path.read_bytes() if is_file else b""
    return ("file" if is_file else "other"), stat.S_IMODE(mode), content


class World:
    """The workspace as it stood before the run, and both trees; `fresh` gives copies of it.

    A small one has libraries in place of services, and extracts only what changed and what came:
    a tenth of the calls, of every kind but the removal of what left.
    """

    def __init__(self, folder: Path, *, is_small: bool = False) -> None:
        """Extract the old tree, edit the inputs, and extract the new tree in a copy."""
        self.folder = folder
        self.start = folder / "start"
        self._selected: tuple[str, ...] = ()
        shutil.copytree(BASE, self.start)
        if is_small:
            shutil.copy(LIBRARY, self.start / _inputs("demo")[0])
        _collection(self.start, "gone")
        for name, text in MINE.items():
            _write(self.start / name, text)
        # Bytecode, of templates too, is made here: the runs that are killed begin alike.
        assert self.extract(self.start).code == 0
        self.old = entries(self.start, *EMITTED)
        for path in _inputs("gone"):
            (self.start / path).unlink()
        (self.start / "schemas/gone").rmdir()
        _collection(self.start, "fresh")
        if is_small:
            self._selected = "demo", "fresh"
        schema = self.start / "schemas/demo/greeter.yaml"
        text = schema.read_text("utf-8")
        for before, after in EDITS:
            assert text.count(before) == 1
            text = text.replace(before, after)
        schema.write_text(text, "utf-8")
        done = self.fresh("done")
        assert self.extract(done).code == 0
        self.new = entries(done, *EMITTED)
        assert self.old != self.new
        self.inputs = self.mine(self.start)
        shutil.rmtree(done)

    def fresh(self, name: str) -> Path:
        """A copy of the workspace as it stood before the run."""
        root = self.folder / name
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.start, root, symlinks=True)
        return root

    def extract(self, root: Path, before: Sequence[str] = (), **variables: str) -> Said:
        """Run the extraction that leads from the old tree to the new one."""
        asked = "extract", *self._selected, "--gates", "none"
        return qpf(root, *asked, before=before, variables=variables)

    def mine(self, root: Path) -> dict[str, Entry]:
        """What belongs to a person: all that is neither emitted nor private."""
        found = entries(root)
        own = {k: v for k, v in found.items() if k.split("/")[0] not in {*EMITTED, ".qpf"}}
        return own | {name: found[name] for name in MINE if name in found}

    def published(self, root: Path) -> str:
        """Which of both trees is there: `old`, `new`, or `mixed`."""
        seen = entries(root, *EMITTED)
        return "old" if seen == self.old else "new" if seen == self.new else "mixed"

    def faults_after(self, root: Path) -> list[str]:
        """What is wrong after a fault: with the tree, with a person's files, with the next run."""
        wrong = []
        journal, lock = root / ".qpf/journal.json", root / ".qpf/lock"
        if self.published(root) == "mixed" and not journal.exists():
            wrong.append("a mixture is published, and no journal tells of it")
        if self.mine(root) != self.inputs:
            wrong.append("a person's file was changed")
        must_say = journal.exists() or (lock.exists() and lock.stat().st_size > 0)
        return wrong + self._faults_of_next(root, must_say=must_say)

    def _faults_of_next(self, root: Path, *, must_say: bool) -> list[str]:
        wrong = []
        said = self.extract(root)
        if said.code != 0 or "Traceback" in said.err:
            wrong.append(f"the next run ended with {said.code}: {said.err[-600:]}")
        if must_say and "QPF908" not in said.err:
            wrong.append(f"the next run does not say what it healed: {said.err[-600:]}")
        if self.published(root) != "new":
            wrong.append("the next run did not publish the new tree")
        if self.mine(root) != self.inputs:
            wrong.append("the next run changed a person's file")
        left = {path.name for path in (root / ".qpf").iterdir()} - KEPT_PRIVATE
        if left == {"staging"} and not any((root / ".qpf/staging").iterdir()):
            # Whoever works next begins by emptying it.
            left = set()
        if left or (root / ".qpf/lock").stat().st_size:
            wrong.append(f"left over: {sorted(left)}")
        return wrong


def _inputs(name: str) -> tuple[str, ...]:
    return f"schemas/{name}/{_slug(name)}.yaml", f"extractor_maps/{name}.yaml", f"glue/{name}.yaml"


def _slug(name: str) -> str:
    return "greeter" if name == "demo" else f"{name}_greeter"


def _renamed(text: str, name: str) -> str:
    words = {"demo": name, "Demo": name.title(), "greeter": _slug(name)}
    words["Greeter"] = f"{name.title()}Greeter"
    for word, other in words.items():
        text = text.replace(word, other)
    return text


def _collection(root: Path, name: str) -> None:
    """A collection like `demo` under another name."""
    for source, target in zip(_inputs("demo"), _inputs(name), strict=True):
        text = (root / source).read_text("utf-8")
        _write(root / target, _renamed(text, name))


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
