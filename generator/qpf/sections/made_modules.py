"""Modules that a section makes among the files that are generated."""

from qpf.diagnostics.catalogue import binding
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.interface import DEFAULT_MODULE
from qpf.model.spec import AgentSpec
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.sections.operations.spec import OperationsSpec

__all__ = ["check_module"]


def check_module(agent: AgentSpec, pointer: str, what: str, stem: str, found: Diagnostics) -> None:
    """Report a module that `what` makes and `generatefiles` does not name, or operations have."""
    files = agent.find("cursorinstructions", CursorInstructionsSpec)
    if files is not None and f"{stem}.py" not in files.generatefiles:
        stems = tuple(file.removesuffix(".py") for file in files.generatefiles)
        found.add(binding.operation_without_module(agent.at(pointer), what, stem, stems))
    written = agent.find("operations", OperationsSpec)
    for index, one in enumerate(written.operations if written is not None else ()):
        if (one.module or DEFAULT_MODULE) == stem:
            place = agent.at(f"/operations/{index}/module")
            found.add(binding.module_taken(place, stem, what, one.name))
            break
