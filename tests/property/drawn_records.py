"""Records of tables: what runs of pipelines leave as rows."""

from collections.abc import Callable
from typing import Any

from from_specs import LEFT_OUT, Walk
from hostile_names import WORDS, Names
from luck import Luck

from qpf.sections.tables.sources import SOURCES, available
from qpf.sections.tables.spec import RecordSpec

__all__ = ["RECORD_NAMES", "drawn_record"]

_KEYS = {"source": "source.name", "item": "item.key"}
RECORD_NAMES = tuple(one for one in WORDS if len(one) <= 60)
"""What records are called."""

_COLUMNS = {"str": "str(400)"}
"""How wide texts of a source can be; other sources have the type of their column."""


def drawn_record(
    luck: Luck, names: Names, columns: Names, table: Callable[[str, dict[str, Any]], str]
) -> dict[str, Any]:
    """One record over tables of its own, which `table` adds: a name and columns become a table."""
    scopes = [
        *luck.some(["source", "batch"], 0, 2),
        "item",
        *["layer"] * luck.whole(0, 2),
    ]
    scopes.sort(key=["source", "batch", "item", "layer"].index)
    rows: list[dict[str, Any]] = []
    for scope in scopes:
        made: dict[str, Any] = {luck.one(["id", columns.fresh()]): {"type": "int", "key": True}}
        values: dict[str, Any] = {}
        once = LEFT_OUT
        if scope in _KEYS:
            once = columns.fresh()
            made[once], values[once] = {"type": "str(400)", "unique": True}, _KEYS[scope]
        for source in luck.some(available(scope), 0, 4):
            name = columns.fresh()
            kind = SOURCES[source].types[0]
            made[name], values[name] = {"type": _COLUMNS.get(kind, kind)}, source
        for outer in rows:
            if outer["each"] not in ("layer", scope) and luck.chance(70):
                name = columns.fresh()
                made[name] = {"type": "int", "references": outer["table"], "on_delete": "cascade"}
                values[name] = f"{outer['table']}.id"
        if not values or luck.chance(30):
            name = columns.fresh()
            kind, value = luck.one([("str(9)", 'quo"te'), ("int", 7), ("bool", True)])
            made[name], values[name] = {"type": kind}, {"value": value}
        if luck.chance(30):
            made[columns.fresh()] = {"type": "json", "default": {}}
        row = {"table": table(scope, made), "each": scope, "values": values}
        rows.append(row if once is LEFT_OUT else {**row, "once": once})
    keyed = [row["table"] for row in rows if row["each"] in ("batch", "item")]
    return Walk(luck).model(
        RecordSpec, name=names.fresh(), rows=rows, run=luck.one([LEFT_OUT, *keyed])
    )
