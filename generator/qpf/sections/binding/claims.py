"""Names of which a collection has one each: words of its command line, systemd units."""

from collections.abc import Iterator

from qpf.diagnostics.catalogue import routes
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.spec import AgentSpec, CollectionSpec
from qpf.sections.registry import sections
from qpf.sections.section import Claim

__all__ = ["CORE_COMMANDS", "check_claims"]

_Taken = tuple[Place | None, str]
"""Where a name was given first, and the hint of that claim."""

CORE_COMMANDS = ("config", "migrate", "openapi", "serve")


def check_claims(spec: CollectionSpec, found: Diagnostics) -> None:
    """No name is given twice."""
    shared = spec.map.shared_configuration.unit
    place = spec.map_at("/shared_configuration/unit" if shared else "/distribution/name")
    taken: dict[tuple[str, str], _Taken] = {("command", one): (None, "") for one in CORE_COMMANDS}
    taken["unit", shared or spec.map.distribution.name] = (place, "")
    second: set[tuple[str, str]] = set()
    for agent in spec.agents:
        claims = [(agent.at(one.pointer), one) for one in _claims(agent)]
        for place, one in sorted(claims, key=lambda each: (each[0].line, each[0].column)):
            space = one.space or one.kind
            if (space, one.made_for) in second:
                continue
            first, hint = taken.setdefault((space, one.name), (place, one.hint))
            if first != place:
                second.add((space, one.name))
                found.add(routes.name_taken(place, one.kind, one.name, first, one.hint or hint))


def _claims(agent: AgentSpec) -> Iterator[Claim]:
    for section in sections():
        if section.name in agent.sections:
            yield from section.claims(agent)
