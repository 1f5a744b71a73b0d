"""What each generated module is for."""

from collections.abc import Sequence

from qpf.diagnostics.catalogue import binding, identity, routes
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.interface import DEFAULT_MODULE
from qpf.model.document import child
from qpf.model.glue import WiringSpec
from qpf.model.graph import ModuleRole, Role, WiringNode
from qpf.model.spec import AgentSpec
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.sections.formulas.rules import stems_of
from qpf.sections.operations.spec import OperationsSpec
from qpf.sections.registry import sections

__all__ = ["REQUIRED", "modules_of", "role_by_name"]

REQUIRED = {
    Role.CONTROLLER: "controller",
    Role.GOVERNANCE_BRIDGE: "governance_bridge",
    Role.MEMORY_BRIDGE: "memory_bridge",
    Role.WORLD_MODEL_BRIDGE: "world_model_bridge",
    Role.API_SERVER: "api_server",
    Role.PACKET_HANDLER: "packet_handler",
    Role.EVENT_PUBLISHER: "event_publisher",
    Role.CONFIG_MANAGER: "config_manager",
}
"""Roles every service agent needs, and the usual name of the module."""

_EXACT = {
    role.value: role
    for role in (
        Role.GOVERNANCE_BRIDGE,
        Role.MEMORY_BRIDGE,
        Role.WORLD_MODEL_BRIDGE,
        Role.PACKET_HANDLER,
        Role.EVENT_PUBLISHER,
        Role.EVENT_SUBSCRIBER,
        Role.API_SERVER,
        Role.CONFIG_MANAGER,
        Role.LOGGER,
        Role.TELEMETRY_REPORTER,
        Role.MODELS,
    )
}
_SINGLE = frozenset((*_EXACT.values(), Role.CONTROLLER))


def role_by_name(stem: str) -> Role | None:
    """The role that a module's name alone gives it, or None; underscores do not count."""
    plain = stem.replace("_", "").lower()
    if stem == "__init__":
        return Role.PACKAGE
    if plain.endswith("controller"):
        return Role.CONTROLLER
    return _EXACT.get(plain)


def modules_of(
    agent: AgentSpec,
    wirings: Sequence[WiringSpec],
    bound: Sequence[WiringNode],
    found: Diagnostics,
) -> dict[str, ModuleRole]:
    """Stem -> role in the order of `generatefiles`; missing and doubled roles are reported."""
    spec = agent.find("cursorinstructions", CursorInstructionsSpec)
    if spec is None:
        return {}
    clients = {wiring.client_module for wiring in wirings if wiring.client_module is not None}
    clients |= {node.client_module for node in bound if node.client_module is not None}
    homes = _homes(agent)
    formulas = stems_of(agent)
    made = _made(agent, found)
    modules: dict[str, ModuleRole] = {}
    for index, file in enumerate(spec.generatefiles):
        stem = file.removesuffix(".py")
        place = agent.at(child("/cursorinstructions/generatefiles", index))
        role = _role(agent, stem, clients, homes, formulas)
        role = Role.LIBRARY if role is Role.UNBOUND and stem in made else role
        same = [m.stem for m in modules.values() if m.role is role and role in _SINGLE]
        if same and not agent.is_library:
            found.add(identity.duplicate_role_module(place, role.value, file, f"{same[0]}.py"))
        if stem in homes and role is not Role.OPERATIONS:
            name, pointer = homes[stem]
            found.add(binding.module_taken(agent.at(pointer), stem, role.value, name))
        if stem in formulas and role is not Role.FORMULAS:
            name, pointer = formulas[stem]
            found.add(binding.module_taken(agent.at(pointer), stem, role.value, name))
        if stem in made and role is not Role.LIBRARY and stem not in homes:
            found.add(routes.name_taken(made[stem], "module", file, place))
        if role is Role.UNBOUND and spec.generateallrequired:
            found.add(binding.unbound_module(place, file))
        modules[stem] = ModuleRole(stem=stem, role=role, origin=place)
    if not agent.is_library:
        _check_required(agent, modules, found)
    return modules


def _role(
    agent: AgentSpec,
    stem: str,
    clients: set[str],
    homes: dict[str, tuple[str, str]],
    formulas: dict[str, tuple[str, str]],
) -> Role:
    named = role_by_name(stem)
    is_free = named is None or (agent.is_library and named not in {Role.PACKAGE, Role.MODELS})
    if stem in formulas and is_free:
        return Role.FORMULAS
    if agent.is_library and named not in {Role.PACKAGE, Role.MODELS}:
        return Role.OPERATIONS if stem in homes else Role.LIBRARY
    if named is not None:
        return named
    if stem in clients:
        return Role.PARTNER_CLIENT
    return Role.OPERATIONS if stem in homes else Role.UNBOUND


def _made(agent: AgentSpec, found: Diagnostics) -> dict[str, Place]:
    """Stems of the modules that sections become, each with its section; two of one are reported."""
    made: dict[str, Place] = {}
    for section in sections():
        for stem in section.makes(agent) if section.name in agent.sections else ():
            place = agent.key(f"/{section.name}")
            if stem in made:
                found.add(routes.name_taken(place, "module", f"{stem}.py", made[stem]))
            made.setdefault(stem, place)
    return made


def _homes(agent: AgentSpec) -> dict[str, tuple[str, str]]:
    """Stem -> name of the first operation that lives there, and the pointer of its `module`."""
    spec = agent.find("operations", OperationsSpec)
    homes: dict[str, tuple[str, str]] = {}
    for index, operation in enumerate(spec.operations if spec is not None else ()):
        homes.setdefault(
            operation.module or DEFAULT_MODULE, (operation.name, f"/operations/{index}/module")
        )
    return homes


def _check_required(agent: AgentSpec, modules: dict[str, ModuleRole], found: Diagnostics) -> None:
    present = {module.role for module in modules.values()}
    required = dict(REQUIRED)
    if "types" in agent.sections:
        required[Role.MODELS] = "models"
    place = agent.at("/cursorinstructions/generatefiles")
    for role, stem in required.items():
        if role not in present:
            found.add(identity.missing_role_module(place, role.value, agent.id, stem))
