"""Behaviour of all agents: types declared, scopes built, operations compiled, usage checked."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.catalogue import Catalogue
from qpf.language.compile import compile_operations, operation_signatures
from qpf.language.scope import OperationScope
from qpf.language.signatures import Signature
from qpf.model.spec import CollectionSpec
from qpf.sections.binding.build import Bound
from qpf.sections.binding.claims import check_claims
from qpf.sections.binding.effects import StepEffects, effects_of
from qpf.sections.binding.endpoints import check_endpoints
from qpf.sections.binding.functions import operations_of, with_functions
from qpf.sections.binding.named_functions import check_named_functions
from qpf.sections.binding.partners import with_partners
from qpf.sections.binding.policies import (
    check_measures,
    check_policies,
    check_shared_triggers,
    triggers_of,
)
from qpf.sections.binding.routes import check_routes
from qpf.sections.binding.scope import catalogue_of, own_types, scope_of
from qpf.sections.binding.usage import check_reached, check_usage, check_wiring_use
from qpf.sections.governance.policies import conditions_of
from qpf.sections.registry import sections
from qpf.sections.section import Meant

__all__ = ["behaviour_of"]


def behaviour_of(
    specs: Sequence[CollectionSpec],
    bound: Mapping[str, Bound],
    library: Path | None,
    glue: Path | None,
    found: Diagnostics,
    needs: Sequence[tuple[str, str]] = (),
) -> None:
    """Fill in types, scope and operations of every agent; every fault is reported."""
    scopes: dict[str, OperationScope] = {}
    for spec in specs:
        catalogue = catalogue_of(spec, library, glue)
        for agent in spec.agents:
            scopes[agent.id] = _scope(spec, bound[agent.id], catalogue, found)
    scopes = with_functions(bound, scopes, needs, found)
    signatures: dict[str, Mapping[str, Signature]] = {
        agent_id: operation_signatures(operations_of(bound[agent_id].spec), scope)
        for agent_id, scope in scopes.items()
    }
    for agent_id, scope in scopes.items():
        own = bound[agent_id]
        own.scope = with_partners(own, scope, bound, signatures)
        own.operations = compile_operations(operations_of(own.spec), own.scope, found)
        check_endpoints(own.spec, own.operations, found)
    check_named_functions(specs, glue, found)
    for spec in specs:
        _check_meanings(spec, bound, found)
        check_routes(spec, found)
        check_claims(spec, found)
        effects = [effects_of(agent) for agent in spec.agents]
        check_shared_triggers(spec, effects, found)
        for agent, own_effects in zip(spec.agents, effects, strict=True):
            _check(bound[agent.id], bound, own_effects, found)


def _check_meanings(spec: CollectionSpec, bound: Mapping[str, Bound], found: Diagnostics) -> None:
    """What sections say of operations and of other agents."""
    peers = {agent.id: agent for agent in spec.agents}
    for agent in spec.agents:
        own = bound[agent.id]
        for section in sections():
            if section.name in agent.sections and own.scope is not None:
                meant = Meant(agent=agent, peers=peers, scope=own.scope, operations=own.operations)
                section.means(meant, found)


def _scope(
    spec: CollectionSpec, own: Bound, catalogue: Catalogue, found: Diagnostics
) -> OperationScope:
    own.types = own_types(own, catalogue, found)
    own.conditions = conditions_of(own.spec, found)
    return scope_of(own, own.types, catalogue, triggers_of(spec, own.conditions))


def _check(
    own: Bound, bound: Mapping[str, Bound], effects: StepEffects | None, found: Diagnostics
) -> None:
    check_measures(own.spec, found)
    check_reached(own.spec, own.incoming, found)
    if effects is None:
        return
    check_usage(own.spec, effects, found)
    targets = {wiring.to_id: bound[wiring.to_id].spec for wiring in own.wirings}
    check_wiring_use(own.spec, effects, own.wirings, targets, found)
    check_policies(own.spec, own.conditions, effects, found)
