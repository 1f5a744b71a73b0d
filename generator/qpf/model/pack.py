"""A template pack as its `pack.yaml` describes it."""

from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place

__all__ = ["Artifact", "Pack", "Requirement", "StaticTree"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """When a pack applies: every field that is set must hold for the agent or collection."""

    section: str | None = None
    role: str | None = None
    collection: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One template, the function that makes its views, and the path of the files."""

    template: str
    view: str
    for_each: str
    path: str
    requires: Requirement
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticTree:
    """A folder of files copied as they are; `select` names a function that picks among them."""

    folder: str
    to: str
    select: str | None
    requires: Requirement
    files: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One pack; `templates` are the template names its folder really holds."""

    name: str
    summary: str
    view: str
    artifacts: tuple[Artifact, ...]
    static: tuple[StaticTree, ...]
    templates: frozenset[str]
    place: Place
