"""All facts: those of the modules of `catalogue/`, and those of installed extensions."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from types import ModuleType

from qpf.diagnostics import catalogue
from qpf.diagnostics.fact import Fact, fact_of

__all__ = ["GROUP", "fact_with", "facts"]

GROUP = "qpf.facts"
"""Entry-point group under which a distribution offers modules of facts."""


@cache
def facts() -> tuple[Fact, ...]:
    """Every fact, by code; a code or a name used twice is a defect of the factory."""
    found: dict[str, Fact] = {}
    for module in _modules():
        for constructor in vars(module).values():
            known = fact_of(constructor)
            if known is not None and found.setdefault(known.code, known) != known:
                raise ValueError(f"{known.code} is both {known.name} and {found[known.code].name}")
    return tuple(sorted(found.values()))


def _modules() -> Iterator[ModuleType]:
    for name in sorted(module.name for module in iter_modules(catalogue.__path__)):
        yield import_module(f"{catalogue.__name__}.{name}")
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        yield import_module(point.value)


@cache
def fact_with(code_or_name: str) -> Fact | None:
    """The fact with this code (any case) or this name, or None."""
    wanted = code_or_name.strip()
    return next((f for f in facts() if wanted.upper() == f.code or wanted.lower() == f.name), None)
