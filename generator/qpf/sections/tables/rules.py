"""Rules of tables: names, keys, defaults, history; records and routes have modules of their own."""

import keyword
from collections.abc import Sequence

from pydantic import BaseModel

from qpf.diagnostics.catalogue import tables as facts
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.section import Meant
from qpf.sections.tables.column_rules import column_faults
from qpf.sections.tables.history_rules import check_history
from qpf.sections.tables.record_rules import check_records
from qpf.sections.tables.route_rules import check_routes
from qpf.sections.tables.shape import Table, Undoable, ordered
from qpf.sections.tables.spec import ColumnSpec, SqlTableSpec, TablesSpec

__all__ = ["check", "means"]

_SHAPE = "/tables/shape"
_MODEL = frozenset(name for name in dir(BaseModel) if not name.startswith("_"))
_TYPES = frozenset({"bool", "bytes", "datetime", "dict", "float", "int", "list", "str"})
"""Names that the types of the attributes after it have."""
_TAKEN = frozenset(keyword.kwlist) | _MODEL | {"mapped_column", "metadata", "registry"}
"""Names that neither a table nor an attribute of a row can have."""

_OF_CORE = "qpf_"
"""How the tables of the core begin."""

_CLASSES = frozenset(
    {"Any", "Annotated", "APIRouter", "Base", "BaseModel", "Boolean", "ConfigDict", "DateTime"}
    | {"DeclarativeBase", "False", "Float", "ForeignKey", "Index", "Integer", "JSON", "LargeBinary"}
    | {"Mapped", "MetaData", "Mapping", "None", "Platform", "Query", "Resource", "Sequence"}
    | {"String", "Text", "True", "UniqueConstraint"}
)
"""Names that no row can have as its class."""


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Tables can be made, in an order, and their history leads to what they are."""
    spec = agent.section("tables", TablesSpec)
    before = len(found)
    for name, table in spec.shape.items():
        _check_table(agent, child(_SHAPE, name), name, table, spec, found)
    if len(found) > before:
        return
    _check_order(agent, spec, found)
    check_history(agent, spec, found)
    check_records(agent, spec, found)
    check_routes(agent, spec, found)


def means(own: Meant, found: Diagnostics) -> None:
    """Routes are served by somebody."""
    spec = own.agent.section("tables", TablesSpec)
    if spec.routes and all(one.is_library for one in own.peers.values()):
        place = own.agent.at("/tables/routes/0")
        reason = "is served by nobody: no agent of the collection is a service"
        fix = "leave the routes out, or add a service"
        found.add(facts.bad_table_route(place, spec.routes[0].path, reason, fix))


def _check_table(
    agent: AgentSpec,
    pointer: str,
    name: str,
    table: SqlTableSpec,
    spec: TablesSpec,
    found: Diagnostics,
) -> None:
    if name in _TAKEN or name.startswith(_OF_CORE):
        reason, fix = "has a name that Python or the store needs", "call it something else"
        found.add(facts.bad_column(agent.key(pointer), name, reason, fix))
    if table.record in _CLASSES:
        reason, fix = "is what the module of the tables calls something else", "rename the record"
        at = agent.at(f"{pointer}/record")
        found.add(facts.bad_column(at, table.record, reason, fix))
    keys = [column for column, one in table.columns.items() if one.key]
    if len(keys) != 1:
        reason = "has no key" if not keys else f"has {len(keys)} keys"
        fix = "give exactly one column `type: int` and `key: true`"
        found.add(facts.bad_column(agent.key(pointer), name, reason, fix))
    for column, one in table.columns.items():
        _check_column(agent, f"{pointer}/columns/{column}", f"{name}.{column}", one, spec, found)
    for kind in ("indices", "unique"):
        for number, group in enumerate(getattr(table, kind)):
            _check_group(agent, f"{pointer}/{kind}/{number}", group, table, found)


def _check_group(
    agent: AgentSpec, pointer: str, group: Sequence[str], table: SqlTableSpec, found: Diagnostics
) -> None:
    for number, column in enumerate(group):
        if column not in table.columns:
            place = agent.at(child(pointer, number))
            found.add(facts.unknown_table_name(place, "column", column, table.columns))
        elif column in group[:number]:
            reason, fix = "stands twice in a group of columns", "leave it out once"
            found.add(facts.bad_column(agent.at(child(pointer, number)), column, reason, fix))


def _check_column(
    agent: AgentSpec,
    pointer: str,
    name: str,
    column: ColumnSpec,
    spec: TablesSpec,
    found: Diagnostics,
) -> None:
    place = agent.key(pointer)
    if name.partition(".")[2] in _TAKEN | _TYPES:
        reason, fix = "has a name that Python or the store needs", "call it something else"
        found.add(facts.bad_column(place, name, reason, fix))
    for reason, fix in column_faults(column):
        found.add(facts.bad_column(place, name, reason, fix))
    if column.references is not None and column.references not in spec.shape:
        at = agent.at(f"{pointer}/references")
        found.add(facts.unknown_table_name(at, "table", column.references, spec.shape))


def _check_order(agent: AgentSpec, spec: TablesSpec, found: Diagnostics) -> None:
    try:
        ordered({name: Table.of(table) for name, table in spec.shape.items()})
    except Undoable as error:
        fix = "let one side refer to the other, not both"
        name = str(error.args[0]).split("`")[1]
        reason = "refers to itself through others"
        found.add(facts.bad_column(agent.key(child(_SHAPE, name)), name, reason, fix))
