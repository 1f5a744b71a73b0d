"""One agent from plain values to typed sections."""

from dataclasses import replace

from qpf.diagnostics.catalogue import structure
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import Plain, child
from qpf.model.spec import AgentSpec, ComposedAgent
from qpf.sections.placeholders import check_placeholders
from qpf.sections.registry import sections, top_level_keys
from qpf.sections.section import Section
from qpf.sections.skeleton import skeleton
from qpf.sections.slips import meant, renamed
from qpf.sections.spec_base import SectionModel
from qpf.sections.typed import read_model
from qpf.sections.wording import described

__all__ = ["typed_agent"]


def typed_agent(agent: ComposedAgent, found: Diagnostics) -> AgentSpec:
    """Type every section, then run the rules of those without faults."""
    if not agent.is_readable:
        return _spec(agent, {}, {section.name for section in sections()})
    agent = _with_known_sections(agent, found)
    typed: dict[str, object] = {}
    broken: set[str] = set()
    for section in sections():
        if not any(key in agent.value for key in section.owned):
            if section.mandatory:
                place, lines = agent.origins.at(""), skeleton(section)
                found.add(structure.missing_section(place, section.name, agent.id, lines))
                broken.add(section.name)
            continue
        model, agent = _typed(section, agent, found)
        if model is None:
            broken.add(section.name)
        else:
            typed[section.name] = model
    spec = _spec(agent, typed, broken)
    for section in sections():
        if section.name in typed:
            section.check(spec, found)
    check_placeholders(spec, found)
    return spec


def _spec(agent: ComposedAgent, typed: dict[str, object], broken: set[str]) -> AgentSpec:
    return AgentSpec(
        id=agent.id,
        collection=agent.collection,
        source=agent.source,
        value=agent.value,
        origins=agent.origins,
        sections=typed,
        broken=frozenset(broken),
        uses=agent.uses,
    )


def _with_known_sections(agent: ComposedAgent, found: Diagnostics) -> ComposedAgent:
    """Report keys that belong to no section; each counts as the section it was meant to be."""
    value, origins = agent.value, agent.origins
    for key in agent.value:
        if key not in top_level_keys():
            place = origins.key(child("", key))
            found.add(structure.unknown_section(place, key, top_level_keys()))
            value, origins = renamed(value, origins, "", key, top_level_keys())
    return replace(agent, value=value, origins=origins)


def _typed(
    section: Section, agent: ComposedAgent, found: Diagnostics
) -> tuple[SectionModel | None, ComposedAgent]:
    """The section, and the agent without unknown keys in it."""
    part: Plain
    if section.flat:
        part = {key: agent.value[key] for key in section.owned if key in agent.value}
    else:
        part = agent.value[section.name]
    if not isinstance(part, dict):
        place = agent.origins.at(section.base)
        found.add(structure.empty_section(place, section.name, described(part)))
        return None, agent
    owner = "" if section.flat else section.name
    model = read_model(section.spec, part, agent.origins, found, base=section.base, owner=owner)
    if model is not None:
        return model, agent
    known, origins = meant(section.spec, part, agent.origins, section.base)
    if known == part:
        return None, agent
    whole = {**agent.value, **(known if section.flat else {section.name: known})}
    agent = replace(agent, value=whole, origins=origins)
    return read_model(section.spec, known, origins, Diagnostics(), base=section.base), agent
