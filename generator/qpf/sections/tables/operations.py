"""From one shape to another, as lines of an Alembic revision."""

from collections.abc import Iterator, Mapping

from qpf.sections.tables.columns import constraint, options, server_default, sql_type
from qpf.sections.tables.shape import Shape, Table, key_of, ordered
from qpf.sections.tables.spec import ColumnSpec
from qpf.views.encode import Literal

__all__ = ["steps"]

Groups = tuple[tuple[str, ...], ...]


def steps(before: Shape, after: Shape) -> list[str]:
    """Lines that lead from one shape to the other, not indented."""
    lines: list[str] = []
    old, new = before.tables, after.tables
    for name in ordered(new):
        if name not in old:
            lines += [*_create(name, new), *_index(name, new[name].indices, ())]
        elif old[name] != new[name]:
            lines += _alter(name, old[name], new)
    # Last: others may have referred to them until now.
    for name in reversed(ordered(old)):
        if name not in new:
            lines += [*_unindex(name, old[name].indices, ()), f"op.drop_table({Literal(name)})"]
    return lines


def _create(name: str, tables: Mapping[str, Table]) -> Iterator[str]:
    table = tables[name]
    yield "op.create_table("
    yield f"    {Literal(name)},"
    for column, spec in table.columns.items():
        yield f"    {_column(column, spec)},"
    key = key_of(table)
    title = _named("pk", name, ())
    yield f"    PrimaryKeyConstraint({Literal(key)}, name={title}),"
    for column, spec in table.columns.items():
        if spec.references is not None:
            yield f"    ForeignKeyConstraint({_foreign(name, column, spec, tables)}),"
    for group in table.unique:
        title = _named("uq", name, group)
        yield f"    UniqueConstraint({_listed(group)}, name={title}),"
    yield ")"


def _alter(name: str, old: Table, tables: Mapping[str, Table]) -> Iterator[str]:
    new = tables[name]
    yield from _unindex(name, old.indices, new.indices)
    inside = [*_changes(name, old, tables)]
    if inside:
        yield f"with op.batch_alter_table({Literal(name)}) as batch:"
        yield from (f"    {line}" for line in inside)
    yield from _index(name, new.indices, old.indices)


def _changes(name: str, old: Table, tables: Mapping[str, Table]) -> Iterator[str]:
    """What changes inside a table: what stands on columns goes first and comes last."""
    new = tables[name]
    yield from _unlinked(name, old, new)
    for column in old.columns:
        if column not in new.columns:
            yield f"batch.drop_column({Literal(column)})"
    for column, spec in new.columns.items():
        if column not in old.columns:
            yield f"batch.add_column({_column(column, spec)})"
        elif _stored(old.columns[column]) != _stored(spec):
            yield from _altered(column, old.columns[column], spec)
    yield from _linked(name, old, tables)


def _unlinked(name: str, old: Table, new: Table) -> Iterator[str]:
    for group in old.unique:
        if group not in new.unique:
            yield f'batch.drop_constraint({_named("uq", name, group)}, type_="unique")'
    for column, spec in old.columns.items():
        if spec.references is not None and _link(new.columns.get(column)) != _link(spec):
            title = _named("fk", name, (column,), spec.references)
            yield f'batch.drop_constraint({title}, type_="foreignkey")'


def _linked(name: str, old: Table, tables: Mapping[str, Table]) -> Iterator[str]:
    new = tables[name]
    for column, spec in new.columns.items():
        if spec.references is not None and _link(old.columns.get(column)) != _link(spec):
            yield f"batch.create_foreign_key({_added_link(name, column, spec, tables)})"
    for group in new.unique:
        if group not in old.unique:
            title = _named("uq", name, group)
            yield f"batch.create_unique_constraint({title}, [{_listed(group)}])"


def _altered(column: str, old: ColumnSpec, new: ColumnSpec) -> Iterator[str]:
    yield "batch.alter_column("
    yield f"    {Literal(column)},"
    yield f"    existing_type={sql_type(old)},"
    yield f"    existing_nullable={old.nullable},"
    if sql_type(old) != sql_type(new):
        yield f"    type_={sql_type(new)},"
    if old.nullable != new.nullable:
        yield f"    nullable={new.nullable},"
    if server_default(old) != server_default(new):
        yield f"    server_default={server_default(new)},"
    yield ")"


def _column(name: str, spec: ColumnSpec) -> str:
    return f"Column({', '.join([str(Literal(name)), sql_type(spec), *_options(spec)])})"


def _options(spec: ColumnSpec) -> list[str]:
    return ["nullable=False"] if spec.key else options(spec)


def _foreign(name: str, column: str, spec: ColumnSpec, tables: Mapping[str, Table]) -> str:
    target = str(spec.references)
    key = f"{target}.{key_of(tables[target])}"
    title = _named("fk", name, (column,), target)
    return f"[{Literal(column)}], [{Literal(key)}], name={title}{_on_delete(spec)}"


def _added_link(name: str, column: str, spec: ColumnSpec, tables: Mapping[str, Table]) -> str:
    target = str(spec.references)
    title = _named("fk", name, (column,), target)
    key = key_of(tables[target])
    lists = f"[{Literal(column)}], [{Literal(key)}]"
    return f"{title}, {Literal(target)}, {lists}{_on_delete(spec)}"


def _on_delete(spec: ColumnSpec) -> str:
    return f", ondelete={Literal(spec.on_delete.replace('_', ' ').upper())}"


def _index(name: str, groups: Groups, others: Groups) -> Iterator[str]:
    for group in groups:
        if group not in others:
            title = _named("ix", name, group)
            yield f"op.create_index({title}, {Literal(name)}, [{_listed(group)}])"


def _unindex(name: str, groups: Groups, others: Groups) -> Iterator[str]:
    for group in groups:
        if group not in others:
            yield f"op.drop_index({_named('ix', name, group)}, table_name={Literal(name)})"


def _named(kind: str, table: str, columns: tuple[str, ...], target: str = "") -> str:
    return f"op.f({Literal(constraint(kind, table, columns, target))})"


def _listed(group: tuple[str, ...]) -> str:
    return ", ".join(Literal(column) for column in group)


def _link(spec: ColumnSpec | None) -> tuple[str | None, str]:
    return (None, "") if spec is None else (spec.references, spec.on_delete)


def _stored(spec: ColumnSpec) -> tuple[str, bool, str | None]:
    return sql_type(spec), spec.nullable, server_default(spec)
