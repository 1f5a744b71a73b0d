"""Operations of other agents, as `ask` reaches them through the wirings of the glue."""

from collections.abc import Mapping
from dataclasses import replace

from qpf.language.scope import OperationScope
from qpf.language.signatures import PartnerOperation, Signature
from qpf.language.type_table import TypeTable
from qpf.model.spec import AgentSpec
from qpf.sections.binding.build import Bound
from qpf.sections.binding.roots import package_of
from qpf.sections.clients import client_classes

__all__ = ["partner_aliases", "with_partners"]


def partner_aliases(agent: AgentSpec) -> tuple[str, ...]:
    """Names under which a step may call a partner: id, name in lower case, folder."""
    local = agent.id.partition("/")[2]
    folder = agent.rootpath.rpartition("/")[2]
    return tuple(dict.fromkeys((local, agent.name.lower(), agent.name, folder)))


def with_partners(
    own: Bound,
    scope: OperationScope,
    bound: Mapping[str, Bound],
    signatures: Mapping[str, Mapping[str, Signature]],
) -> OperationScope:
    """The scope with every operation that a wiring lets the agent call, and the types they use."""
    partners: dict[str, PartnerOperation] = {}
    known = dict(scope.types.known)
    visible = dict(scope.types.visible)
    classes = client_classes(own.wirings, lambda agent: bound[agent].spec.name)
    for wiring in own.wirings:
        if wiring.connection_type != "api_call" or wiring.client_module is None:
            continue
        target = bound[wiring.to_id]
        known = {**target.types.known, **known}
        visible = {**target.types.visible, **visible}
        for name in wiring.names:
            signature = signatures[wiring.to_id].get(name)
            if signature is None:
                continue
            operation = PartnerOperation(
                agent=wiring.to_id.partition("/")[2],
                signature=signature,
                client_class=classes[wiring.client_module],
                client_module=f"{package_of(own.spec)}.{wiring.client_module}",
                place=wiring.origin,
            )
            for alias in partner_aliases(target.spec):
                partners.setdefault(f"{alias}.{name}", operation)
    return replace(scope, types=TypeTable(visible, known), partners=partners)
