"""Columns in Python: the type of a value, the type of the column, what a new row has."""

import json
from collections.abc import Mapping

from qpf.model.code import Import
from qpf.sections.tables.shape import Table
from qpf.sections.tables.spec import ColumnSpec
from qpf.views.encode import Literal

__all__ = [
    "annotation",
    "asked_annotation",
    "column_imports",
    "constraint",
    "fits",
    "options",
    "plain_annotation",
    "server_default",
    "sql_type",
    "thawed",
]

_ANNOTATIONS = {"json": "Any", "datetime": "datetime"}
_SQL = {
    "int": "BIG",
    "float": "Float(53)",
    "bool": "Boolean()",
    "json": "DOCUMENT",
    "bytes": "LargeBinary()",
    "datetime": "Moment()",
    "str": "Text()",
}
_PYTHON: Mapping[str, type | tuple[type, ...]] = {
    "int": int,
    "float": (int, float),
    "bool": bool,
    "str": str,
}
_KIT = frozenset({"BIG", "DOCUMENT", "Moment"})


def plain_annotation(column: ColumnSpec) -> str:
    """The Python type of a value that is there."""
    kind = column.type.partition("(")[0]
    return _ANNOTATIONS.get(kind, kind)


def asked_annotation(column: ColumnSpec) -> str:
    """The Python type of a value that a request brings: what no database holds is refused."""
    return "Int64" if column.type == "int" else plain_annotation(column)


def annotation(column: ColumnSpec) -> str:
    """The Python type of a value."""
    plain = plain_annotation(column)
    return f"{plain} | None" if column.nullable and plain != "Any" else plain


def sql_type(column: ColumnSpec) -> str:
    """The column's type as an expression."""
    kind, _, rest = column.type.partition("(")
    return f"String({rest[:-1]})" if rest else _SQL[kind]


def fits(column: ColumnSpec, value: object) -> bool:
    """Whether a value that a schema writes down can stand in a column; bytes and moments cannot."""
    kind, _, rest = column.type.partition("(")
    if kind == "json":
        return True
    if kind not in _PYTHON or isinstance(value, bool) != (kind == "bool"):
        return False
    if isinstance(value, str) and rest and len(value) > int(rest[:-1]):
        return False
    return isinstance(value, _PYTHON[kind])


def server_default(column: ColumnSpec) -> str | None:
    """What the database puts into a row without a value, as an expression; None for nothing.

    The moment of now is none of these: it comes from the clock of whoever writes.
    """
    value = column.default
    if value is None or column.type == "datetime":
        return None
    if column.type == "json":
        quoted = json.dumps(thawed(value), sort_keys=True).replace("'", "''").replace(":", "\\:")
        return "sql_text(" + Literal(f"'{quoted}'") + ")"
    if isinstance(value, str):
        return str(Literal(value))
    if isinstance(value, bool):
        return "sql_true()" if value else "sql_false()"
    return f'sql_text("{value}")'


def options(column: ColumnSpec) -> list[str]:
    """Arguments of a column after its type, for models and migrations."""
    given = [] if column.key else [f"nullable={column.nullable}"]
    default = server_default(column)
    if default is not None:
        given.append(f"server_default={default}")
    return given


def constraint(kind: str, table: str, columns: tuple[str, ...], target: str = "") -> str:
    """Name of a key or an index, as the convention of the models gives it."""
    joined = "_".join(columns)
    return {
        "ix": f"{table}_by_{joined}",
        "uq": f"{table}_once_{joined}",
        "fk": f"{table}_to_{target}_{joined}",
        "pk": f"{table}_key",
    }[kind]


def column_imports(table: Table) -> set[Import]:
    """What the types and defaults of a table need."""
    wanted: set[Import] = set()
    for column in table.columns.values():
        name = sql_type(column).partition("(")[0]
        home = "qpf_fabric.store.columns" if name in _KIT else "sqlalchemy"
        wanted.add(Import(home, name))
        default = server_default(column) or ""
        for function in ("text", "true", "false"):
            # a column may be called `text`, and would hide the function from those after it
            if default.startswith(f"sql_{function}("):
                wanted.add(Import("sqlalchemy", function, f"sql_{function}"))
    return wanted


def thawed(value: object) -> object:
    """A value of a schema as dictionaries and lists."""
    if isinstance(value, Mapping):
        return {key: thawed(item) for key, item in value.items()}
    return [thawed(item) for item in value] if isinstance(value, tuple | list) else value
