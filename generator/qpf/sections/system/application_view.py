"""The application of a collection: all agents in one service, settings, entry point, tests."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.code import Import
from qpf.model.graph import AgentNode, CollectionNode, Graph, Role
from qpf.views.encode import Code, DocText, Identifier, Literal
from qpf.views.modules import ModuleView, imports_of

__all__ = [
    "ApplicationView",
    "applications",
    "entry_points",
    "service_tests",
    "settings",
    "test_fixtures",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView(ModuleView):
    """The application, its settings and its entry point."""

    title: Literal
    version: Literal
    program: Literal
    prefix: Literal
    port: Literal
    services: tuple[Code, ...] = ()


def applications(collection: CollectionNode, graph: Graph) -> Iterator[ApplicationView]:
    """The application of all agents with an HTTP face."""
    wanted = [
        Import("fastapi", "FastAPI"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_core.service", "create_service"),
    ]
    wanted += [
        Import(
            f"{agent.package}.{agent.stem_of(Role.API_SERVER)}", "service", f"{agent.slug}_service"
        )
        for agent in _served(collection)
    ]
    yield _application(collection, graph, "all agents in one service", wanted)


def settings(collection: CollectionNode, graph: Graph) -> Iterator[ApplicationView]:
    """The settings of the service."""
    wanted = [
        Import("pydantic", "Field"),
        Import("pydantic_settings", "SettingsConfigDict"),
        Import("qpf_core.service", "CoreSettings"),
    ]
    yield _application(collection, graph, "what an operator can set", wanted)


def entry_points(collection: CollectionNode, graph: Graph) -> Iterator[ApplicationView]:
    """The command line of the service."""
    package = collection.distribution.package
    wanted = [
        Import("sys"),
        Import("collections.abc", "Sequence"),
        Import("qpf_core.service", "main"),
        Import(f"{package}.app", "build"),
        Import(f"{package}.settings", "Settings"),
    ]
    yield _application(collection, graph, "the command line", wanted)


def service_tests(collection: CollectionNode, graph: Graph) -> Iterator[ApplicationView]:
    """The service as a whole, and its commands."""
    package = collection.distribution.package
    wanted = [
        Import("json"),
        Import("pytest"),
        Import("qpf_core.testing_http", "EndpointCall"),
        Import("qpf_core.testing_http", "served"),
        Import(f"{package}.__main__", "run"),
        Import(f"{package}.app", "TITLE"),
        Import(f"{package}.app", "VERSION"),
        Import(f"{package}.app", "build"),
        Import(f"{package}.settings", "Settings"),
    ]
    yield _application(collection, graph, "the service answers and its commands work", wanted)


def _served(collection: CollectionNode) -> list[AgentNode]:
    return [agent for agent in collection.agents if agent.stem_of(Role.API_SERVER)]


def _application(
    collection: CollectionNode, graph: Graph, doc: str, wanted: list[Import]
) -> ApplicationView:
    distribution, at = collection.distribution, collection.map_origins.at
    place = at("/distribution")
    title = collection.map.title or collection.name
    return ApplicationView(
        path_fields={"package": distribution.package},
        origin=place,
        docstring=DocText(f"{title}: {doc}.", place, indent=0),
        imports=imports_of(graph, wanted),
        title=Literal(title, at("/title")),
        version=Literal(distribution.version, at("/distribution/version")),
        program=Literal(f"python -m {distribution.package}", at("/distribution/package")),
        prefix=Literal(f"{distribution.package.upper()}_", at("/distribution/package")),
        port=Literal(collection.map.shared_configuration.port, at("/shared_configuration/port")),
        services=tuple(
            Code.from_text(f"{Identifier(agent.slug)}_service", agent.spec.at("/name"))
            for agent in _served(collection)
        ),
    )


def test_fixtures(collection: CollectionNode, graph: Graph) -> Iterator[ModuleView]:
    """The `conftest.py` of the whole distribution."""
    place = collection.map_origins.at("/distribution")
    yield ModuleView(
        path_fields={},
        origin=place,
        docstring=DocText("What all tests share.", place, indent=0),
        imports=imports_of(graph, [Import("pytest")]),
    )
