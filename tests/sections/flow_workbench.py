"""The greenhouse of the golden cases with single values changed: what is found, what is emitted."""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Stopped
from qpf.model.graph import Graph
from qpf.stages.expand import expand
from qpf.stages.load import load
from qpf.stages.resolve import resolve
from qpf.stages.validate import validate
from qpf.tools.shipped import shipped_library, shipped_root

__all__ = ["GARDEN", "findings", "graph", "greenhouse"]

GARDEN = Path(__file__).parents[1] / "golden/organism"
Change = tuple[str, tuple[str | int, ...], Any]
"""An agent, the keys of a value in its schema, and the value; `...` removes the key."""


def greenhouse(folder: Path, changes: Iterable[Change] = ()) -> Path:
    """A copy of the workspace with changes."""
    shutil.copytree(GARDEN, folder, ignore=shutil.ignore_patterns("expected"))
    for agent, keys, value in changes:
        file = folder / f"schemas/garden/{agent}.yaml"
        schema = yaml.safe_load(file.read_text("utf-8"))
        owner = schema
        for key in keys[:-1]:
            owner = owner[key]
        if value is ...:
            del owner[keys[-1]]
        elif isinstance(owner, list) and keys[-1] == "+":
            owner.append(value)
        else:
            owner[keys[-1]] = value
        text = yaml.safe_dump(schema, sort_keys=False, allow_unicode=True, width=1000)
        file.write_text(text, "utf-8")
    return folder


def graph(workspace: Path, found: Diagnostics) -> Graph:
    """The bound workspace; raises `Stopped` at faults."""
    documents = load(workspace, found, library=shipped_root())
    specs = validate(expand(documents, None, found), found)
    return resolve(specs, found, library=shipped_library(), glue=workspace / "glue")


def findings(folder: Path, *changes: Change) -> list[Diagnostic]:
    """The errors of a changed greenhouse."""
    found = Diagnostics()
    with suppress(Stopped):
        graph(greenhouse(folder / "w", changes), found)
    return list(found.errors)
