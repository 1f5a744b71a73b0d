"""Runs a workspace through the stages that find faults in it."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from qpf.diagnostics.catalogue.suppressing import unused_mark
from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Stopped
from qpf.model.document import Document
from qpf.stages.load import load
from qpf.tools.workspace import read_settings, with_severities

LIBRARY = Path(__file__).parents[2] / "templates/core/static/src/qpf_core"


def findings(workspace: Path, area: str) -> tuple[Diagnostic, ...]:
    """What is found in a workspace, up to the stage that can find faults of `area`."""
    found = Diagnostics()
    settings = read_settings(workspace, found)
    try:
        documents = load(workspace, found)
        if area != "input":
            _understand(workspace, documents, found)
    except Stopped:
        pass
    return with_severities(found, settings).found


def _understand(workspace: Path, documents: tuple[Document, ...], found: Diagnostics) -> None:
    composed = _stage("expand")(documents, None, found)
    specs = _stage("validate")(composed, found)
    found.stop_if_errors()
    _stage("resolve")(specs, found, library=LIBRARY, glue=workspace / "glue")
    found.extend(unused_mark(mark.place, code) for mark, code in found.unused_marks)


def _stage(name: str) -> Callable[..., Any]:
    module = f"qpf.stages.{name}"
    if find_spec(module) is None:
        raise Stopped
    stage: Callable[..., Any] = getattr(import_module(module), name)
    return stage
