"""Agents and collections on their way from composed plain values to typed descriptions.

`Composed*` is what expansion gives: defaults, parameters, instances and the observed strategy are
in, nothing has a type yet. `AgentSpec` and `CollectionSpec` are the same things after validation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from qpf.diagnostics.diagnostic import Place
from qpf.model.document import Document, Origins, Plain
from qpf.model.extraction_map import MapSpec, Scalar
from qpf.model.glue import GlueSpec

__all__ = ["AgentSpec", "CollectionSpec", "ComposedAgent", "ComposedCollection", "ParameterUse"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterUse:
    """A parameter in one value: `given` is where its argument is written, `leaf` the `${...}`."""

    name: str
    value: Scalar
    given: Place
    leaf: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedAgent:
    """One agent with everything its map adds, untyped.

    `id` is `collection/agent`, `source` the schema file, and `origins` lead from each pointer to
    the place its value was really written (schema, defaults, instance or strategy); `uses` has the
    parameters in the value at a pointer. An agent whose file left nothing to read is kept,
    unreadable, so that others may name it.
    """

    id: str
    collection: str
    source: str
    value: dict[str, Plain]
    origins: Origins
    is_readable: bool = True
    uses: Mapping[str, tuple[ParameterUse, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedCollection:
    """The agents of one extractor map; `strategy` is the observed one, or nothing."""

    name: str
    map: Document
    glue: Document | None
    agents: tuple[ComposedAgent, ...]
    strategy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSpec:
    """One agent with typed sections; `sections` maps a section's name to its frozen model.

    `broken` names the sections whose faults were reported: they are absent from `sections`, and
    rules that need them stay silent, so that one mistake gives one diagnostic.
    """

    id: str
    collection: str
    source: str
    value: dict[str, Plain]
    origins: Origins
    sections: Mapping[str, object]
    broken: frozenset[str] = frozenset()
    uses: Mapping[str, tuple[ParameterUse, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The PascalCase name, or the id's last part while the schema has none."""
        written = self.value.get("name")
        return written if isinstance(written, str) else self.id.partition("/")[2]

    @property
    def rootpath(self) -> str:
        """The folder of its modules without a final slash, or nothing."""
        written = self.value.get("rootpath")
        return written.rstrip("/") if isinstance(written, str) else ""

    @property
    def is_library(self) -> bool:
        """Whether it is imported instead of running as a service."""
        return self.value.get("module") == "library"

    @property
    def ships(self) -> bool:
        """Whether it ships static modules, which others may import."""
        return "library" in self.value

    @property
    def operations(self) -> tuple[str, ...] | None:
        """Names of its operations as written; None when they cannot be told."""
        written = self.value.get("operations", [])
        if not isinstance(written, list):
            return None
        names = (item.get("name") for item in written if isinstance(item, dict))
        return tuple(name for name in names if isinstance(name, str))

    def section(self, name: str, kind: type[T]) -> T:
        """Return the section called `name`; `KeyError` when absent, `TypeError` on another."""
        found = self.sections[name]
        if not isinstance(found, kind):
            raise TypeError(f"section {name} is {type(found).__name__}, not {kind.__name__}")
        return found

    def find(self, name: str, kind: type[T]) -> T | None:
        """Return the section called `name`, or None when the agent has none."""
        return self.section(name, kind) if name in self.sections else None

    def at(self, pointer: str) -> Place:
        """Where the value at a JSON pointer was written."""
        return self.origins.at(pointer)

    def key(self, pointer: str) -> Place:
        """Where the key of the value at a JSON pointer was written."""
        return self.origins.key(pointer)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionSpec:
    """A collection whose map, glue and agents are typed."""

    name: str
    map: MapSpec
    map_document: Document
    glue: GlueSpec
    glue_document: Document | None
    agents: tuple[AgentSpec, ...]
    strategy: str = ""

    def map_at(self, pointer: str) -> Place:
        """Where a value of the extractor map was written."""
        return self.map_document.origins.at(pointer)

    def glue_at(self, pointer: str) -> Place:
        """Where a value of the glue file was written; the map's place when there is no glue."""
        document = self.glue_document or self.map_document
        return document.origins.at(pointer)
