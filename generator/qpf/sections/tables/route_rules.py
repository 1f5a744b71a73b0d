"""Rules of routes over tables."""

import re
from collections.abc import Iterable, Iterator

from qpf.diagnostics.catalogue import tables as facts
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.diagnostics.suggest import listed
from qpf.model.spec import AgentSpec
from qpf.sections.section import Route
from qpf.sections.tables.route_examples import field_faults
from qpf.sections.tables.spec import ColumnSpec, RouteSpec, TablesSpec

__all__ = [
    "ROUTE_KINDS",
    "ROUTE_NAMES",
    "check_routes",
    "named_functions",
    "route_fault",
    "routes",
]

ROUTE_KINDS = ("list", "show", "create")
"""What a route does; it does one of them."""

_BASE = "/tables/routes"
_PATH = re.compile(r"(/([A-Za-z0-9._-]+|\{id\}))+")
_OPTIONS = {
    "filters": "list",
    "fields": "create",
    "checks": "create",
    "example": "create",
    "parts": "show",
}


def check_routes(agent: AgentSpec, spec: TablesSpec, found: Diagnostics) -> None:
    """All routes of the section."""
    seen: set[tuple[str, bool]] = set()
    for number, route in enumerate(spec.routes):
        pointer = f"{_BASE}/{number}"
        reason, fix = route_fault(route, seen)
        if reason:
            found.add(facts.bad_table_route(agent.at(pointer), route.path, reason, fix))
        seen.add((route.path, route.create is not None))
        if sum(getattr(route, kind) is not None for kind in ROUTE_KINDS) == 1:
            _check_names(agent, pointer, route, spec, found)


def route_fault(route: RouteSpec, seen: set[tuple[str, bool]]) -> tuple[str, str]:
    """What is wrong with a route in itself, and what to do: two empty texts for a good one."""
    kinds = [kind for kind in ROUTE_KINDS if getattr(route, kind) is not None]
    if len(kinds) != 1:
        return f"has {len(kinds)} of `list`, `show`, `create`", "give it one of them"
    if not _PATH.fullmatch(route.path):
        return "is not a URL path", "write it from `/`, with `{id}` for the key"
    if (route.path.count("{id}") == 1) != (kinds[0] == "show"):
        return "has `{id}` in the wrong number", "`show` needs it once, the others never"
    for option, kind in _OPTIONS.items():
        if getattr(route, option) and kind != kinds[0]:
            return f"has `{option}`, which belongs to `{kind}`", f"leave `{option}` out"
    if kinds[0] == "create" and not route.fields:
        return "gives a new row no field", "name the columns under `fields`"
    if any(fault := _check_fault(route)):
        return fault
    if (route.path, kinds[0] == "create") in seen:
        return "is served twice", "change the path of one"
    return "", ""


def _check_fault(route: RouteSpec) -> tuple[str, str]:
    for option in ("checks", "example"):
        odd = [name for name in getattr(route, option) if name not in route.fields]
        if odd:
            reason = f"has `{option}` for `{odd[0]}`, which is no field"
            return reason, f"these are: {listed(route.fields)}"
    missing = [name for name in route.checks if name not in route.example]
    if missing:
        return (
            f"checks `{missing[0]}` without an example that passes",
            f"give `{missing[0]}` under `example`",
        )
    return "", ""


def _check_names(
    agent: AgentSpec, pointer: str, route: RouteSpec, spec: TablesSpec, found: Diagnostics
) -> None:
    kind = next(kind for kind in ROUTE_KINDS if getattr(route, kind) is not None)
    name = getattr(route, kind)
    table = spec.shape.get(name)
    if table is None:
        place = agent.at(f"{pointer}/{kind}")
        found.add(facts.unknown_table_name(place, "table", name, spec.shape))
        return
    for option in ("filters", "fields"):
        for index, column in enumerate(getattr(route, option)):
            if column not in table.columns:
                place = agent.at(f"{pointer}/{option}/{index}")
                found.add(facts.unknown_table_name(place, "column", column, table.columns))
    _check_filters(agent, pointer, route, spec, found)
    for option, reason, fix in field_faults(route, table):
        place = agent.at(f"{pointer}/{option}")
        found.add(facts.bad_table_route(place, route.path, reason, fix))
    for index, part in enumerate(route.parts):
        refers = [n for n, one in spec.shape.items() if _refers(one.columns.values(), name)]
        if part not in refers:
            place = agent.at(f"{pointer}/parts/{index}")
            reason = f"shows `{part}`, which does not refer to `{name}` by one column"
            fix = f"these do: {listed(refers)}"
            found.add(facts.bad_table_route(place, route.path, reason, fix))
        elif part in table.columns:
            place = agent.at(f"{pointer}/parts/{index}")
            reason = f"shows `{part}` beside a column of that name"
            fix = "call the table or the column something else"
            found.add(facts.bad_table_route(place, route.path, reason, fix))
    if kind == "create":
        for column, one in table.columns.items():
            is_optional = one.key or one.nullable or one.default is not None
            if column not in route.fields and not is_optional:
                reason = f"leaves `{name}.{column}` without a value"
                fix = "name it under `fields`, or give it a default"
                found.add(
                    facts.bad_table_route(agent.at(f"{pointer}/fields"), route.path, reason, fix)
                )


def _check_filters(
    agent: AgentSpec, pointer: str, route: RouteSpec, spec: TablesSpec, found: Diagnostics
) -> None:
    """Each filter becomes a parameter of the function behind the route."""
    columns = spec.shape[str(route.list)].columns if route.list in spec.shape else {}
    taken = ROUTE_NAMES | {f"{name}_table" for name in spec.shape}
    for index, column in enumerate(route.filters):
        at = agent.at(f"{pointer}/filters/{index}")
        if column in taken:
            reason = f"filters by `{column}`, which the function of the route calls something else"
            found.add(facts.bad_table_route(at, route.path, reason, "give the column another name"))
        elif column in route.filters[:index]:
            reason = f"filters by `{column}` twice"
            found.add(facts.bad_table_route(at, route.path, reason, "name it once"))
        elif column in columns and columns[column].type in _UNASKED:
            reason = f"filters by `{column}`, whose {columns[column].type} no URL can hold"
            found.add(facts.bad_table_route(at, route.path, reason, "filter by another column"))


ROUTE_NAMES = frozenset({"before", "limit", "row", "rows", "self"})
"""What the function of a list has of its own, and its table."""


_UNASKED = frozenset({"bytes", "json"})


def _refers(columns: Iterable[ColumnSpec], name: str) -> bool:
    return [one.references for one in columns].count(name) == 1


def routes(agent: AgentSpec) -> Iterator[Route]:
    """Routes over the tables."""
    for number, route in enumerate(agent.section("tables", TablesSpec).routes):
        method = "GET" if route.create is None else "POST"
        yield Route(method, route.path, f"{_BASE}/{number}/path")


def named_functions(agent: AgentSpec) -> Iterator[tuple[str, str]]:
    """Functions that look at fields of new rows."""
    for number, route in enumerate(agent.section("tables", TablesSpec).routes):
        for name, dotted in route.checks.items():
            yield f"{_BASE}/{number}/checks/{name}", dotted
