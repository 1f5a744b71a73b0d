"""Functions that a schema names by their dotted path: taps of feeds, checks of fields."""

import ast
import keyword
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qpf.diagnostics.catalogue import references
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.diagnostics.suggest import nearest
from qpf.model.spec import AgentSpec, CollectionSpec
from qpf.sections.binding.roots import files_of, package_of
from qpf.sections.binding.standard_functions import standard_fault
from qpf.sections.registry import sections
from qpf.tools.packs_root import pack_roots

__all__ = ["check_named_functions"]

_STEP = re.compile(r"[^.]+")
_DISTRIBUTION = re.compile(r"[A-Za-z0-9._-]+")


def check_named_functions(
    specs: Sequence[CollectionSpec], glue: Path | None, found: Diagnostics
) -> None:
    """Every named function is offered by a section, written in an extension, or part of a kit."""
    world = _World.of(specs, glue)
    for spec in specs:
        for agent in spec.agents:
            for section in sections():
                named = section.names(agent) if section.name in agent.sections else ()
                for pointer, dotted in named:
                    fault = world.fault(dotted, _required(spec))
                    if fault is not None:
                        start, length, reason, known = fault
                        place = agent.origins.within(pointer, start, length)
                        word = dotted[start : start + length]
                        found.add(references.no_such_function(place, dotted, reason, word, known))


def _required(spec: CollectionSpec) -> frozenset[str]:
    """Packages that the requirements of a distribution may bring."""
    texts = spec.map.distribution.requirements
    names = (match[0] for text in texts if (match := _DISTRIBUTION.match(text)))
    return frozenset(name.lower().replace("-", "_") for name in names)


_Fault = tuple[int, int, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _World:
    """Modules by dotted path with their functions; `open_` are packages that cannot be told."""

    modules: Mapping[str, frozenset[str]]
    open_: frozenset[str]

    @classmethod
    def of(cls, specs: Sequence[CollectionSpec], glue: Path | None) -> "_World":
        modules: dict[str, frozenset[str]] = {}
        open_ = set()
        for spec in specs:
            package = spec.map.distribution.package
            if glue is not None:
                folder = glue / spec.name / "extensions"
                modules |= _written(folder, f"{package}.extensions")
            for agent in spec.agents:
                if agent.broken or agent.ships or not agent.value:
                    open_.add(package)
                own = package_of(agent)
                modules |= {f"{own}.{stem}": frozenset() for stem in files_of(agent).values()}
                for dotted in _offered(agent):
                    module, _, name = f"{own}.{dotted}".rpartition(".")
                    modules[module] = modules.get(module, frozenset()) | {name}
        return cls({**modules, **_static_modules()}, frozenset(open_))

    def fault(self, dotted: str, required: frozenset[str]) -> _Fault | None:
        """Start, length and reason of what is wrong in a dotted name, and what is known instead."""
        module, _, name = dotted.rpartition(".")
        top = dotted.partition(".")[0]
        offering = tuple(sorted(one for one, functions in self.modules.items() if functions))
        for step in _STEP.finditer(dotted):
            if keyword.iskeyword(step[0]):
                return step.start(), len(step[0]), f"`{step[0]}` is a word of Python", offering
        if module in self.modules:
            known = tuple(sorted(self.modules[module]))
            if name in known or (top in self.open_ and not known):
                return None
            return len(module) + 1, len(name), f"`{module}` offers no function `{name}`", known
        packages = {one.partition(".")[0] for one in self.modules}
        if top not in packages:
            if top in sys.stdlib_module_names:
                standard = standard_fault(module, name)
                return (0, len(dotted), *standard) if standard is not None else None
            if required and nearest(top, packages, 0.8) is None:
                return None
            return 0, len(top), f"there is no package `{top}`", tuple(sorted(packages))
        if top in self.open_:
            return None
        return 0, len(module), f"there is no module `{module}`", offering


def _offered(agent: AgentSpec) -> Iterator[str]:
    """What the sections of an agent offer by name, as `module.function` below its package."""
    for section in sections():
        if section.name in agent.sections:
            yield from section.offers(agent)


@cache
def _static_modules() -> dict[str, frozenset[str]]:
    """The modules of the core and of kits, which packs hold as they are."""
    folders = [one for root in pack_roots() for one in sorted(root.glob("*/static/src/*"))]
    return {name: known for one in folders for name, known in _written(one, one.name).items()}


def _written(folder: Path, package: str) -> dict[str, frozenset[str]]:
    """The functions of each module below a folder, read from its source."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        steps = path.relative_to(folder).with_suffix("").parts
        inside = steps[:-1] if steps[-1] == "__init__" else steps
        found[".".join((package, *inside))] = _functions(path.read_bytes())
    return found


def _functions(source: bytes) -> frozenset[str]:
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return frozenset()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = {one.name for one in body if isinstance(one, kinds)}
    imported = (one.names for one in body if isinstance(one, ast.ImportFrom))
    return frozenset(names | {one.asname or one.name for group in imported for one in group})
