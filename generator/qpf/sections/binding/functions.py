"""Functions that library agents offer to the agents which need them: formulas, pure operations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.compile import operation_signatures
from qpf.language.operation_spec import OperationSpec
from qpf.language.scope import OperationScope
from qpf.language.signatures import Signature
from qpf.language.type_table import TypeTable
from qpf.model.spec import AgentSpec
from qpf.sections.binding.build import Bound
from qpf.sections.formulas.agents import check_formulas
from qpf.sections.operations.spec import OperationsSpec

__all__ = ["operations_of", "with_functions"]

Pair = tuple[str, str]


def with_functions(
    bound: Mapping[str, Bound],
    scopes: Mapping[str, OperationScope],
    needs: Sequence[Pair],
    found: Diagnostics,
) -> dict[str, OperationScope]:
    """The scopes with `agent.function` for own formulas and for what needed libraries offer.

    Formulas are checked on the way. `elsewhere` of a scope names what other libraries of the
    collection offer, to agents that need them.
    """
    extended: dict[str, OperationScope] = {}
    offered: dict[str, dict[str, Signature]] = {}
    for agent_id in _needed_first(scopes, needs):
        agent = bound[agent_id].spec
        needed = [one for own, one in needs if own == agent_id and one in offered]
        scope = _with_offers(scopes[agent_id], [offered[one] for one in needed])
        scope = _with_types(scope, [bound[one] for one in needed])
        formulas = check_formulas(agent, scope, found)
        own = _named(agent, {one.name: one.signature for one in formulas})
        extended[agent_id] = scope = _with_offers(scope, [own])
        if agent.is_library and not agent.ships:
            offered[agent_id] = {**own, **_named(agent, _pure(agent, scope))}
    return {one: _with_others(bound[one].spec, scope, offered) for one, scope in extended.items()}


def operations_of(agent: AgentSpec) -> tuple[OperationSpec, ...]:
    """The operations of an agent as written."""
    spec = agent.find("operations", OperationsSpec)
    return spec.operations if spec is not None else ()


def _needed_first(agents: Mapping[str, object], needs: Sequence[Pair]) -> Iterator[str]:
    """Every agent after those it needs; a circle, reported elsewhere, is entered anywhere."""
    seen: set[str] = set()

    def visit(agent_id: str) -> Iterator[str]:
        if agent_id in seen or agent_id not in agents:
            return
        seen.add(agent_id)
        for own, other in needs:
            if own == agent_id:
                yield from visit(other)
        yield agent_id

    for agent_id in agents:
        yield from visit(agent_id)


def _named(agent: AgentSpec, signatures: Mapping[str, Signature]) -> dict[str, Signature]:
    slug = agent.id.partition("/")[2]
    return {
        f"{slug}.{name}": replace(signature, name=f"{slug}.{name}")
        for name, signature in signatures.items()
    }


def _pure(agent: AgentSpec, scope: OperationScope) -> dict[str, Signature]:
    signatures = operation_signatures(operations_of(agent), scope)
    return {name: one for name, one in signatures.items() if not one.is_async}


def _with_offers(
    scope: OperationScope, offers: Sequence[Mapping[str, Signature]]
) -> OperationScope:
    functions = dict(scope.functions)
    for one in offers:
        functions.update(one)
    return replace(scope, functions=functions)


def _with_types(scope: OperationScope, needed: Sequence[Bound]) -> OperationScope:
    """Results of needed functions have types of their agents; own names win."""
    visible, known = dict(scope.types.visible), dict(scope.types.known)
    for one in needed:
        visible = {**one.types.visible, **visible}
        known = {**one.types.known, **known}
    return replace(scope, types=TypeTable(visible, known))


def _with_others(
    agent: AgentSpec, scope: OperationScope, offered: Mapping[str, Mapping[str, Signature]]
) -> OperationScope:
    elsewhere = {
        name: owner.partition("/")[2]
        for owner, functions in offered.items()
        if owner.partition("/")[0] == agent.collection
        for name in functions
        if name not in scope.functions
    }
    return replace(scope, elsewhere=elsewhere)
