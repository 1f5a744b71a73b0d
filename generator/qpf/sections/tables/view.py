"""Tables as SQLAlchemy models, with the Alembic environment that makes them."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.code import CodeLine, Import
from qpf.model.document import child
from qpf.model.graph import AgentNode, Graph
from qpf.sections.tables.columns import annotation, column_imports, options, sql_type
from qpf.sections.tables.migrations_view import (
    migration_module,
    migrations,
    revisions,
    table_tests,
)
from qpf.sections.tables.records_view import record_tests, records
from qpf.sections.tables.routes_view import parts, route_tests, routes
from qpf.sections.tables.shape import Table, key_of
from qpf.sections.tables.spec import ColumnSpec, SqlTableSpec, TablesSpec
from qpf.views.encode import Code, DocText, Identifier, Literal
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = [
    "migration_module",
    "migrations",
    "models",
    "parts",
    "record_tests",
    "records",
    "revisions",
    "route_tests",
    "routes",
    "table_tests",
]

_BASE = "/tables/shape"
_STEM = "tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """One class."""

    class_name: Identifier
    docstring: DocText
    table: Literal
    arguments: Code
    has_arguments: bool
    columns: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsView(ModuleView):
    """The module of all classes."""

    models: tuple[ModelView, ...]


def models(agent: AgentNode, graph: Graph) -> Iterator[ModelsView]:
    """The module of the tables."""
    spec = _spec(agent)
    imports = {
        Import("qpf_fabric.store.columns", "CONVENTION"),
        Import("sqlalchemy", "MetaData"),
        Import("sqlalchemy.orm", "DeclarativeBase"),
        Import("sqlalchemy.orm", "Mapped"),
        Import("sqlalchemy.orm", "mapped_column"),
    }
    for table in spec.shape.values():
        imports |= _model_imports(table)
    place = agent.spec.key("/tables")
    yield ModelsView(
        path_fields=agent_paths(agent, _STEM),
        origin=place,
        docstring=DocText(f"Tables of {agent.name}.", place, indent=0),
        imports=imports_of(graph, imports),
        models=tuple(_model(agent, name, table, spec) for name, table in spec.shape.items()),
    )


def _model(agent: AgentNode, name: str, table: SqlTableSpec, spec: TablesSpec) -> ModelView:
    pointer = child(_BASE, name)
    place = agent.spec.key(pointer)
    lines = [
        line
        for column, one in table.columns.items()
        for line in _column(agent, f"{pointer}/columns/{column}", column, one, spec)
    ]
    groups = [
        *(f"UniqueConstraint({_names(group)})" for group in table.unique),
        *(f"Index(None, {_names(group)})" for group in table.indices),
    ]
    return ModelView(
        class_name=Identifier(table.record, agent.spec.at(f"{pointer}/record")),
        docstring=DocText(table.summary, agent.spec.at(f"{pointer}/summary")),
        table=Literal(name, place),
        arguments=Code.from_text(f"({', '.join(groups)},)" if groups else "()", place),
        has_arguments=bool(groups),
        columns=Code(lines, place),
    )


def _column(
    agent: AgentNode, pointer: str, name: str, column: ColumnSpec, spec: TablesSpec
) -> Iterator[CodeLine]:
    """The attribute of a column, and what the schema says it holds."""
    declared = f"    {Identifier(name)}: {_mapped(column, spec)}"
    yield from Code.from_text(declared, agent.spec.key(pointer)).lines
    if column.summary:
        place = agent.spec.at(f"{pointer}/summary")
        yield from Code.from_text(f'    """{DocText(column.summary, place)}"""', place).lines


def _mapped(column: ColumnSpec, spec: TablesSpec) -> str:
    given = [sql_type(column)]
    if column.references is not None:
        target = column.references
        key = f"{target}.{key_of(Table.of(spec.shape[target]))}"
        action = column.on_delete.replace("_", " ").upper()
        given.append(f"ForeignKey({Literal(key)}, ondelete={Literal(action)})")
    if column.key:
        given.append("primary_key=True")
    given += options(column)
    given += [f"{flag}=True" for flag in ("unique", "index") if getattr(column, flag)]
    return f"Mapped[{annotation(column)}] = mapped_column({', '.join(given)})"


def _model_imports(table: SqlTableSpec) -> set[Import]:
    wanted = column_imports(Table.of(table))
    for column in table.columns.values():
        if column.type == "datetime":
            wanted.add(Import("datetime", "datetime"))
        if column.type == "json":
            wanted.add(Import("typing", "Any"))
        if column.references is not None:
            wanted.add(Import("sqlalchemy", "ForeignKey"))
    if table.indices:
        wanted.add(Import("sqlalchemy", "Index"))
    if table.unique:
        wanted.add(Import("sqlalchemy", "UniqueConstraint"))
    return wanted


def _names(group: tuple[str, ...]) -> str:
    return ", ".join(Literal(column) for column in group)


def _spec(agent: AgentNode) -> TablesSpec:
    return agent.spec.section("tables", TablesSpec)
