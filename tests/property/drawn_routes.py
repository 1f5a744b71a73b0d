"""Routes over drawn tables: lists, single rows, and new rows with their checks and examples."""

from collections.abc import Iterable, Sequence
from typing import Any

from from_specs import LEFT_OUT, Walk
from luck import Luck
from scene import Scene

from qpf.sections.tables.spec import RouteSpec

__all__ = ["drawn_routes"]

_OF_ROUTES = ("before", "limit", "row", "rows", "self")
_EXAMPLES: dict[str, tuple[Any, ...]] = {
    "int": (0, -7, 2**53, 2**63 - 1),
    "float": (0.25, -3, 1e300),
    "bool": (True, False),
    "json": ({"a": [1, None]}, [], "größe", 0),
    "bytes": ("eA==", ""),
    "datetime": ("2026-02-28T12:30:00Z",),
    "str": ("quo'te\"", "größe", "{id}", "a\\b"),
    "str(1)": ("a", "ß"),
    "str(40)": ("it's", "n" * 40),
    "str(99999)": ("x y",),
}
_CHECKS: dict[str, tuple[str, ...]] = {
    "int": ("qpf_fabric.packet.id_of", "operator.index"),
    "float": ("math.sin",),
    "bool": ("operator.truth",),
    "json": ("json.dumps",),
    "bytes": ("zlib.crc32",),
    "datetime": ("copy.copy",),
    "str": ("html.escape",),
}
"""Functions that take any value that an example of the type has."""


def drawn_routes(scene: Scene, name: str, shape: dict[str, Any]) -> list[dict[str, Any]]:
    """Some routes over a table, of a kind once or twice."""
    again = scene.luck.one([1, 1, 1, 2])
    return [route for _ in range(again) for route in _routes(scene, name, shape)]


def _routes(scene: Scene, name: str, shape: dict[str, Any]) -> list[dict[str, Any]]:
    luck, columns = scene.luck, shape[name]["columns"]
    empty = dict.fromkeys(
        ("list", "show", "create", "filters", "fields", "checks", "example", "parts"), LEFT_OUT
    )
    walk, made = Walk(luck), []
    plain = [one for one, detail in columns.items() if detail["type"] not in ("json", "bytes")]
    if luck.chance(50):
        taken = {*_OF_ROUTES, *(f"{one}_table" for one in shape)}
        filters = luck.some([one for one in plain if one not in taken], 0, 2)
        given = {**empty, "list": name, "filters": filters or LEFT_OUT}
        made.append(walk.model(RouteSpec, path=scene.path(f"/all-{name}"), **given))
    if luck.chance(50):
        parts = [
            one
            for one, table in shape.items()
            if one not in shape[name]["columns"]
            and [detail.get("references") for detail in table["columns"].values()].count(name) == 1
        ]
        given = {**empty, "show": name, "parts": luck.some(parts, 0, 1) or LEFT_OUT}
        made.append(walk.model(RouteSpec, path=scene.path(f"/one-{name}") + "/{id}", **given))
    if luck.chance(50):
        fields = _fields(luck, columns)
        if fields:
            given = {**empty, "create": name, "fields": fields}
            given |= _looked_at(scene, columns, fields)
            made.append(walk.model(RouteSpec, path=scene.path(f"/new-{name}"), **given))
    return made


def _fields(luck: Luck, columns: dict[str, Any]) -> list[str]:
    """Columns that a new row is given: those without a value, and others."""
    wanted = [
        one
        for one, detail in columns.items()
        if not (detail.get("key") or detail.get("nullable") or "default" in detail)
    ]
    free = [one for one, detail in columns.items() if not detail.get("key") and one not in wanted]
    return [*wanted, *luck.some(free, 0 if wanted else 1, 2)]


def _looked_at(scene: Scene, columns: dict[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """Checks of some fields, and examples of these and of others."""
    luck = scene.luck
    checks: dict[str, str] = {}
    example: dict[str, Any] = {}
    for name in luck.some(fields, 0, 3):
        column = columns[name]
        values: Iterable[Any] = _EXAMPLES[column["type"]]
        if column.get("references"):
            values = (1,)
        functions = _CHECKS[column["type"].partition("(")[0]]
        example[name] = luck.one(values)
        if column["type"] == "json" and luck.chance(60):
            registries = [
                (f"{one.folder.lower().replace('/', '.')}.registry", _config(luck, scene))
                for one in scene.find("protocols")
            ]
            for registry, config in luck.some(registries, 0, 1):
                functions, example[name] = (f"{registry}.check_config",), config
        if not column.get("nullable") and luck.chance(60):
            checks[name] = luck.one(functions)
    return {"checks": checks or LEFT_OUT, "example": example or LEFT_OUT}


def _config(luck: Luck, scene: Scene) -> dict[str, Any]:
    """A choice of the layers that a protocol can have."""
    agent, *_ = scene.find("protocols")
    return {"layers": luck.one([agent.schema["pipeline"]["layers"], []])}
