"""Rows as routes show and take them, and what the tests of routes call."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.code import CodeLine
from qpf.model.document import child
from qpf.model.graph import AgentNode
from qpf.sections.tables.columns import asked_annotation, plain_annotation, thawed
from qpf.sections.tables.spec import ColumnSpec, TablesSpec
from qpf.views.encode import Code, DocText, Identifier, Literal

__all__ = ["RowModelView", "calls_of", "row_models", "shown_tables"]

_BASE = "/tables/routes"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowModelView:
    """A row as it is shown, or as it is given."""

    class_name: Identifier
    base: Identifier
    docstring: DocText
    fields: Code
    is_strict: bool


def shown_tables(spec: TablesSpec) -> tuple[str, ...]:
    """Tables that some route shows, in the order of the schema."""
    named = {str(route.list or route.show or route.create) for route in spec.routes}
    named |= {part for route in spec.routes for part in route.parts}
    return tuple(name for name in spec.shape if name in named)


def row_models(agent: AgentNode, spec: TablesSpec) -> Iterator[RowModelView]:
    for name in shown_tables(spec):
        table = spec.shape[name]
        place = agent.spec.key(child("/tables/shape", name))
        lines = [f"    {column}: {_shown_type(one)}" for column, one in table.columns.items()]
        yield RowModelView(
            class_name=Identifier(f"{table.record}Row", place),
            base=Identifier("BaseModel", place),
            docstring=DocText(table.summary, place),
            fields=Code.from_text("\n".join(lines), place),
            is_strict=False,
        )
    for number, route in enumerate(spec.routes):
        place = agent.spec.at(f"{_BASE}/{number}")
        if route.parts:
            table = spec.shape[str(route.show)]
            lines = [f"    {part}: list[{spec.shape[part].record}Row]" for part in route.parts]
            yield RowModelView(
                class_name=Identifier(f"{table.record}Whole{number}", place),
                base=Identifier(f"{table.record}Row", place),
                docstring=DocText(f"{table.summary} With its parts.", place),
                fields=Code.from_text("\n".join(lines), place),
                is_strict=False,
            )
        if route.create is not None:
            table = spec.shape[route.create]
            lines = [
                f"    {name}: {_given_type(table.columns[name], route.example.get(name))}"
                for name in route.fields
            ]
            yield RowModelView(
                class_name=Identifier(f"New{table.record}{number}", place),
                base=Identifier("BaseModel", place),
                docstring=DocText(f"What a new row is given. {table.summary}", place),
                fields=Code.from_text("\n".join(lines), place),
                is_strict=True,
            )


def _shown_type(column: ColumnSpec) -> str:
    kind = {"json": "JsonValue", "bytes": "str"}.get(column.type, plain_annotation(column))
    return f"{kind} | None = None" if column.nullable else kind


def _given_type(column: ColumnSpec, example: object = None) -> str:
    kinds = {"json": "JsonValue", "bytes": "PlainBytes"}
    kind = kinds.get(column.type, asked_annotation(column))
    limits = [] if example is None else [f"examples=[{Literal(thawed(example))}]"]
    if column.type.startswith("str("):
        limits = ["min_length=1", f"max_length={column.type[4:-1]}", *limits]
    if limits:
        kind = f"Annotated[{kind}, Field({', '.join(limits)})]"
    if column.default is not None and column.type not in ("json", "datetime"):
        return f"{kind} = {Literal(column.default)}"
    return f"{kind} | None = None" if column.nullable else kind


def calls_of(agent: AgentNode, spec: TablesSpec, kind: str) -> Code:
    """What the tests of all routes of a kind need, as a tuple."""
    lines = []
    for number, route in enumerate(spec.routes):
        name = getattr(route, kind)
        if name is None:
            continue
        roles = (route.auth_required,) if route.auth_required else ()
        columns = spec.shape[name].columns
        single = {one for group in spec.shape[name].unique for one in group}
        single |= {one for one, column in columns.items() if column.unique}
        fields = {
            field: thawed(route.example.get(field, _sample(columns[field], field in single)))
            for field in route.fields
        }
        others = {one: _other(columns[one]) for one in route.filters}
        more = {"list": (others,), "show": (route.parts,), "create": (fields,)}[kind]
        place = agent.spec.at(f"{_BASE}/{number}")
        lines.append(CodeLine(f"    {Literal((route.path, roles, *more))},", place))
    return Code([CodeLine("("), *lines, CodeLine(")")], agent.spec.key("/tables"))


_VALUES: dict[str, tuple[object, object]] = {
    "int": (1, 2),
    "float": (1.0, 2.0),
    "bool": (True, False),
    "json": ({"x": 1}, {"x": 2}),
    "bytes": ("eA==", "eg=="),
    "datetime": ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
}
"""By type a value, and another one that the row of the samples does not have."""


def _sample(column: ColumnSpec, is_single: bool = False) -> object:
    """A value; one that the row of the samples does not have, where it may stand only once."""
    if column.references is not None:
        return 1
    return _other(column) if is_single else _values(column)[0]


def _other(column: ColumnSpec) -> object:
    return _values(column)[1]


def _values(column: ColumnSpec) -> tuple[object, object]:
    return _VALUES.get(column.type.partition("(")[0], ("y", "z"))
