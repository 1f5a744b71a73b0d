"""The Alembic environment of tables: revisions, entry point, tests."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.code import Import
from qpf.model.graph import AgentNode, CollectionNode, Graph
from qpf.sections.tables.columns import column_imports
from qpf.sections.tables.operations import steps
from qpf.sections.tables.shape import Revision, Shape, history
from qpf.sections.tables.spec import TablesSpec
from qpf.views.encode import Code, DocText, DottedName, Literal
from qpf.views.hooks import MigrationRef
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import ModuleName

__all__ = ["migration_module", "migrations", "revisions", "table_tests"]

_STEM = "tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionView(ModuleView):
    """One revision."""

    revision: Literal
    before: Literal
    upgrade: Code
    downgrade: Code
    summary: DocText
    has_steps: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationView(ModuleView):
    """What surrounds the revisions: environment, entry point, tests."""

    package: DottedName
    version_table: Literal
    head: Literal


def revisions(agent: AgentNode, graph: Graph) -> Iterator[RevisionView]:
    """One module for each revision; its name and identity depend on the shapes alone."""
    spec = _spec(agent)
    for revision in history(spec.shape, spec.changes):
        before = revision.before.shape if revision.before else Shape({})
        number = revision.number
        pointer = "/tables/shape" if number == 1 else f"/tables/changes/{number - 2}"
        place = agent.spec.at(pointer)
        forth, back = steps(before, revision.shape), steps(revision.shape, before)
        yield RevisionView(
            path_fields=agent_paths(agent, f"r{number:03}_{revision.id}"),
            origin=place,
            docstring=DocText(revision.summary, place, indent=0),
            imports=imports_of(graph, _revision_imports(before, revision)),
            revision=Literal(revision.id, place),
            before=Literal(revision.before.id if revision.before else None, place),
            upgrade=Code.from_text("\n".join(forth), place).indented(4),
            downgrade=Code.from_text("\n".join(back), place).indented(4),
            summary=DocText(f"Bring tables to revision {number}.", place),
            has_steps=bool(forth or back),
        )


def migration_module(agent: AgentNode, graph: Graph) -> Iterator[MigrationView]:
    """The entry point of migrations, which the environment uses too."""
    wanted = [
        Import("pathlib", "Path"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_core.store", "Store"),
        Import("qpf_fabric.store", "migrating"),
    ]
    yield _migration(agent, graph, f"Migrations of the tables of {agent.name}.", wanted)


def table_tests(agent: AgentNode, graph: Graph) -> Iterator[MigrationView]:
    """Tests that migrations lead to the models, and back to nothing."""
    module = f"{agent.package}.migrations"
    wanted = [
        Import("os"),
        Import("collections.abc", "Iterator"),
        Import("contextlib", "closing"),
        Import("pytest"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_core.store", "Store"),
        Import("qpf_fabric.store.migrating", "differences"),
        Import("qpf_fabric.store.samples", "add_samples"),
        Import("qpf_fabric.store.samples", "remove_rows"),
        Import("sqlalchemy", "inspect"),
        Import(f"{agent.package}.{_STEM}", "Base"),
        *(Import(module, name) for name in ("VERSION_TABLE", "migrate_store", "migrate_tables")),
    ]
    doc = f"The tables of {agent.name} are what their migrations make."
    yield _migration(agent, graph, doc, wanted)


def migrations(collection: CollectionNode, graph: Graph) -> Iterator[MigrationRef]:
    """What `migrate` runs."""
    del graph
    for agent in collection.agents:
        if "tables" in agent.spec.sections:
            yield MigrationRef(
                module=f"{agent.package}.migrations",
                name="migrate_tables",
                place=agent.spec.key("/tables"),
            )


def _migration(agent: AgentNode, graph: Graph, doc: str, wanted: list[Import]) -> MigrationView:
    spec = _spec(agent)
    place = agent.spec.key("/tables")
    return MigrationView(
        path_fields=agent_paths(agent, _STEM),
        origin=place,
        docstring=DocText(doc, place, indent=0),
        imports=imports_of(graph, wanted),
        package=DottedName(agent.package, place),
        version_table=Literal(f"{ModuleName(agent.slug)}_revision", place),
        head=Literal(history(spec.shape, spec.changes)[-1].id, place),
    )


def _revision_imports(before: Shape, revision: Revision) -> set[Import]:
    text = "\n".join([*steps(before, revision.shape), *steps(revision.shape, before)])
    known: set[Import] = {
        Import("sqlalchemy", name)
        for name in (
            "Column",
            "ForeignKeyConstraint",
            "PrimaryKeyConstraint",
            "UniqueConstraint",
        )
    }
    for shape in (before, revision.shape):
        for table in shape.tables.values():
            known |= column_imports(table)
    used = {one for one in known if _is_used(one.bound, text)}
    # A default of now is no step: it comes from whoever writes.
    return used | {Import("alembic", "op")} if text.strip() else used


def _is_used(name: str, text: str) -> bool:
    return any(f"{mark}{name}{end}" in text for mark in (" ", "=", "(") for end in ("(", ",", ")"))


def _spec(agent: AgentNode) -> TablesSpec:
    return agent.spec.section("tables", TablesSpec)
