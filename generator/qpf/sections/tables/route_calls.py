"""What the tests of routes call, over tables with a row each."""

from qpf.model.code import CodeLine
from qpf.model.graph import AgentNode
from qpf.sections.tables.columns import thawed
from qpf.sections.tables.spec import ColumnSpec, RouteSpec, SqlTableSpec, TablesSpec
from qpf.views.encode import Code, Literal

__all__ = ["calls_of", "conflicts_of", "has_conflicts"]

_VALUES: dict[str, tuple[object, object, object]] = {
    "int": (1, 2, 1),
    "float": (1.0, 2.0, 1.0),
    "bool": (True, False, True),
    "json": ({"x": 1}, {"x": 2}, {"x": 1}),
    "bytes": ("eA==", "eg==", "AA=="),
    "datetime": ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"),
    "str": ("y", "z", "x"),
}
"""By type a value, one that the row of the samples does not have, and the one that it has."""


def calls_of(agent: AgentNode, spec: TablesSpec, kind: str) -> Code:
    """What the tests of all routes of a kind need, as a tuple."""
    return _tuple(agent, spec, kind, is_taken=False)


def has_conflicts(spec: TablesSpec) -> bool:
    """Whether the row of the samples does not let some new row in."""
    creates = (one for one in spec.routes if one.create is not None)
    return any(_is_taken(one, spec.shape[str(one.create)]) for one in creates)


def conflicts_of(agent: AgentNode, spec: TablesSpec) -> Code:
    """New rows that the row of the samples does not let in, as a tuple."""
    return _tuple(agent, spec, "create", is_taken=True)


def _tuple(agent: AgentNode, spec: TablesSpec, kind: str, *, is_taken: bool) -> Code:
    lines = []
    for number, route in enumerate(spec.routes):
        name = getattr(route, kind)
        if name is None or (kind == "create" and _is_taken(route, spec.shape[name]) != is_taken):
            continue
        table = spec.shape[name]
        roles = (route.auth_required,) if route.auth_required else ()
        others = {one: _values(table.columns[one])[1] for one in route.filters}
        more = {"list": (others,), "show": (route.parts,), "create": (_fields(route, table),)}[kind]
        place = agent.spec.at(f"/tables/routes/{number}")
        lines.append(CodeLine(f"    {Literal((route.path, roles, *more))},", place))
    return Code([CodeLine("("), *lines, CodeLine(")")], agent.spec.key("/tables"))


def _fields(route: RouteSpec, table: SqlTableSpec) -> dict[str, object]:
    """Fields of a new row: what is unique is no example, which the samples might have."""
    single = {one for group in _groups(table) for one in group}
    made: dict[str, object] = {}
    for name in route.fields:
        column = table.columns[name]
        usual, other, _ = _values(column)
        if name in route.example and (name in route.checks or name not in single):
            made[name] = thawed(route.example[name])
        else:
            made[name] = other if name in single else usual
        if column.references is not None:
            made[name] = 1
    return made


def _is_taken(route: RouteSpec, table: SqlTableSpec) -> bool:
    """Whether the new row is, in some unique group, what the row of the samples is."""
    fields = _fields(route, table)
    return any(
        all(_held(table.columns[one]) == _given(fields, one, table.columns[one]) for one in group)
        for group in _groups(table)
    )


def _given(fields: dict[str, object], name: str, column: ColumnSpec) -> object:
    return fields[name] if name in fields else thawed(column.default)


def _held(column: ColumnSpec) -> object:
    """What the row of the samples has."""
    return 1 if column.references is not None else _values(column)[2]


def _groups(table: SqlTableSpec) -> tuple[tuple[str, ...], ...]:
    single = tuple((name,) for name, column in table.columns.items() if column.unique)
    return (*single, *table.unique)


def _values(column: ColumnSpec) -> tuple[object, object, object]:
    return _VALUES[column.type.partition("(")[0]]
