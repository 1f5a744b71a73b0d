"""Names that the tables of a collection share: those of its one database, and of modules."""

from collections.abc import Iterator

from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.module_claims import module_claims
from qpf.sections.section import Claim
from qpf.sections.tables.columns import constraint
from qpf.sections.tables.spec import SqlTableSpec, TablesSpec

__all__ = ["claims"]

_SHAPE = "/tables/shape"
_DATABASE = "database"
"""Tables, keys, counters and indices have one space of names in PostgreSQL."""
_MADE = "keys, counters and indices are called after their table and columns"


def claims(agent: AgentSpec) -> Iterator[Claim]:
    """What is made in the one database of a collection, and the modules of the section."""
    for name, table in agent.section("tables", TablesSpec).shape.items():
        yield from _of_table(child(_SHAPE, name), name, table)
    for stem in ("tables", "records", "resources", "migrations"):
        yield from module_claims(agent, _SHAPE, stem)


def _of_table(pointer: str, table: str, spec: SqlTableSpec) -> Iterator[Claim]:
    def made(kind: str, name: str, at: str) -> Claim:
        return Claim(kind, name, at, _DATABASE, _MADE, made_for=table)

    yield Claim("table", table, pointer, _DATABASE)
    for column, one in spec.columns.items():
        at = f"{pointer}/columns/{column}"
        if one.key:
            yield made("key", constraint("pk", table, (column,)), at)
            yield made("counter", f"{table}_{column}_seq", at)
        if one.index:
            yield made("index", constraint("ix", table, (column,)), f"{at}/index")
        if one.unique:
            yield made("index", constraint("uq", table, (column,)), f"{at}/unique")
    for key, kind, groups in (("indices", "ix", spec.indices), ("unique", "uq", spec.unique)):
        for number, group in enumerate(groups):
            yield made("index", constraint(kind, table, group), f"{pointer}/{key}/{number}")
