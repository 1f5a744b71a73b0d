"""The words that the examples of the planning, publishing and environment pages are written in."""

import errno
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from broken_disks import BreakingDisk, FaultyDisk, interrupt, refuse
from emission import PACK, agent, collection, graph, run, stage, write_pack

from qpf.cli.desk import Desk, served
from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.graph import Graph
from qpf.model.manifest import Digests
from qpf.model.outcome import Emitted
from qpf.model.request import Request
from qpf.stages.compare import compare
from qpf.stages.record import record
from qpf.tools import formatters
from qpf.tools.filesystem import LocalDisk
from qpf.tools.input_digests import digests_of
from qpf.tools.lock import held
from qpf.tools.manifest_store import read_recorded


class Scenario:
    """A workspace with one collection; every public method is a word of an example."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Begin with a fresh workspace and pack below a folder."""
        self._monkeypatch = monkeypatch
        self._root = write_pack(folder / "packs")
        self._request = Request(workspace=folder / "workspace")
        self._request.workspace.mkdir()
        self._slugs: tuple[str, ...] = ("greeter",)
        self._purpose = "Greets."
        self._disk: LocalDisk = LocalDisk()
        self.found = Diagnostics()

    def words(self) -> dict[str, Callable[..., object]]:
        """The methods an example may use, by name."""
        names = "pack agents static purpose template extract check write remove without_tool"
        return {
            name: getattr(self, name)
            for name in f"{names} disk_fails disk_breaks another_run answer_refused".split()
        }

    def pack(self, old: str = "", new: str = "") -> None:
        """Replace a text in `pack.yaml`."""
        (self._root / "demo/pack.yaml").write_text(PACK.replace(old, new) if old else PACK)

    def agents(self, *slugs: str) -> None:
        """Let the collection have these agents."""
        self._slugs = slugs

    def purpose(self, text: str) -> None:
        """Change a value of every schema."""
        self._purpose = text

    def static(self, data: bytes) -> None:
        """Change the static file."""
        (self._root / "demo/static/kept/one.py").write_bytes(data)

    def template(self, text: str) -> None:
        """Change the template of modules."""
        (self._root / "demo/module.py.j2").write_text(text)

    def write(self, path: str, text: str) -> None:
        """Write a file of the workspace."""
        file = self._request.workspace / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def remove(self, path: str) -> None:
        """Remove a file of the workspace."""
        (self._request.workspace / path).unlink()

    def without_tool(self, name: str) -> None:
        """Uninstall a tool."""
        self._monkeypatch.setattr(formatters.sys, "executable", "/nowhere/python")
        self._monkeypatch.setattr(formatters.shutil, "which", lambda tool: None)

    def disk_fails(self, how: str) -> None:
        """Let the second write fail."""
        fault = interrupt if how == "interrupt" else refuse(getattr(errno, how))
        self._disk = FaultyDisk(2, fault)

    def disk_breaks(self) -> None:
        """Let every rename fail from the second folder on."""
        self._disk = BreakingDisk(2)

    def answer_refused(self) -> None:
        """Answer to a full device."""
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            self._monkeypatch.setattr("sys.stdout", full)
            desks: list[Desk] = []

            def work(desk: Desk) -> int:
                desks.append(desk)
                desk.console.result("an answer")
                return 0

            served("text", work)
            self.found.extend(desks[0].found.found)
            self._monkeypatch.undo()

    def another_run(self) -> AbstractContextManager[None]:
        """Another run, as long as the block."""
        return held(self._request.private)

    def extract(self, *, force: bool = False) -> None:
        """Emit and publish."""
        request = replace(self._request, force=force)
        try:
            run(request, self._root, self._graph(), self.found, self._disk, self._inputs())
        except Stopped:
            return

    def check(self) -> None:
        """Emit and compare."""
        of, disk = self._graph(), LocalDisk()
        staged = stage(self._request, self._root, of, self.found, disk)
        recorded = read_recorded(self._request.manifests, self.found)
        templates = digests_of((), self._request.workspace, (self._root,)).templates
        digests = Digests(self._inputs(), templates)
        made = Emitted(
            request=self._request, graph=of, staged=staged, recorded=recorded, digests=digests
        )
        record(made, (), disk, Diagnostics(), is_judged=False)
        compare(staged, recorded, digests, self._request, self.found)

    def _graph(self) -> Graph:
        agents = [agent("demo", slug, purpose=self._purpose) for slug in self._slugs]
        return graph(collection("demo", *agents))

    def _inputs(self) -> dict[str, str]:
        return {f"schemas/demo/{slug}.yaml": self._purpose for slug in self._slugs}
