"""What will be written: one planned file for each path, with the view or static file it prints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from qpf.diagnostics.diagnostic import Place

__all__ = ["Plan", "PlannedFile", "StaticPick", "View"]


class View(Protocol):
    """What a view function yields: finished fields, plus these two."""

    @property
    def path_fields(self) -> Mapping[str, str]:
        """Values for the holes of the artifact's `path`."""
        raise AttributeError

    @property
    def origin(self) -> Place:
        """The place of the schema value the file mainly comes from."""
        raise AttributeError


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticPick:
    """What a `select` function yields: a static file, or a folder of them, that is wanted.

    `path` is relative to the static folder ("" is all of it), `origin` the value that wants it.
    """

    path: str
    origin: Place
    agent_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """One file of one distribution.

    `path` is relative to the distribution; `template` is the template's name, or the static
    file's, below the pack folder; `view` is None for static files, which are copied.
    """

    distribution: str
    collection: str
    path: str
    pack: str
    template: str
    view: View | None
    agent_id: str | None
    source: str
    origin: Place

    @property
    def full_path(self) -> str:
        """The path below the output folder."""
        return f"{self.distribution}/{self.path}"

    @property
    def target(self) -> str:
        """The selector that regenerates the file."""
        return self.agent_id or self.collection


@dataclass(frozen=True, slots=True)
class Plan:
    """All planned files, by distribution, then path; `first_party` are the packages in them."""

    files: tuple[PlannedFile, ...]
    first_party: tuple[str, ...] = ()

    @property
    def distributions(self) -> tuple[str, ...]:
        """The distributions with at least one file, sorted."""
        return tuple(sorted({planned.distribution for planned in self.files}))
