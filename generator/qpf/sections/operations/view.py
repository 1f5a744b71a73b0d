"""Operation modules and the tests derived from them."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.language.compiled import CompiledOperation, CompiledTest
from qpf.language.derive import derive_tests
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph, Role
from qpf.sections.operations.declaring import OperationView, declared
from qpf.views.encode import Code, DocText
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = ["FunctionsView", "modules", "tests"]

_DECLARATION = Import("qpf_core.agent", "OperationDeclaration")


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionsView(ModuleView):
    """A module of functions, in the order of the schema; tests declare no operation."""

    functions: tuple[Code, ...]
    operations: tuple[OperationView, ...] = ()


def modules(agent: AgentNode, graph: Graph) -> Iterator[FunctionsView]:
    """One module for each stem that operations name."""
    for stem, operations in _by_module(agent):
        names = ", ".join(operation.name for operation in operations)
        first = operations[0]
        imports = {one for operation in operations for one in operation.imports} | {_DECLARATION}
        yield FunctionsView(
            path_fields=agent_paths(agent, stem),
            origin=first.place,
            docstring=DocText(f"{agent.name}: {names}.", first.place, indent=0),
            imports=imports_of(graph, imports, first.dotted),
            functions=tuple(Code(operation.lines, operation.place) for operation in operations),
            operations=tuple(declared(agent, operation) for operation in operations),
        )


def tests(agent: AgentNode, graph: Graph) -> Iterator[FunctionsView]:
    """The derived tests of each operation module."""
    for stem, operations in _by_module(agent):
        derived = [test for operation in operations for test in _tests_of(agent, operation)]
        if not derived:
            continue
        first = operations[0]
        yield FunctionsView(
            path_fields=agent_paths(agent, stem),
            origin=first.place,
            docstring=DocText(
                f"{stem} of {agent.name} keeps what its schema says.", first.place, indent=0
            ),
            imports=imports_of(graph, {one for test in derived for one in test.imports}),
            functions=tuple(Code(test.lines, test.place) for test in derived),
        )


def _by_module(agent: AgentNode) -> Iterator[tuple[str, tuple[CompiledOperation, ...]]]:
    for stem, module in agent.modules.items():
        if module.role is Role.OPERATIONS:
            yield stem, tuple(one for one in agent.operations if one.module == stem)


def _tests_of(agent: AgentNode, operation: CompiledOperation) -> tuple[CompiledTest, ...]:
    return derive_tests(operation, agent.scope, {one.name: one for one in agent.operations})
