"""How other modules call an agent's modules of operations and clients, and what is in them."""

import builtins
from collections.abc import Mapping

from qpf.language.compiled import CompiledOperation
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Role
from qpf.views.encode import Identifier

__all__ = ["constant_of", "module_import", "module_names"]

_TAKEN = frozenset(dir(builtins)) | {
    "body",
    "controller",
    "invocable",
    "observe_events",
    "open_world_model",
    "outcome",
    "partners",
    "platform",
    "requires",
    "router",
    "routes",
    "runtime",
    "self",
    "service",
    "take_packets",
}
"""What the controller and the HTTP module call something else."""


def module_names(agent: AgentNode) -> Mapping[str, str]:
    """Stem -> local name: the stem itself, unless something beside it has the same name."""
    inputs = {one.identifier for operation in agent.operations for one in operation.parameters}
    taken = _TAKEN | inputs
    names: dict[str, str] = {}
    for stem, module in agent.modules.items():
        if module.role in (Role.OPERATIONS, Role.PARTNER_CLIENT):
            names[stem] = _free(stem, taken | set(names.values()))
    return names


def module_import(agent: AgentNode, stem: str) -> Import:
    """The import of a module under its local name."""
    name = module_names(agent)[stem]
    return Import(agent.package, stem, name if name != stem else None)


def constant_of(agent: AgentNode, operation: CompiledOperation) -> Identifier:
    """The name of an operation's declaration: that of its function, unless a type has it."""
    types, name = agent.scope.types, operation.function.upper()
    classes = {types.python_name(one.ref) for one in types.known.values()}
    return Identifier(f"{name}_OPERATION" if name in classes else name, operation.place)


def _free(stem: str, taken: frozenset[str] | set[str]) -> str:
    name = stem if stem.islower() and stem not in taken else f"{stem.lower()}_module"
    while name in taken:
        name += "_"
    return name
