"""Tables with their columns, changes, routes and records."""

import keyword
from collections.abc import Callable
from typing import Any

from drawn_histories import drawn_changes
from drawn_records import RECORD_NAMES, drawn_record
from drawn_routes import drawn_routes
from from_specs import LEFT_OUT, Walk
from hostile_names import WORDS, Names
from luck import Luck
from pydantic import BaseModel
from scene import Agent, Scene

from qpf.model.strict import freeze
from qpf.sections.tables.shape import history
from qpf.sections.tables.spec import ColumnSpec, SqlTableSpec, TablesSpec
from qpf.views.naming import FunctionName

__all__ = ["drawn_shape", "drawn_tables"]

_TYPE_WORDS = ("bool", "bytes", "datetime", "dict", "float", "int", "list", "str")
_TAKEN = frozenset([*keyword.kwlist, *dir(BaseModel), *_TYPE_WORDS, "metadata", "registry"])
_SHORT = tuple(one for one in WORDS if one == one.lower() and len(one) <= 24 and one not in _TAKEN)
_OF_RECORDS = ("table_of", "tables", "totals", "view_of")
_TYPES = (
    "int",
    "float",
    "bool",
    "json",
    "bytes",
    "datetime",
    "str",
    "str(1)",
    "str(40)",
    "str(99999)",
)
_DEFAULTS: dict[str, tuple[Any, ...]] = {
    "int": (0, -1, 2**53),
    "float": (0.5, 1, -2.5),
    "bool": (True, False),
    "json": ({}, {"a": [1, None]}, [], "x"),
    "datetime": ("now",),
    "str": ("", "x", 'quo"te', "größe"),
    "str(1)": ("x", ""),
    "str(40)": ("it's", "a\\b"),
    "str(99999)": ("x",),
}
_RECORDS = ("Box", "Letter", "Class", "List", "Bases", "Table", "Column", "Row", "X", "R" * 60)


def drawn_tables(scene: Scene) -> Agent:
    """An agent with tables."""
    luck, agent = scene.luck, scene.home("tables", "store", "Store")
    scene.kits.add("fabric")
    names, records = Names(luck, _SHORT), Names(luck, _RECORDS)
    tables = drawn_shape(luck, lambda: scene.once("table", names.fresh()), records.fresh)
    shape = tables["shape"]
    served = any(not one.is_library for one in scene.agents)
    routes = (
        [route for name in shape for route in drawn_routes(scene, name, shape)] if served else []
    )
    if routes:
        tables["routes"] = routes
    if luck.chance(40):
        called = Names(luck, RECORD_NAMES, _OF_RECORDS, lambda one: str(FunctionName(one)))

        def table(scope: str, columns: dict[str, Any]) -> str:
            name = scene.once("table", names.fresh())
            shape[name] = {"record": records.fresh(), "summary": f"A {scope}.", "columns": columns}
            return name

        tables["records"] = [
            drawn_record(luck, called, Names(luck, _SHORT, ["id"]), table)
            for _ in range(luck.whole(1, 2))
        ]
    if luck.chance(40):
        tables["released"] = _released(luck, tables)
    agent.schema["tables"] = tables
    return agent


def _released(luck: Luck, tables: dict[str, Any]) -> list[str]:
    """Revisions that databases have, from the first one on."""
    spec = TablesSpec.model_validate(freeze(tables))
    known = [one.id for one in history(spec.shape, spec.changes)]
    return known[: luck.whole(1, len(known))]


def drawn_shape(
    luck: Luck, name: Callable[[], str] | None = None, record: Callable[[], str] | None = None
) -> dict[str, Any]:
    """Tables with their history; `name` and `record` give names that are free."""
    name, record = name or Names(luck, _SHORT).fresh, record or Names(luck, _RECORDS).fresh
    shape: dict[str, Any] = {}
    for _ in range(luck.whole(1, 3)):
        shape[name()] = _table(luck, record(), list(shape))
    changes = drawn_changes(luck, shape, lambda: _column(luck))
    return {"shape": shape, "changes": changes} if changes else {"shape": shape}


def _table(luck: Luck, record: str, earlier: list[str]) -> dict[str, Any]:
    names = Names(luck, _SHORT, ["id"])
    columns: dict[str, Any] = {luck.one(["id", names.fresh()]): {"type": "int", "key": True}}
    for _ in range(luck.whole(1, 5)):
        columns[names.fresh()] = _column(luck)
    for other in luck.some(earlier, 0, 2):
        nullable = luck.chance(50)
        choices = ["restrict", "cascade", *(["set_null"] if nullable else [])]
        columns[f"{other[:20]}_id"] = {
            "type": "int",
            "references": other,
            "on_delete": luck.one(choices),
            "nullable": nullable,
            **luck.one([{}, {"index": True}, {"index": False}, {"unique": True}]),
        }
    plain = [
        one
        for one, detail in columns.items()
        if detail["type"] in ("int", "bool", "datetime", "str(40)")
    ]
    groups = [luck.some(plain, 2, 2)] if len(plain) > 1 and luck.chance(40) else []
    kind = luck.one(["indices", "unique"])
    given = {"indices": LEFT_OUT, "unique": LEFT_OUT}
    return Walk(luck).model(
        SqlTableSpec,
        record=record,
        columns=columns,
        **{**given, **({kind: groups} if groups else {})},
    )


def _column(luck: Luck) -> dict[str, Any]:
    kind = luck.one(_TYPES)
    findable = kind not in ("json", "bytes", "float")
    how = luck.one(["unique", "index", "", ""]) if findable else ""
    default = luck.one(_DEFAULTS[kind]) if kind in _DEFAULTS and luck.chance(40) else LEFT_OUT
    if how == "unique" and kind != "datetime":
        default = LEFT_OUT
    return Walk(luck).model(
        ColumnSpec,
        type=kind,
        key=LEFT_OUT,
        references=LEFT_OUT,
        on_delete=LEFT_OUT,
        unique=how == "unique",
        index=how == "index",
        default=default,
    )
