"""The application of a collection: all agents in one service, settings, entry point, tests."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qpf.language.unparse import source
from qpf.model.code import Import
from qpf.model.graph import AgentNode, CollectionNode, Graph, Role
from qpf.sections.hooks import commands_of, migrations_of, parts_of, settings_of
from qpf.sections.system.fixtures_view import test_fixtures
from qpf.sections.system.joined import imported
from qpf.views.encode import Code, DocText, Identifier, Literal
from qpf.views.hooks import CommandRef, SettingRef
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
class ServiceView:
    """An agent that the application serves."""

    name: Literal
    function: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView(ModuleView):
    """The application, its settings and its entry point."""

    title: Literal
    version: Literal
    program: Literal
    prefix: Literal
    port: Literal
    services: tuple[ServiceView, ...] = ()
    parts: tuple[Code, ...] = ()
    has_parts: bool = False
    migrations: tuple[Code, ...] = ()
    has_migrations: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsView(ModuleView):
    """The settings of the service."""

    prefix: Literal
    port: Literal
    fields: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandView:
    """A command beside those of every service."""

    word: Literal
    summary: Literal
    function: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView(ModuleView):
    """The command line of the service."""

    program: Literal
    commands: tuple[CommandView, ...]
    has_commands: bool
    migrations: tuple[Code, ...]
    has_migrations: bool


def applications(collection: CollectionNode, graph: Graph) -> Iterator[ApplicationView]:
    """The application of all agents with an HTTP face."""
    wanted = [
        Import("fastapi", "FastAPI"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_core.service", "create_service"),
        Import("qpf_core.service", "serve_agents"),
    ]
    wanted += [
        Import(
            f"{agent.package}.{agent.stem_of(Role.API_SERVER)}", "service", f"{agent.slug}_service"
        )
        for agent in _served(collection)
    ]
    joined = parts_of(collection, graph)
    tables = migrations_of(collection, graph)
    called = imported([*joined, *tables], wanted)
    view = _application(collection, graph, "all agents in one service", [*wanted, *called.values()])
    yield replace(
        view,
        parts=tuple(Code.from_text(called[one].bound, one.place) for one in joined),
        has_parts=bool(joined),
        migrations=tuple(Code.from_text(called[one].bound, one.place) for one in tables),
        has_migrations=bool(tables),
    )


def settings(collection: CollectionNode, graph: Graph) -> Iterator[SettingsView]:
    """The settings of the service."""
    added = settings_of(collection, graph)
    wanted = [
        Import("pydantic", "Field"),
        Import("pydantic_settings", "SettingsConfigDict"),
        Import("qpf_core.service", "CoreSettings"),
        *(one for setting in added for one in setting.imports),
    ]
    view = _application(collection, graph, "what an operator can set", wanted)
    yield SettingsView(
        path_fields=view.path_fields,
        origin=view.origin,
        docstring=view.docstring,
        imports=view.imports,
        prefix=view.prefix,
        port=view.port,
        fields=tuple(Code.from_text(_field(one), one.place) for one in added),
    )


def _field(setting: SettingRef) -> str:
    options = {"default": setting.default, "ge": setting.ge, "le": setting.le}
    given = [f"{name}={source(ast.Constant(v))}" for name, v in options.items() if v is not None]
    if setting.default is None:
        given.insert(0, "default=None")
    given.append(f"description={source(ast.Constant(setting.summary))}")
    return f"{setting.name}: {setting.annotation} = Field({', '.join(given)})"


def entry_points(collection: CollectionNode, graph: Graph) -> Iterator[EntryView]:
    """The command line of the service."""
    package = collection.distribution.package
    wanted = [
        Import("sys"),
        Import("collections.abc", "Sequence"),
        Import("qpf_core.service", "main"),
        Import(f"{package}.app", "build"),
        Import(f"{package}.settings", "Settings"),
    ]
    added = commands_of(collection, graph)
    tables = migrations_of(collection, graph)
    wanted += [Import("qpf_core.service", "Command")] if added else []
    if tables:
        wanted += [
            Import("qpf_core.service", "Platform"),
            Import("qpf_core.service", "create_tables"),
        ]
    called = imported([*added, *tables], wanted)
    view = _application(collection, graph, "the command line", [*wanted, *called.values()])
    yield EntryView(
        path_fields=view.path_fields,
        origin=view.origin,
        docstring=view.docstring,
        imports=view.imports,
        program=view.program,
        commands=tuple(_command(one, called[one].bound) for one in added),
        has_commands=bool(added),
        migrations=tuple(Code.from_text(called[one].bound, one.place) for one in tables),
        has_migrations=bool(tables),
    )


def _command(one: CommandRef, function: str) -> CommandView:
    return CommandView(
        word=Literal(one.word, one.place),
        summary=Literal(one.summary, one.place),
        function=Identifier(function, one.place),
    )


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
            ServiceView(
                name=Literal(agent.slug, agent.spec.at("/name")),
                function=Identifier(f"{agent.slug}_service", agent.spec.at("/name")),
            )
            for agent in _served(collection)
        ),
    )
