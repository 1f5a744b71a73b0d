"""Gates on imports: every one resolves and is declared, and no two modules need each other."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.machinery import PathFinder

from qpf.tools.gates.declared import Declared, providers
from qpf.tools.gates.evidence import Breach, Evidence
from qpf.tools.gates.facts import FileFacts, Import
from qpf.tools.gates.names import Gate
from qpf.tools.gates.package import Package, module_of
from qpf.tools.graphs import cycles

__all__ = ["World", "absolute", "import_evidence", "is_third_party", "needed_packages", "world_of"]

Facts = Mapping[str, FileFacts]


@dataclass(frozen=True, slots=True)
class World:
    """The modules of all packages: names each binds, and the distribution of each top package."""

    names: Mapping[str, frozenset[str]]
    homes: Mapping[str, str]

    def has(self, module: str, name: str) -> bool:
        """Whether a module of the workspace gives a name, as an attribute or a submodule."""
        bound = self.names.get(module, frozenset())
        return name in bound or "*" in bound or f"{module}.{name}" in self.names


def world_of(packages: Sequence[Package], facts: Mapping[str, Facts]) -> World:
    """Everything that can be imported from the workspace; `facts` by package and path."""
    names: dict[str, frozenset[str]] = {}
    homes: dict[str, str] = {}
    for package in packages:
        for path in package.sources:
            module = module_of(path)
            names[module] = facts[package.name][path].names
            homes[module.partition(".")[0]] = package.name
            for folder in _parents(module):
                names.setdefault(folder, frozenset())
    return World(names, homes)


def import_evidence(package: Package, facts: Facts, world: World, declared: Declared) -> Evidence:
    """Breaches of both gates in one package."""
    breaches = [*_unresolved(package, facts, world, declared), *_knots(package, facts)]
    return Evidence(tuple(sorted(breaches)))


def needed_packages(package: Package, facts: Mapping[str, Facts], world: World) -> frozenset[str]:
    """Names of the other packages that a package imports, directly or not."""
    seen = {package.name}
    waiting = [package.name]
    while waiting:
        for one in facts[waiting.pop()].values():
            homes = {world.homes.get(item.module.partition(".")[0]) for item in one.imports}
            fresh = {home for home in homes if home} - seen
            seen |= fresh
            waiting += sorted(fresh)
    return frozenset(seen - {package.name})


def is_third_party(item: Import, world: World) -> bool:
    """Whether an import leaves both the workspace and the standard library."""
    top = item.module.partition(".")[0]
    return not item.level and top not in world.homes and top not in sys.stdlib_module_names


def absolute(item: Import, path: str) -> str:
    """The dotted name of the module an import names, dots of a relative one resolved."""
    if not item.level:
        return item.module
    own = module_of(path).split(".")
    drop = item.level - (1 if path.endswith("/__init__.py") else 0)
    base = own[: len(own) - drop] if drop else own
    return ".".join([*base, item.module] if item.module else base)


def _unresolved(
    package: Package, facts: Facts, world: World, declared: Declared
) -> Iterator[Breach]:
    helpers = {p.rsplit("/", 1)[-1].removesuffix(".py") for p in package.python("tests/")}
    for path in package.python():
        is_source = path.startswith("src/")
        for item in facts[path].imports:
            module = absolute(item, path)
            top = module.partition(".")[0]
            if item.is_optional or (not is_source and (top in helpers or item.level)):
                continue
            fault = _missing(module, item.name, world) or _undeclared(
                top, item, world, declared, package, is_source
            )
            if fault:
                yield Breach(Gate.IMPORTS, path, item.line, fault)


def _missing(module: str, name: str, world: World) -> str:
    if module.partition(".")[0] in world.homes:
        if module not in world.names:
            return f"no package of the workspace has a module `{module}`"
        if name and name != "*" and not world.has(module, name):
            return f"the module `{module}` has no `{name}`"
        return ""
    return "" if _is_installed(module) else f"no module `{module}` is installed"


def _undeclared(
    top: str, item: Import, world: World, declared: Declared, package: Package, is_source: bool
) -> str:
    if declared.always is None or declared.sometimes is None or top in sys.stdlib_module_names:
        return ""
    home = world.homes.get(top)
    if home == package.name:
        return ""
    wanted = frozenset({home}) if home else providers().get(top, frozenset({top}))
    is_needed = is_source and item.is_eager
    allowed = declared.always if is_needed else declared.always | declared.sometimes
    if wanted & allowed:
        return ""
    return f"`{top}` of `{sorted(wanted)[0]}` is imported, but the project does not declare it"


def _knots(package: Package, facts: Facts) -> Iterator[Breach]:
    own = {module_of(path): path for path in package.sources}
    lines: dict[tuple[str, str], int] = {}
    for module, path in own.items():
        for item in facts[path].imports:
            if item.is_eager:
                target = _target(absolute(item, path), item.name, own)
                if target in own and target != module:
                    lines.setdefault((module, target), item.line)
    for cycle in cycles(lines):
        line = lines[cycle[0], cycle[1]]
        yield Breach(Gate.CYCLES, own[cycle[0]], line, " -> ".join(cycle))


def _target(module: str, name: str, own: Mapping[str, str]) -> str:
    submodule = f"{module}.{name}"
    return submodule if submodule in own else module


def _parents(module: str) -> Iterator[str]:
    while "." in module:
        module = module.rpartition(".")[0]
        yield module


@cache
def _is_installed(module: str) -> bool:
    """Whether the file of a module is found, without importing its parents."""
    if module in sys.builtin_module_names or module == "os.path":
        return True
    path: list[str] | None = None
    parts = module.split(".")
    for depth, part in enumerate(parts, 1):
        # the name alone: a dotted one asks the imported parent of a namespace package
        found = PathFinder.find_spec(part, path)
        if found is None:
            return False
        locations = found.submodule_search_locations
        if locations is None:
            return depth == len(parts)
        path = list(locations)
    return True
