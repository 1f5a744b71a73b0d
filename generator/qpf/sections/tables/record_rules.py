"""Rules of records: every row can be written, and each effect counts once."""

from collections.abc import Iterable, Mapping

from qpf.diagnostics.catalogue import tables as facts
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.diagnostics.suggest import did_you_mean, listed
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_names
from qpf.sections.tables.columns import fits
from qpf.sections.tables.sources import SCOPES, SOURCES, available
from qpf.sections.tables.spec import (
    ColumnSpec,
    Fixed,
    RecordSpec,
    RowSpec,
    SqlTableSpec,
    TablesSpec,
)
from qpf.views.naming import FunctionName

__all__ = ["check_records"]

_BASE = "/tables/records"
_IMPORTED = frozenset({"table_of", "tables", "totals", "view_of"})


def check_records(agent: AgentSpec, spec: TablesSpec, found: Diagnostics) -> None:
    """All records of the section."""
    names = [
        (f"{_BASE}/{i}/name", str(FunctionName(one.name))) for i, one in enumerate(spec.records)
    ]
    check_names(agent, "record", names, found)
    for pointer, name in names:
        if name in _IMPORTED:
            reason, fix = "is what the module of the records calls something else", "rename it"
            found.add(facts.bad_column(agent.at(pointer), name, reason, fix))
    for number, record in enumerate(spec.records):
        pointer = f"{_BASE}/{number}"
        outer: list[RowSpec] = []
        for index, row in enumerate(record.rows):
            _check_row(agent, f"{pointer}/rows/{index}", row, outer, spec, found)
            outer.append(row)
        _check_once(agent, pointer, record, found)
        keyed = [row.table for row in record.rows if row.each in ("batch", "item")]
        if record.run is not None and record.run not in keyed:
            reason = f"a run cannot be known by `{record.run}`"
            fix = f"name a table with one row a batch or an item: {listed(keyed)}"
            found.add(facts.bad_row_value(agent.at(f"{pointer}/run"), reason, fix))


def _check_row(
    agent: AgentSpec,
    pointer: str,
    row: RowSpec,
    outer: list[RowSpec],
    spec: TablesSpec,
    found: Diagnostics,
) -> None:
    table = spec.shape.get(row.table)
    if table is None:
        place = agent.at(f"{pointer}/table")
        found.add(facts.unknown_table_name(place, "table", row.table, spec.shape))
        return
    if outer and SCOPES.index(row.each) < SCOPES.index(outer[-1].each):
        reason = f"`{row.table}` has a row for each {row.each} after one for each {outer[-1].each}"
        fix = f"order rows by {listed(SCOPES)}"
        found.add(facts.bad_row_value(agent.at(f"{pointer}/each"), reason, fix))
    if row.table in [one.table for one in outer]:
        reason, fix = f"`{row.table}` gets rows twice", "describe the rows of a table once"
        found.add(facts.bad_row_value(agent.at(f"{pointer}/table"), reason, fix))
    for name, value in row.values.items():
        where = f"{pointer}/values/{name}"
        column = table.columns.get(name)
        if column is None:
            at = agent.key(where)
            found.add(facts.unknown_table_name(at, "column", name, table.columns))
        elif column.key:
            reason = f"`{row.table}.{name}` is the key, which the database counts"
            found.add(facts.bad_row_value(agent.key(where), reason, "leave it out"))
        elif isinstance(value, Fixed):
            if not fits(column, value.value):
                reason = f"`{value.value}` is no `{column.type}`"
                fix = "write a value of its type, or name a source"
                found.add(facts.bad_row_value(agent.at(where), reason, fix))
        else:
            _check_source(agent, where, value, column, row, outer, found)
    for name in _repeated(row, table.columns):
        where = f"{pointer}/values/{name}" if name in row.values else f"{pointer}/values"
        reason = f"`{row.table}.{name}` is unique, and two rows can have one value"
        fix = "leave `unique` to the column that `once` names"
        found.add(facts.bad_row_value(agent.at(where), reason, fix))
    for number in _repeated_groups(row, table, outer):
        reason = f"two rows of `{row.table}` can have one {listed(table.unique[number])}"
        fix = "add a column to the group that tells rows apart, or drop the group"
        place = agent.at(f"/tables/shape/{row.table}/unique/{number}")
        found.add(facts.bad_row_value(place, reason, fix))
    for name in _missing(row, table.columns):
        reason = f"`{row.table}.{name}` gets no value"
        fix = "give it one under `values`, a default, or make it `nullable`"
        found.add(facts.bad_row_value(agent.at(f"{pointer}/values"), reason, fix))


def _check_source(
    agent: AgentSpec,
    pointer: str,
    value: str,
    column: ColumnSpec,
    row: RowSpec,
    outer: list[RowSpec],
    found: Diagnostics,
) -> None:
    place = agent.at(pointer)
    keys = [one.table for one in outer if one.each != "layer" and one.each != row.each]
    known = (*available(row.each), *(f"{name}.id" for name in keys))
    if value not in known:
        fix = did_you_mean(value, known) or f"known here: {listed(known)}"
        reason = f"a row for each {row.each} knows no `{value}`"
        found.add(facts.bad_row_value(place, reason, fix))
        return
    types = SOURCES[value].types if value in SOURCES else ("int",)
    if column.type.partition("(")[0] not in types:
        reason = f"`{value}` is {listed(types)}, the column `{column.type}`"
        found.add(facts.bad_row_value(place, reason, "change the type of the column"))


def _repeated(row: RowSpec, columns: Mapping[str, ColumnSpec]) -> Iterable[str]:
    for name, column in columns.items():
        is_given = name in row.values or column.default == "now"
        if column.unique and is_given and name != row.once:
            yield name


def _repeated_groups(row: RowSpec, table: SqlTableSpec, outer: list[RowSpec]) -> Iterable[int]:
    """Unique groups that two rows can fill alike; an empty column makes rows differ."""
    items = {f"{one.table}.id" for one in outer if one.each == "item"} | {"item.key"}
    defaults = {name for name, column in table.columns.items() if column.default is not None}
    for number, group in enumerate(table.unique):
        held = {value for name in group if isinstance(value := row.values.get(name), str)}
        is_told = row.once in group
        if row.each == "layer":
            is_told = "layer.step" in held and bool(items & held)
        if not is_told and {*row.values, *defaults}.issuperset(group):
            yield number


def _missing(row: RowSpec, columns: Mapping[str, ColumnSpec]) -> Iterable[str]:
    for name, column in columns.items():
        is_optional = column.key or column.nullable or column.default is not None
        if name not in row.values and not is_optional:
            yield name


def _check_once(agent: AgentSpec, pointer: str, record: RecordSpec, found: Diagnostics) -> None:
    for number, row in enumerate(record.rows):
        place = agent.at(f"{pointer}/rows/{number}")
        wants = row.each in ("source", "item")
        if wants != (row.once is not None):
            reason = f"a row for each {row.each} {'needs' if wants else 'has no'} `once`"
            fix = "`once` names the column that tells whether the row is there already"
            found.add(facts.bad_row_value(place, reason, fix))
        expected = {"source": "source.name", "item": "item.key"}.get(row.each)
        if wants and row.once is not None and row.values.get(row.once) != expected:
            reason = f"`{row.once}` does not hold `{expected}`"
            fix = "that is what two rows of the same thing have in common"
            found.add(facts.bad_row_value(place, reason, fix))
    if [row.each for row in record.rows].count("item") != 1:
        reason = f"`{record.name}` has not one kind of row for each item"
        fix = "the row of an item is what makes its effect count once"
        found.add(facts.bad_row_value(agent.at(f"{pointer}/rows"), reason, fix))
