"""Rules of the history of tables: each older shape could be made, and leads to the next one."""

from collections import Counter
from collections.abc import Iterator

from qpf.diagnostics.catalogue import tables as facts
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.tables.column_rules import column_faults, converts
from qpf.sections.tables.columns import constraint
from qpf.sections.tables.shape import Shape, Table, Undoable, history, ordered, references_of
from qpf.sections.tables.spec import ChangeSpec, TablesSpec

__all__ = ["check_history"]


def check_history(agent: AgentSpec, spec: TablesSpec, found: Diagnostics) -> None:
    """Changes can be undone, and revisions that databases have are what they were."""
    before = len(found)
    for number, change in enumerate(spec.changes):
        _check_columns(agent, f"/tables/changes/{number}", change, found)
    if len(found) > before:
        return
    try:
        revisions = history(spec.shape, spec.changes)
    except Undoable as error:
        reason, number = error.args
        found.add(facts.bad_change(agent.at(f"/tables/changes/{number}"), reason))
        return
    for number, change in enumerate(spec.changes):
        shapes = revisions[number].shape, revisions[number + 1].shape
        _check_step(agent, f"/tables/changes/{number}", change, shapes, found)
    for number, released in enumerate(spec.released):
        now = revisions[number].id if number < len(revisions) else "nothing"
        if released != now:
            place = agent.at(f"/tables/released/{number}")
            found.add(facts.released_changed(place, number + 1, released, now))


def _check_columns(agent: AgentSpec, pointer: str, change: ChangeSpec, found: Diagnostics) -> None:
    for key, columns in (("drop", change.drop), ("change", change.change)):
        for text, was in columns.items():
            place = agent.key(child(f"{pointer}/{key}", text))
            for reason, fix in column_faults(was):
                found.add(facts.bad_column(place, text, reason, fix))


def _check_step(
    agent: AgentSpec,
    pointer: str,
    change: ChangeSpec,
    shapes: tuple[Shape, Shape],
    found: Diagnostics,
) -> None:
    was, now = shapes
    for reason in _faults(was):
        found.add(facts.bad_change(agent.at(pointer), f"before it, {reason}"))
    if was.digest("") == now.digest(""):
        found.add(facts.bad_change(agent.at(pointer), "before it, all is as after it"))
    for text in change.change:
        name, _, column = text.partition(".")
        old, new = was.tables[name].columns[column], now.tables[name].columns[column]
        if not converts(old, new):
            reason = f"turns from `{old.type}` to `{new.type}`, which databases do not do"
            fix = "add a column of the new type, and drop this one"
            place = agent.key(child(f"{pointer}/change", text))
            found.add(facts.bad_column(place, text, reason, fix))


def _faults(shape: Shape) -> Iterator[str]:
    """What no database can make of an older shape."""
    for name, table in shape.tables.items():
        keys = sum(column.key for column in table.columns.values())
        if keys != 1:
            yield f"`{name}` has {'two keys' if keys else 'no key'}"
            return
        for column, spec in references_of(table):
            if spec.references not in shape.tables:
                yield f"`{name}.{column}` refers to `{spec.references}`, which is not there"
                return
    try:
        ordered(shape.tables)
    except Undoable as error:
        yield str(error)
    made = Counter(one for name, table in shape.tables.items() for one in _made(name, table))
    yield from (f"{number} things are called `{one}`" for one, number in made.items() if number > 1)


def _made(name: str, table: Table) -> Iterator[str]:
    """Names of the one space that tables, keys, counters and indices share."""
    yield name
    for column, spec in table.columns.items():
        if spec.key:
            yield constraint("pk", name, (column,))
            yield f"{name}_{column}_seq"
    yield from (constraint("ix", name, group) for group in table.indices)
    yield from (constraint("uq", name, group) for group in table.unique)
