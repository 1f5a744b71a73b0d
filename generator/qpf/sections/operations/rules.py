"""Rules of operations that need no other agent; the language checks the steps."""

from qpf.diagnostics.catalogue import binding
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.interface import DEFAULT_MODULE
from qpf.model.spec import AgentSpec
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.sections.operations.spec import OperationsSpec

__all__ = ["check"]


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Modules are generated."""
    spec = agent.section("operations", OperationsSpec)
    files = agent.find("cursorinstructions", CursorInstructionsSpec)
    if files is None:
        return
    stems = tuple(file.removesuffix(".py") for file in files.generatefiles)
    for index, operation in enumerate(spec.operations):
        module = operation.module or DEFAULT_MODULE
        if module not in stems:
            pointer = f"/operations/{index}/module"
            found.add(
                binding.operation_without_module(agent.at(pointer), operation.name, module, stems)
            )
