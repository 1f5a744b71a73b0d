"""Routes over tables, as a part of the service."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.code import Import
from qpf.model.graph import AgentNode, CollectionNode, Graph
from qpf.sections.tables.columns import asked_annotation
from qpf.sections.tables.route_calls import calls_of, conflicts_of, has_conflicts
from qpf.sections.tables.route_imports import check_imports, has_part, route_imports
from qpf.sections.tables.route_models import (
    RowModelView,
    row_models,
    shown_tables,
)
from qpf.sections.tables.route_rules import ROUTE_KINDS, ROUTE_NAMES
from qpf.sections.tables.spec import RouteSpec, SqlTableSpec, TablesSpec
from qpf.views.encode import Code, DocText, Identifier, Literal
from qpf.views.hooks import PartRef
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import FunctionName, Namer

__all__ = ["RoutesView", "parts", "route_tests", "routes"]

_BASE = "/tables/routes"
_STEM = "resources"
_AROUND = (
    "datetime",
    "platform",
    "records",
    "requires_roles",
    "routes",
    "sinks_of",
    "table_of",
    "tables",
)
"""Names of the module that functions of its routes can see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRouteView:
    """One route."""

    decorator: Code
    signature: Code
    docstring: DocText
    body: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutesView(ModuleView):
    """The module of routes, or its tests."""

    slug: Literal
    models: tuple[RowModelView, ...]
    tables: tuple[Code, ...]
    routes: tuple[TableRouteView, ...]
    sinks: tuple[Code, ...]
    lists: Code
    shows: Code
    creates: Code
    conflicts: Code
    has_conflicts: bool


def parts(collection: CollectionNode, graph: Graph) -> Iterator[PartRef]:
    """What joins the service."""
    del graph
    for agent in collection.agents:
        spec = agent.spec.find("tables", TablesSpec)
        if spec is not None and has_part(spec):
            place = agent.spec.key("/tables")
            yield PartRef(module=f"{agent.package}.{_STEM}", name="resources", place=place)


def routes(agent: AgentNode, graph: Graph) -> Iterator[RoutesView]:
    """The module of routes; none where the schema has neither routes nor recorded runs."""
    spec = agent.spec.section("tables", TablesSpec)
    if not has_part(spec):
        return
    yield _view(
        agent, graph, spec, f"Routes over the tables of {agent.name}.", route_imports(agent)
    )


def route_tests(agent: AgentNode, graph: Graph) -> Iterator[RoutesView]:
    """Tests that every route answers."""
    spec = agent.spec.section("tables", TablesSpec)
    if not spec.routes:
        return
    package = graph.collection_of(agent.id).distribution.package
    wanted = {
        Import("collections.abc", "Iterator"),
        Import("typing", "Any"),
        Import("fastapi", "FastAPI"),
        Import("pytest"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_core.testing_http", "EndpointCall"),
        Import("qpf_core.testing_http", "ServiceClient"),
        Import("qpf_core.testing_http", "served"),
        Import("qpf_fabric.store.samples", "add_samples"),
        Import(f"{agent.package}.tables", "Base"),
        Import(f"{package}.app", "build"),
    }
    yield _view(agent, graph, spec, f"{agent.name} shows its tables over HTTP.", wanted)


def _view(
    agent: AgentNode, graph: Graph, spec: TablesSpec, doc: str, wanted: set[Import]
) -> RoutesView:
    place = agent.spec.key("/tables")
    namer = Namer(("routes", "resources", "platform"))
    return RoutesView(
        path_fields=agent_paths(agent, _STEM),
        origin=place,
        docstring=DocText(doc, place, indent=0),
        imports=imports_of(graph, wanted),
        slug=Literal(agent.slug, place),
        models=tuple(row_models(agent, spec)),
        tables=tuple(
            _table(name, one, place)
            for name, one in spec.shape.items()
            if name in shown_tables(spec)
        ),
        routes=tuple(_route(agent, n, one, spec, namer) for n, one in enumerate(spec.routes)),
        sinks=tuple(_sinks(agent, spec)),
        lists=calls_of(agent, spec, "list"),
        shows=calls_of(agent, spec, "show"),
        creates=calls_of(agent, spec, "create"),
        conflicts=conflicts_of(agent, spec),
        has_conflicts=has_conflicts(spec),
    )


def _route(
    agent: AgentNode, number: int, route: RouteSpec, spec: TablesSpec, namer: Namer
) -> TableRouteView:
    place = agent.spec.at(f"{_BASE}/{number}")
    kind = next(kind for kind in ROUTE_KINDS if getattr(route, kind) is not None)
    name = getattr(route, kind)
    earlier = [getattr(one, kind) for one in spec.routes[:number]].count(name)
    text = f"{kind} {name} {earlier + 1}" if earlier else f"{kind} {name}"
    function = namer.name(FunctionName, text, place)
    parameters, returns, body = _handler(
        number, route, kind, name, spec, check_imports(agent, spec)
    )
    given = [str(Literal(route.path.replace("{id}", "{key}"))), f"name={Literal(str(function))}"]
    if kind == "create":
        given.append("status_code=201")
    if route.auth_required is not None:
        given.append(f"dependencies=[requires_roles({Literal(route.auth_required)})]")
    return TableRouteView(
        decorator=Code.from_text(
            f"    @routes.{'post' if kind == 'create' else 'get'}({', '.join(given)})", place
        ),
        signature=Code.from_text(f"    async def {function}({parameters}) -> {returns}:", place),
        docstring=DocText(route.summary, agent.spec.at(f"{_BASE}/{number}/summary"), indent=8),
        body=Code.from_text("\n".join(body), place).indented(8),
    )


def _handler(
    number: int, route: RouteSpec, kind: str, name: str, spec: TablesSpec, checks: dict[str, Import]
) -> tuple[str, str, list[str]]:
    table = spec.shape[name]
    row = f"{table.record}Row"
    if kind == "list":
        query = f"Annotated[int, Query(ge=1, le={route.limit})]"
        named = _parameters(route, spec)
        filters = [_filter(table, column, own) for column, own in named.items()]
        given = [f"limit: {query} = {route.limit}", "before: Int64 | None = None", *filters]
        wanted = "".join(f", {column}={own}" for column, own in named.items())
        body = [
            f"rows = await {name}_table.page(limit=limit, before=before{wanted})",
            f"return [{row}.model_validate(row) for row in rows]",
        ]
        return ", ".join(given), f"list[{row}]", body
    if kind == "create":
        body = [
            *(f"{checks[check].bound}(body.{field})" for field, check in route.checks.items()),
            f"row = await {name}_table.add(body.model_dump())",
            f"return {row}.model_validate(row)",
        ]
        return f"body: New{table.record}{number}", row, body
    body = [f"row = await {name}_table.one(key)"]
    if not route.parts:
        return "key: Int64", row, [*body, f"return {row}.model_validate(row)"]
    for part in route.parts:
        column = _link(spec, part, name)
        arguments = f"{Literal(column)}, key, limit={route.limit}"
        body.append(f"row[{Literal(part)}] = await {part}_table.parts({arguments})")
    whole = f"{table.record}Whole{number}"
    return "key: Int64", whole, [*body, f"return {whole}.model_validate(row)"]


def _parameters(route: RouteSpec, spec: TablesSpec) -> dict[str, str]:
    """What the function of a list calls each filter: a column may have the name of a builtin."""
    namer = Namer((*_AROUND, *ROUTE_NAMES, *(f"{name}_table" for name in spec.shape)))
    return {column: str(namer.name(FunctionName, column)) for column in route.filters}


def _filter(table: SqlTableSpec, column: str, own: str) -> str:
    kind = f"{asked_annotation(table.columns[column])} | None"
    asked = kind if own == column else f"Annotated[{kind}, Query(alias={Literal(column)})]"
    return f"{own}: {asked} = None"


def _link(spec: TablesSpec, part: str, name: str) -> str:
    columns = spec.shape[part].columns
    return next(column for column, one in columns.items() if one.references == name)


def _table(name: str, table: SqlTableSpec, place: Place) -> Code:
    model = f"table_of(tables.{Identifier(table.record)})"
    return Code.from_text(
        f"{Identifier(name)}_table = Resource(platform.store, {model}, platform.clock)", place
    )


def _sinks(agent: AgentNode, spec: TablesSpec) -> Iterator[Code]:
    for number, record in enumerate(spec.records):
        if record.run is not None:
            place = agent.spec.at(f"{_BASE.replace('routes', 'records')}/{number}/run")
            recorder = (
                f"Recorder(platform.store, records.{FunctionName(record.name)}, platform.clock)"
            )
            yield Code.from_text(f"RunSink({recorder}, {Literal(record.run)})", place)
