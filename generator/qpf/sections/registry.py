"""Finds the sections: the folders beside this file, and installed extensions."""

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules

from qpf import sections as package
from qpf.sections.section import Section

__all__ = ["GROUP", "mandatory_sections", "section_named", "sections", "top_level_keys"]

GROUP = "qpf.sections"
"""Entry-point group under which a distribution offers sections of its own."""


@cache
def sections() -> tuple[Section, ...]:
    """Every section: the built-in ones by name, then those of extensions by name.

    An extension that reuses a name or a top-level key is a defect: `ValueError`.
    """
    found: dict[str, Section] = {}
    for section in (*_built_in(), *_installed()):
        taken = {key for known in found.values() for key in known.owned}
        if section.name in found or taken & set(section.owned):
            raise ValueError(f"section {section.name} collides with another section")
        found[section.name] = section
    return tuple(found.values())


def _built_in() -> tuple[Section, ...]:
    names = sorted(module.name for module in iter_modules(package.__path__) if module.ispkg)
    modules = (import_module(f"{package.__name__}.{name}") for name in names)
    return tuple(m.SECTION for m in modules if isinstance(getattr(m, "SECTION", None), Section))


def _installed() -> tuple[Section, ...]:
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return tuple(point.load() for point in points)


@cache
def mandatory_sections() -> tuple[Section, ...]:
    """The sections that every agent has."""
    return tuple(section for section in sections() if section.mandatory)


@cache
def section_named(name: str) -> Section | None:
    """The section with a name, or None."""
    return next((section for section in sections() if section.name == name), None)


@cache
def top_level_keys() -> tuple[str, ...]:
    """Every key that may stand at the top of a schema."""
    return tuple(key for section in sections() for key in section.owned)
