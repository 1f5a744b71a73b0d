"""What the module of routes imports."""

from qpf.model.code import Import
from qpf.model.graph import AgentNode
from qpf.sections.tables.route_models import shown_tables
from qpf.sections.tables.spec import TablesSpec

__all__ = ["check_imports", "has_part", "route_imports"]

_OWN = frozenset(
    {"before", "body", "bool", "bytes", "dict", "float", "int", "key", "limit", "list", "object"}
    | {"platform", "resources", "routes", "row", "rows", "str"}
)
"""What the module of routes calls something itself."""


def has_part(spec: TablesSpec) -> bool:
    """Whether the tables of an agent have a part of the service: routes, or recorded runs."""
    return bool(spec.routes) or any(record.run for record in spec.records)


def route_imports(agent: AgentNode) -> set[Import]:
    """What the module of routes imports."""
    checks = check_imports(agent, agent.spec.section("tables", TablesSpec)).values()
    return {*_without_checks(agent), *checks}


def check_imports(agent: AgentNode, spec: TablesSpec) -> dict[str, Import]:
    """The import of each function that checks fields; those of one name have names of their own."""
    taken = _OWN | {one.bound for one in _without_checks(agent)}
    taken |= {f"{name}_table" for name in spec.shape}
    taken |= {f"{kind}_{name}" for kind in ("list", "show", "create") for name in spec.shape}
    made: dict[str, Import] = {}
    for dotted in dict.fromkeys(one for route in spec.routes for one in route.checks.values()):
        module, _, name = dotted.rpartition(".")
        alias = name if name not in taken else f"check_{dotted.replace('.', '_')}"
        made[dotted] = Import(module, name, alias if alias != name else None)
        taken |= {alias}
    return made


def _without_checks(agent: AgentNode) -> set[Import]:
    spec = agent.spec.section("tables", TablesSpec)
    wanted = {
        Import("fastapi", "APIRouter"),
        Import("qpf_core.service", "PROBLEM_RESPONSES"),
        Import("qpf_core.service", "Part"),
        Import("qpf_core.service", "Platform"),
    }
    if spec.routes:
        wanted |= {
            Import("pydantic", "BaseModel"),
            Import("qpf_fabric.store.columns", "table_of"),
            Import("qpf_fabric.store.resources", "Resource"),
            Import(agent.package, "tables"),
        }
    if any(route.list or route.show for route in spec.routes):
        wanted.add(Import("qpf_fabric.store.columns", "Int64"))
    if any(route.list for route in spec.routes):
        wanted |= {Import("typing", "Annotated"), Import("fastapi", "Query")}
    if any(route.auth_required for route in spec.routes):
        wanted.add(Import("qpf_core.service", "requires_roles"))
    if any(record.run for record in spec.records):
        wanted |= {
            Import("qpf_fabric.sinks", "sinks_of"),
            Import("qpf_fabric.store.recording", "Recorder"),
            Import("qpf_fabric.store.recording", "RunSink"),
            Import(agent.package, "records"),
        }
    if any(route.create for route in spec.routes):
        wanted |= {Import("pydantic", "ConfigDict")}
    return wanted | _type_imports(spec)


def _type_imports(spec: TablesSpec) -> set[Import]:
    """What the types of rows and of the fields of requests need, and their checks."""
    wanted: set[Import] = set()
    shown = [spec.shape[name] for name in shown_tables(spec)]
    types = {column.type for table in shown for column in table.columns.values()}
    given = {spec.shape[str(r.create)].columns[f].type for r in spec.routes for f in r.fields}
    limits = {kind for kind in given if kind.startswith("str(")}
    if limits or any(route.example for route in spec.routes):
        wanted |= {Import("typing", "Annotated"), Import("pydantic", "Field")}
    if "int" in given:
        wanted.add(Import("qpf_fabric.store.columns", "Int64"))
    if "json" in types:
        wanted.add(Import("pydantic", "JsonValue"))
    if "datetime" in types:
        wanted.add(Import("datetime", "datetime"))
    if "bytes" in given:
        wanted.add(Import("qpf_core.plain", "PlainBytes"))
    return wanted
