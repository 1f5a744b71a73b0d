"""What is planned and compared at once, in which order, and what a change of it means."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, ClassVar

from leaf_sites import Site

from qpf.diagnostics.diagnostic import Diagnostic
from qpf.model.graph import AgentNode, CollectionNode, Graph
from qpf.model.pack import Artifact, Pack
from qpf.model.plan import PlannedFile

__all__ = [
    "Effect",
    "Files",
    "Finding",
    "Key",
    "Known",
    "Unit",
    "Watched",
    "effect_of",
    "is_equal",
    "is_same",
    "key_of",
    "turn_of",
    "watched",
]

Key = tuple[str, str, str, str]
"""Pack, template, view and owner of a unit."""


class Effect(IntEnum):
    """What a changed value does, the strongest first."""

    CODE = 1
    TESTS = 2
    DEPLOYMENT = 3
    DOCUMENTS = 4
    PROSE = 5
    MANIFEST = 6
    DIAGNOSTIC = 7
    NOTHING = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """An effect, and the first file that shows it; the refusals when it is a diagnostic."""

    effect: Effect
    path: str = ""
    refusals: tuple[Diagnostic, ...] = ()
    is_refused: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One artifact of one node: what is planned and compared at once."""

    pack: Pack
    artifact: Artifact
    owner: str

    @property
    def effect(self) -> Effect:
        """What a change of its files is."""
        return effect_of(self.artifact.path)


def effect_of(path: str) -> Effect:
    if path.startswith("src/"):
        return Effect.CODE
    if path.startswith("tests/"):
        return Effect.TESTS
    return Effect.DOCUMENTS if path.endswith(".md") else Effect.DEPLOYMENT


class Watched(Graph):
    """A graph that notes whether a view looked at agents beside its own."""

    __slots__ = ()
    looked: ClassVar[bool] = False

    def __getattribute__(self, name: str) -> Any:
        if name in {"edges", "generations"}:
            Watched.looked = True
        return super().__getattribute__(name)


class _WatchedCollection(CollectionNode):
    __slots__ = ()

    def __getattribute__(self, name: str) -> Any:
        if name in {"agents", "map", "glue", "extensions", "map_origins", "glue_origins"}:
            Watched.looked = True
        return super().__getattribute__(name)


def watched(graph: Graph) -> Graph:
    def fields(one: Any) -> dict[str, Any]:
        return {name: getattr(one, name) for name in one.__dataclass_fields__}

    collections = tuple(_WatchedCollection(**fields(one)) for one in graph.collections)
    return Watched(**{**fields(graph), "collections": collections})


Files = dict[str, PlannedFile]


@dataclass(slots=True)
class Known:
    """What a unit gave unchanged; `looked` when its views depend on more than their own node."""

    files: Files
    looked: bool


def key_of(unit: Unit) -> Key:
    return unit.pack.name, unit.artifact.template, unit.artifact.view, unit.owner


def turn_of(
    unit: Unit, hint: Key | None, changed: set[str], site: Site
) -> tuple[bool, int, bool, str, str]:
    """Examples are looked for in tests first, everything else in code; one's own files first."""
    examples_first = Effect.TESTS if "examples" in site.steps else Effect.CODE
    rank = 0 if unit.effect is examples_first else int(unit.effect)
    key = key_of(unit)
    is_hinted = hint is not None and key[:3] == hint[:3]
    return (not (is_hinted and rank == 0), rank, unit.owner not in changed, unit.owner, key[0])


def is_equal(one: PlannedFile, other: PlannedFile) -> bool:
    return one.view == other.view and one.source == other.source and one.target == other.target


def is_same(one: AgentNode, other: AgentNode | None) -> bool:
    if other is None:
        return False
    return all(
        getattr(one, name) is getattr(other, name) or getattr(one, name) == getattr(other, name)
        for name in AgentNode.__dataclass_fields__
    )
