"""A workspace of three collections, made of golden cases, with a factory of its own to edit.

The factory is a copy of the shipped folders (templates, schemas of the core and the kits); its
code is that of this process. Tools are "installed" by an empty folder on the import path.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from qpf.tools import shipped
from qpf.tools.versions import tool_versions

__all__ = ["INPUTS", "World", "made_world"]

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests/golden"
INPUTS = ("schemas", "extractor_maps", "glue", "pyproject.toml")
CASES = {
    "demo": ("every_step", "wired_agents", "extensions"),
    "garden": ("organism",),
    "radio": ("layers",),
}
FOLDERS = ("templates", "schemas", "extractor_maps", "glue")

ORDER = """    1: {agent: desk, schema_file: desk.yaml}
    2: {agent: clerk, schema_file: clerk.yaml}
    3: {agent: porter, schema_file: porter.yaml}
    4: {agent: greeter, schema_file: greeter.yaml}
"""
EDGES = "edges: [clerk -> desk (it asks for rooms), porter -> desk (it asks for rooms)]"


@dataclass(slots=True)
class World:
    """Folders: `workspace` is edited and extracted, `factory` is edited, `tools` is "installed"."""

    workspace: Path
    factory: Path
    tools: Path
    upgrades: int = 0

    def upgrade(self) -> None:
        """Install the next version of a tool."""
        (self.tools / f"black-{self.upgrades}.dist-info").rename(
            self.tools / f"black-{self.upgrades + 1}.dist-info"
        )
        self.upgrades += 1

    def versions(self) -> dict[str, str]:
        """The versions that manifests record."""
        return {**tool_versions(), "black": f"{self.upgrades}"}

    def input_files(self) -> list[Path]:
        """Every file that a person edits, sorted."""
        roots = [self.workspace / name for name in INPUTS]
        found = [path for root in roots for path in ([root] if root.is_file() else root.rglob("*"))]
        return sorted(path for path in found if path.is_file())

    def state(self) -> dict[str, bytes]:
        """All bytes that may decide what is emitted, by a name that no folder is part of."""
        files = {path.relative_to(self.workspace): path for path in self.input_files()}
        packs = {p.relative_to(self.factory): p for p in self.factory.rglob("*") if p.is_file()}
        read = {f"{name}": path.read_bytes() for name, path in {**packs, **files}.items()}
        return {**read, "tools": str(self.upgrades).encode()}


@contextmanager
def made_world(folder: Path, *, is_small: bool = False) -> Iterator[World]:
    """A fresh world below a folder; the factory of this process reads its packs while inside.

    A small one has the first collection alone.
    """
    world = World(folder / "workspace", folder / "factory", folder / "tools")
    (world.tools / "black-0.dist-info").mkdir(parents=True)
    ignored = shutil.ignore_patterns("__pycache__", "l9", "genesis", "qnetworks", "*_cache")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, world.factory / name, ignore=ignored)
    for collection, cases in list(CASES.items())[: 1 if is_small else None]:
        for case in reversed(cases):
            _copied(GOLDEN / case, world.workspace, collection)
    _join(world.workspace)
    (world.workspace / "pyproject.toml").write_text("[tool.qpf]\n", "utf-8")
    with (
        patch.object(shipped, "_CHECKOUT", world.factory),
        patch("qpf.stages.record.tool_versions", world.versions),
        _on_path(world.tools),
    ):
        yield world


def _copied(case: Path, workspace: Path, collection: str) -> None:
    for name in ("schemas", "extractor_maps", "glue"):
        source = case / name
        if source.is_dir():
            shutil.copytree(source, workspace / name, dirs_exist_ok=True)
    assert (workspace / f"schemas/{collection}").is_dir()


def _join(workspace: Path) -> None:
    """One map and one glue file for the agents of the three cases about the desk."""
    place = workspace / "extractor_maps/demo.yaml"
    text = place.read_text("utf-8")
    start, end = text.index("    1: {agent"), text.index("defaults:")
    text = text[:start] + ORDER + text[end:]
    edge = "edges: [clerk -> desk (it asks for rooms)]"
    assert edge in text
    place.write_text(text.replace(edge, EDGES), "utf-8")
    greeter = workspace / "schemas/demo/greeter.yaml"
    own = 'memorytopology: {workingmemory: {keyspace: "greeter:working:*"}}\n'
    greeter.write_text(greeter.read_text("utf-8") + "\n" + own, "utf-8")
    wirings = [(GOLDEN / case / "glue/demo.yaml").read_text("utf-8") for case in CASES["demo"][:2]]
    joined = wirings[0] + wirings[1].removeprefix("wirings:\n")
    (workspace / "glue/demo.yaml").write_text(joined, "utf-8")


@contextmanager
def _on_path(folder: Path) -> Iterator[None]:
    sys.path.append(os.fspath(folder))
    try:
        yield
    finally:
        sys.path.remove(os.fspath(folder))
