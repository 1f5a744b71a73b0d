"""What an emitted project declares: the distributions it needs, and the length of its lines."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from qpf.tools.formatters import LINE_LENGTH
from qpf.tools.gates.package import Package

__all__ = ["Declared", "declared_by", "providers"]

_NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """`always` are needed to run, `sometimes` are those of extras and groups; normal names.

    Without a project file both are None: then nothing is said about what may be imported.
    """

    always: frozenset[str] | None = None
    sometimes: frozenset[str] | None = None
    line_length: int = LINE_LENGTH


def declared_by(package: Package) -> Declared:
    """Read the project file of a package; one that cannot be read declares nothing."""
    file = package.root / "pyproject.toml"
    if "pyproject.toml" not in package.digests:
        return Declared()
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
    except (ValueError, OSError):
        return Declared(always=frozenset(), sometimes=frozenset())
    project = raw.get("project", {})
    groups = [*project.get("optional-dependencies", {}).values()]
    groups += raw.get("dependency-groups", {}).values()
    length = raw.get("tool", {}).get("black", {}).get("line-length", LINE_LENGTH)
    return Declared(
        always=_names(project.get("dependencies", ())),
        sometimes=_names(item for group in groups for item in group),
        line_length=int(length),
    )


@cache
def providers() -> Mapping[str, frozenset[str]]:
    """The installed distributions behind each top-level import name."""
    from importlib.metadata import packages_distributions

    return {
        top: frozenset(_normal(name) for name in names)
        for top, names in packages_distributions().items()
    }


def _names(requirements: Iterable[Any]) -> frozenset[str]:
    found = (_NAME.match(text) for text in requirements if isinstance(text, str))
    return frozenset(_normal(match[0]) for match in found if match)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
