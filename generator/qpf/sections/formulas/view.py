"""Modules of formulas: scalar forms, forms for arrays, and the tests of both."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qpf.model.code import CodeLine, Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.formulas.agents import formulas_of
from qpf.sections.formulas.arrays import array_form, record_of_arrays
from qpf.sections.formulas.compiled import CompiledFormula
from qpf.sections.formulas.scalar import scalar_form
from qpf.sections.formulas.spec import ARRAYS
from qpf.sections.formulas.testing import tests_of
from qpf.views.encode import Code, DocText
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = ["FormulasView", "arrays", "modules", "tests"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulasView(ModuleView):
    """A module of functions, in the order of the schema."""

    functions: tuple[Code, ...]


Lines = tuple[CodeLine, ...]


def modules(agent: AgentNode, graph: Graph) -> Iterator[FormulasView]:
    """One module for each stem that formulas name."""
    formulas = formulas_of(agent.spec, agent.scope)
    known = {one.name: one for one in formulas}
    for stem, own in _by_module(formulas):
        made = [scalar_form(one, known, agent.scope) for one in own]
        text = f"{agent.name}: {_listed(own)}."
        yield _view(agent, graph, stem, own, text, made, module=own[0].dotted)


def arrays(agent: AgentNode, graph: Graph) -> Iterator[FormulasView]:
    """The module of the forms for arrays, beside each module."""
    formulas = formulas_of(agent.spec, agent.scope)
    known = {one.name: one for one in formulas}
    for stem, own in _by_module(formulas):
        made: list[tuple[Lines, frozenset[Import]]] = []
        seen: set[str] = set()
        for one in own:
            if one.is_record and one.returns.name not in seen:
                seen.add(one.returns.name)
                made.append((record_of_arrays(one, agent.scope), frozenset()))
        made += [array_form(one, known, agent.scope) for one in own]
        text = f"{agent.name} over arrays: {_listed(own)}."
        yield _view(agent, graph, stem + ARRAYS, own, text, made, module=own[0].arrays)


def tests(agent: AgentNode, graph: Graph) -> Iterator[FormulasView]:
    """The tests of each module and of the one for arrays."""
    formulas = formulas_of(agent.spec, agent.scope)
    for stem, own in _by_module(formulas):
        made = [tests_of(one, formulas) for one in own]
        text = f"{stem} of {agent.name} keeps what its schema says."
        yield _view(agent, graph, stem, own, text, made)


def _view(
    agent: AgentNode,
    graph: Graph,
    stem: str,
    own: tuple[CompiledFormula, ...],
    text: str,
    made: Iterable[tuple[Lines, frozenset[Import]]],
    module: str = "",
) -> FormulasView:
    parts = list(made)
    imports = {one for _, needed in parts for one in needed}
    place = own[0].place
    return FormulasView(
        path_fields=agent_paths(agent, stem),
        origin=place,
        docstring=DocText(text, place, indent=0),
        imports=imports_of(graph, imports, module),
        functions=tuple(Code(list(lines), place) for lines, _ in parts),
    )


def _by_module(
    formulas: tuple[CompiledFormula, ...],
) -> Iterator[tuple[str, tuple[CompiledFormula, ...]]]:
    for stem in dict.fromkeys(one.spec.module for one in formulas):
        yield stem, tuple(one for one in formulas if one.spec.module == stem)


def _listed(formulas: tuple[CompiledFormula, ...]) -> str:
    return ", ".join(one.name for one in formulas)
