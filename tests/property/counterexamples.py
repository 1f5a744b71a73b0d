"""Small workspaces that once showed a fault, and what becomes of them."""

from pathlib import Path
from typing import Any

import yaml
from emitting import emitted_tree, graph_of, read
from luck import Dice
from scene import Scene, Workspace

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Stopped

__all__ = ["emitted_files", "errors", "golden", "layer", "library", "module", "organ", "refusals"]


_GOLDEN = Path(__file__).parents[1] / "golden"


def emitted_files(drawn: Workspace, folder: Path) -> dict[str, str]:
    """The files of a workspace below its distribution; fails when it is refused."""
    drawn.write(folder / "workspace")
    found = Diagnostics()
    try:
        graph = graph_of(read(folder / "workspace", found), found)
    except Stopped as stopped:
        raise AssertionError([one.message for one in found.errors]) from stopped
    tree = emitted_tree(graph, folder / "emitted", found, kits=False)
    return {file.planned.path: file.text for file in tree.files}


def module(files: dict[str, str], name: str) -> str:
    """The text of the one source module with a name."""
    (text,) = (
        text
        for path, text in files.items()
        if path.startswith("src/") and path.endswith(f"/{name}.py")
    )
    return text


def refusals(drawn: Workspace, folder: Path) -> list[str]:
    """The codes that a workspace is refused with."""
    return [one.code for one in errors(drawn, folder)]


def errors(drawn: Workspace, folder: Path) -> list[Diagnostic]:
    """The errors of a workspace."""
    drawn.write(folder / "workspace")
    found = Diagnostics()
    try:
        graph_of(read(folder / "workspace", found), found)
    except Stopped:
        return list(found.errors)
    return []


def library(section: str, value: Any) -> Workspace:
    """One library agent with a section."""
    scene = Scene(Dice(""), "demo")
    scene.kits.add("fabric")
    scene.agent("store", "Store").schema[section] = value
    return scene.workspace()


def layer(**more: Any) -> dict[str, Any]:
    """A layer that marks packets."""
    return {
        "name": "mark",
        "summary": "Marks.",
        "encode": [{"set": "meta.first", "value": 1}],
        "examples": [{"given": {"id": 1}, "expect": {"meta.first": 1}}],
        **more,
    }


def organ(**more: Any) -> Workspace:
    """An agent that senses, with a part of its flow in other words."""
    scene = Scene(Dice(""), "demo")
    scene.kits.add("organism")
    agent = scene.agent("roots", "Roots")
    resting = {"action": {"is": "resting"}, "state": "'moist'"}
    senses = {"wet": {"type": "float", "default": 0.5, "summary": "How wet it is."}}
    agent.schema["flow"] = {
        "organ": "ROOTS",
        "key": "Ro",
        "module": agent.module("organ"),
        "senses": senses | more.pop("senses", {}),
        "stages": [{"end": resting, "when": "wet > 0.5"}],
        **more,
        "result": {**resting, "seen": "str(wet)", **more.get("result", {})},
    }
    return scene.workspace()


def golden(case: str) -> Workspace:
    """The documents of a golden case."""
    home = _GOLDEN / case
    files = sorted(path for path in home.rglob("*.yaml") if "expected" not in path.parts)
    return Workspace(
        {
            path.relative_to(home).as_posix(): yaml.safe_load(path.read_text("utf-8"))
            for path in files
        }
    )
