"""Histories of drawn tables: how each shape came from the one before it."""

from collections.abc import Callable
from typing import Any

from from_specs import LEFT_OUT, Walk
from luck import Luck

from qpf.sections.tables.spec import ChangeSpec

__all__ = ["drawn_changes"]

Columns = dict[str, dict[str, Any]]


def drawn_changes(
    luck: Luck, shape: dict[str, Any], column: Callable[[], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Changes of each table, oldest first; `column` makes one that is gone now."""
    referred = {one.get("references") for table in shape.values() for one in _old(table).values()}
    fresh = [name for name in shape if name not in referred and luck.chance(15)]
    made = [_change(luck, add=[name]) for name in fresh]
    for name, table in shape.items():
        late = [one for one, said in _old(table).items() if _can_come(one, said, table)]
        added = luck.some(late, 0, 1)
        if added and luck.chance(50):
            made.append(_change(luck, add=[f"{name}.{added[0]}"]))
        if luck.chance(30):
            gone = column()
            if luck.chance(30):
                gone = {"type": "int", "references": luck.one(_known(shape, name, fresh))}
            made.append(_change(luck, drop={f"{name}.gone": gone}))
        for one in luck.some([one for one in _old(table) if one not in added], 0, 2):
            was = _was(luck, table["columns"][one])
            if _differs(was, table["columns"][one]):
                made.append(_change(luck, change={f"{name}.{one}": was}))
        for group in table.get("indices", ()):
            if luck.chance(50):
                made.append(_change(luck, add=[f"{name}({', '.join(group)})"]))
    return made


def _change(luck: Luck, **said: object) -> dict[str, Any]:
    nothing = dict.fromkeys(("add", "drop", "change"), LEFT_OUT)
    return Walk(luck).model(ChangeSpec, **{**nothing, **said})


def _old(table: dict[str, Any]) -> Columns:
    """The columns that can have changed: all but the key."""
    return {name: one for name, one in table["columns"].items() if not one.get("key")}


def _known(shape: dict[str, Any], name: str, fresh: list[str]) -> list[str]:
    """A table and those before it that were there from the first shape on."""
    names = list(shape)
    return [one for one in names[: names.index(name)] if one not in fresh] + [name]


def _can_come(name: str, column: dict[str, Any], table: dict[str, Any]) -> bool:
    groups = [*table.get("indices", ()), *table.get("unique", ())]
    has_value = column.get("nullable") or column.get("default", "now") != "now"
    return bool(has_value) and not any(name in one for one in groups)


def _differs(was: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether two columns do not mean the same; a flag that is off may be left out."""
    flags = dict.fromkeys(("nullable", "unique", "index"), False)
    return {**flags, **was, "summary": ""} != {**flags, **now, "summary": ""}


def _was(luck: Luck, now: dict[str, Any]) -> dict[str, Any]:
    """A column as it can have been before it became what it is."""
    was = {key: value for key, value in now.items() if key != "summary"}
    kind = now["type"].partition("(")[0]
    if kind == "str":
        was["type"] = luck.one(["str", "str(100)", now["type"]])
    elif kind == "float" and luck.chance(50):
        was["type"] = "int"
        was.pop("default", None)
    if now.get("on_delete") != "set_null" and luck.chance(50):
        was["nullable"] = not now.get("nullable", False)
    if luck.chance(50) and kind not in ("json", "bytes", "float") and not now.get("unique"):
        was["index"] = not now.get("index", False)
    if luck.chance(30):
        was.pop("default", None)
    return was
