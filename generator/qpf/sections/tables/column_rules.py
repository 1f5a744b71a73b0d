"""What a column says, now or in an older shape, that no database can keep."""

from collections.abc import Iterator

from qpf.sections.tables.columns import fits
from qpf.sections.tables.spec import ColumnSpec

__all__ = ["column_faults", "converts"]


def column_faults(column: ColumnSpec) -> Iterator[tuple[str, str]]:
    """What is wrong with a column, each with what mends it."""
    if column.key:
        plain = ColumnSpec(type="int", key=True, summary=column.summary)
        if column != plain:
            yield "is a key and something else", "a key is `type: int` and `key: true`, no more"
        return
    if column.references is not None and column.type != "int":
        yield f"refers to a key with `{column.type}`", "keys are `int`"
    if column.references is None and column.on_delete != "restrict":
        yield "has `on_delete` and refers to nothing", "say what it `references`"
    if column.on_delete == "set_null" and not column.nullable:
        yield "is emptied by `on_delete`, but may not be empty", "make it `nullable`"
    if column.unique and column.index:
        yield "is `unique` and `index`", "leave `index` out: unique columns have one already"
    if (column.unique or column.index) and column.type in ("json", "bytes", "float"):
        yield f"looks rows up by `{column.type}`", "leave `unique` and `index` out"
    if column.unique and column.default not in (None, "now"):
        yield "is `unique` with a default, which two rows cannot have", "leave one of them out"
    is_now = column.type == "datetime" and column.default == "now"
    if column.default is not None and not is_now and not fits(column, column.default):
        yield f"has a default that is no `{column.type}`", "write a value of the type"


def converts(was: ColumnSpec, now: ColumnSpec) -> bool:
    """Whether every database makes one value of the other by itself, forth and back."""
    kinds = was.type.partition("(")[0], now.type.partition("(")[0]
    return kinds[0] == kinds[1] or kinds == ("int", "float")
