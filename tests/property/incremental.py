"""One step of a sequence of edits, and what must hold after it: incremental equals clean."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from edited_world import INPUTS, World

from qpf.cli.quick import is_up_to_date
from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.manifest import stable_part
from qpf.model.request import GateLevel, Request
from qpf.pipeline import extract

__all__ = ["Kind", "Ran", "Steps", "Tree", "set_time", "tree_of"]

OUTPUTS = ("generated", "manifests")

Tree = dict[str, str]


class Kind(StrEnum):
    """How much an extraction did."""

    CURRENT = "nothing: no byte moved"
    SETTLED = "nothing: no value moved"
    WORKED = "rendered, and published what differs"
    REFUSED = "published nothing, and said why"


@dataclass(frozen=True, slots=True)
class Ran:
    """An extraction: how it went, and its errors as `code place message`."""

    kind: Kind
    errors: tuple[str, ...] = ()


def tree_of(workspace: Path, *, is_judged: bool) -> Tree:
    """What is published: digests by path; of judged manifests only what gates cannot change."""
    found: Tree = {}
    for name in OUTPUTS:
        for path in sorted((workspace / name).rglob("*")):
            if path.is_symlink() or path.is_file():
                is_volatile = is_judged and name == "manifests"
                data = path.read_bytes()
                if is_volatile:
                    data = json.dumps(stable_part(json.loads(data))).encode()
                found[path.relative_to(workspace).as_posix()] = hashlib.sha256(data).hexdigest()
    return found


@dataclass(slots=True)
class Steps:
    """A world on its way; `counts` says how often an extraction did how much."""

    world: World
    clean_root: Path
    gates: GateLevel = GateLevel.NONE
    counts: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    clean_runs: int = 0
    _clean: dict[str, tuple[Ran, Tree]] = field(default_factory=dict)

    def run(self, *, force: bool = False) -> Ran:
        """Extract the workspace as the command does, the quick way first."""
        words = ["extract", "--gates", self.gates.value, "--workspace", str(self.world.workspace)]
        if not force and is_up_to_date(words):
            ran = Ran(Kind.CURRENT)
        else:
            ran = self._extracted(self.world.workspace, force=force)
        self.counts[ran.kind] += 1
        return ran

    def tree(self) -> Tree:
        """What is published in the workspace."""
        return tree_of(self.world.workspace, is_judged=self.gates is not GateLevel.NONE)

    def clean(self) -> tuple[Ran, Tree]:
        """What the same inputs give in a new folder with no cache; known ones are not run again."""
        state = hashlib.sha256()
        for name, data in sorted(self.world.state().items()):
            state.update(f"{len(name)} {name} {len(data)} ".encode() + data)
        key = state.hexdigest()
        if key not in self._clean:
            self.clean_runs += 1
            root = self.clean_root / "another place"
            shutil.rmtree(root, ignore_errors=True)
            for name in INPUTS:
                source = self.world.workspace / name
                if source.is_dir():
                    shutil.copytree(source, root / name)
                elif source.is_file():
                    shutil.copy(source, root / name)
            ran = self._extracted(root)
            self._clean[key] = ran, tree_of(root, is_judged=self.gates is not GateLevel.NONE)
        return self._clean[key]

    def check(self, ran: Ran, before: Tree) -> None:
        """The law, after a run that found `before` published."""
        clean, wanted = self.clean()
        if clean.kind is Kind.REFUSED:
            assert ran.kind is Kind.REFUSED
            assert ran.errors == clean.errors
            assert self.tree() == before
            return
        assert ran.kind is not Kind.REFUSED, ran.errors
        assert_same(self.tree(), wanted)

    def _extracted(self, workspace: Path, *, force: bool = False) -> Ran:
        found = Diagnostics()
        request = Request(workspace=workspace, gates=self.gates, force=force)
        try:
            outcome = extract(request, found)
        except Stopped:
            errors = (f"{one.code} {one.place} {one.message}" for one in found.errors)
            return Ran(Kind.REFUSED, tuple(errors))
        return Ran(Kind.SETTLED if outcome is None else Kind.WORKED)


def assert_same(given: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Two trees are the same; only names are told, for the bytes would fill pages."""
    assert sorted(given.keys() - wanted.keys()) == [], "only the incremental run has these"
    assert sorted(wanted.keys() - given.keys()) == [], "only the clean run has these"
    assert [path for path in wanted if given[path] != wanted[path]] == []


def set_time(file: Path, mtime_ns: int) -> None:
    """Give a file the time of another day."""
    os.utime(file, ns=(mtime_ns, mtime_ns))
