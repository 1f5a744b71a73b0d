"""The distribution of a collection: project file, README, the packages above the agents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.graph import AgentNode, CollectionNode, Graph, Role
from qpf.sections.registry import sections
from qpf.sections.system.readme_links import (
    EdgeEntry,
    SpeechEntry,
    edge_entries,
    speech_entries,
)
from qpf.sections.system.readme_parts import (
    AnchorEntry,
    ReasonEntry,
    StrategyEntry,
    anchor_entries,
    reason_entries,
    strategy_entries,
)
from qpf.views.encode import (
    DocNames,
    DocText,
    DottedName,
    MarkdownCode,
    MarkdownText,
    TomlValue,
)
from qpf.views.modules import ModuleView, imports_of, packages_of
from qpf.views.naming import DistributionName

__all__ = ["markers", "parents", "projects", "readmes", "requirements_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectView:
    """The `pyproject.toml` of a distribution."""

    path_fields: dict[str, str]
    origin: Place
    name: TomlValue
    version: TomlValue
    summary: TomlValue
    python: TomlValue
    dependencies: tuple[TomlValue, ...]
    extras: tuple[TomlValue, ...]
    package: DottedName
    first_party: TomlValue
    coverage: TomlValue


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageView(ModuleView):
    """A package without code of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentEntry:
    """An agent in the application."""

    name: MarkdownText
    role: MarkdownText
    package: MarkdownCode


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadmeView:
    """The README of a distribution."""

    path_fields: dict[str, str]
    origin: Place
    title: MarkdownText
    summary: MarkdownText
    purpose: MarkdownText
    has_purpose: bool
    distribution: DistributionName
    package: DottedName
    port: MarkdownText
    agents: tuple[AgentEntry, ...]
    reasons: tuple[ReasonEntry, ...]
    has_reasons: bool
    anchors: tuple[AnchorEntry, ...]
    has_anchors: bool
    strategies: tuple[StrategyEntry, ...]
    has_strategies: bool
    edges: tuple[EdgeEntry, ...]
    has_edges: bool
    speech: tuple[SpeechEntry, ...]
    has_speech: bool
    is_service: bool


def projects(collection: CollectionNode, graph: Graph) -> Iterator[ProjectView]:
    """The project file; the core lists what it imports, the others stand on the core."""
    distribution = collection.distribution
    at = collection.map_origins.at
    yield ProjectView(
        path_fields={},
        origin=at("/distribution"),
        name=TomlValue(distribution.name, at("/distribution/name")),
        version=TomlValue(distribution.version, at("/distribution/version")),
        summary=TomlValue(
            distribution.summary or collection.map.title, at("/distribution/summary")
        ),
        python=TomlValue(distribution.python, at("/distribution/python")),
        dependencies=tuple(
            TomlValue(one, at("/distribution")) for one in requirements_of(collection, graph)
        ),
        extras=tuple(TomlValue(one, at("/distribution")) for one in TEST_REQUIREMENTS),
        package=DottedName(distribution.package, at("/distribution/package")),
        first_party=TomlValue(packages_of(graph), at("/distribution/package")),
        coverage=TomlValue(collection.map.success_criteria.coverage, at("/success_criteria")),
    )


def parents(collection: CollectionNode, graph: Graph) -> Iterator[PackageView]:
    """The packages above the agents: one for each folder that holds no agent itself."""
    if _is_static(collection):
        return
    own = {agent.package for agent in collection.agents}
    folders = {".".join(one.split(".")[:n]) for one in own for n in range(1, one.count(".") + 1)}
    for dotted in sorted(folders - own):
        place = collection.map_origins.at("/distribution/package")
        below = [(a.name, a.spec.at("/name")) for a in collection.agents if _is_below(a, dotted)]
        yield PackageView(
            path_fields={"package": dotted.replace(".", "/")},
            origin=place,
            docstring=DocNames(below, place, indent=0),
            imports=imports_of(graph, ()),
        )


def markers(collection: CollectionNode, graph: Graph) -> Iterator[PackageView]:
    """The `py.typed` marker."""
    if _is_static(collection):
        return
    place = collection.map_origins.at("/distribution/package")
    yield PackageView(
        path_fields={"package": collection.distribution.package},
        origin=place,
        docstring=DocText(collection.name, place, indent=0),
        imports=imports_of(graph, ()),
    )


def readmes(collection: CollectionNode, graph: Graph) -> Iterator[ReadmeView]:
    """The README of the distribution."""
    at, distribution = collection.map_origins.at, collection.distribution
    reasons, anchors = tuple(reason_entries(collection)), tuple(anchor_entries(collection))
    strategies = tuple(strategy_entries(collection))
    edges, speech = tuple(edge_entries(collection, graph)), tuple(speech_entries(collection))
    yield ReadmeView(
        path_fields={},
        origin=at("/distribution"),
        title=MarkdownText(collection.map.title or distribution.name, at("/title")),
        summary=MarkdownText(distribution.summary, at("/distribution/summary")),
        purpose=MarkdownText(collection.map.purpose, at("/purpose")),
        has_purpose=bool(collection.map.purpose),
        distribution=DistributionName(distribution.name, at("/distribution/name")),
        package=DottedName(distribution.package, at("/distribution/package")),
        port=MarkdownText(
            str(collection.map.shared_configuration.port), at("/shared_configuration/port")
        ),
        agents=tuple(_entry(agent) for agent in collection.agents),
        reasons=reasons,
        has_reasons=bool(reasons),
        anchors=anchors,
        has_anchors=bool(anchors),
        strategies=strategies,
        has_strategies=bool(strategies),
        edges=edges,
        has_edges=bool(edges),
        speech=speech,
        has_speech=bool(speech),
        is_service=_is_service(collection),
    )


SERVICE_REQUIREMENTS = (
    "fastapi>=0.135",
    "pydantic>=2.12",
    "pydantic-settings>=2.11",
    "structlog>=25.4",
)
"""What emitted agents import beside the core."""

TEST_REQUIREMENTS = ("aiosmtpd>=1.4.6", "hypothesis>=6.140", "pytest>=8.4", "pytest-cov>=7")
"""What emitted tests import."""


def requirements_of(collection: CollectionNode, graph: Graph) -> tuple[str, ...]:
    """What the map says, what emitted services and sections import, and distributions below.

    Where the map names a package, its lowest version holds.
    """
    served = SERVICE_REQUIREMENTS if _is_service(collection) else ()
    used = {name for agent in collection.agents for name in agent.spec.sections}
    emitted = [one for section in sections() if section.name in used for one in section.requires]
    own = collection.distribution.requirements
    chosen = {_named(one): one for one in (*emitted, *served, *own)}
    below = [graph.collection(name).distribution for name in collection.requires]
    return (
        *sorted(chosen.values()),
        *(f"{one.name}>={one.version}" for one in below),
    )


def _named(requirement: str) -> str:
    return re.split(r"[\[>]", requirement)[0]


def _is_service(collection: CollectionNode) -> bool:
    return any(agent.stem_of(Role.API_SERVER) for agent in collection.agents)


def _is_static(collection: CollectionNode) -> bool:
    """Whether the package is copied as a whole, with the marker and all packages in it."""
    return any(agent.spec.ships for agent in collection.agents)


def _is_below(agent: AgentNode, dotted: str) -> bool:
    return agent.package.startswith(f"{dotted}.")


def _entry(agent: AgentNode) -> AgentEntry:
    place = agent.spec.at("/name")
    return AgentEntry(
        name=MarkdownText(agent.name, place),
        role=MarkdownText(str(agent.spec.value["role"]), agent.spec.at("/role")),
        package=MarkdownCode(agent.package, agent.spec.at("/rootpath")),
    )
