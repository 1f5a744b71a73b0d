"""Rows as routes show and take them."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.document import child
from qpf.model.graph import AgentNode
from qpf.sections.tables.columns import asked_annotation, plain_annotation, thawed
from qpf.sections.tables.spec import ColumnSpec, TablesSpec
from qpf.views.encode import Code, DocText, Identifier, Literal

__all__ = ["RowModelView", "row_models", "shown_tables"]

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
