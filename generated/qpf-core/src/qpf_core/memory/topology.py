"""Declarations: which memory an agent has. What is not declared is refused at run time."""

from dataclasses import dataclass, field
from typing import Literal

from qpf_core.guards import require_one_of, require_pattern

LayerName = Literal["working", "episodic", "semantic", "causal", "archive"]
LAYERS: tuple[LayerName, ...] = ("working", "episodic", "semantic", "causal", "archive")


@dataclass(frozen=True, slots=True)
class WorkingMemory:
    """Short-lived values under a prefix of keys."""

    keyspace: str
    """Prefix of every key; a closing `*` is allowed and means nothing more."""
    ttl_s: float | None = None
    """Seconds that a value lives unless the caller says otherwise; None: until deleted."""


@dataclass(frozen=True, slots=True)
class EpisodicMemory:
    """What happened, in order, with keys to find it by."""

    retention_s: float | None = None
    """Seconds until an episode is forgotten; None: never."""
    index: tuple[str, ...] = ()
    """Keys that an episode may carry; any other is refused."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of node or edge and the fields that it may carry; no fields means any."""

    kind: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SemanticMemory:
    """A graph of things and relations; an empty tuple allows every kind."""

    nodes: tuple[Shape, ...] = ()
    edges: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor and the effects that it may influence; no effects means any.

    A name covers its instances: `price` covers `price:order-17`.
    """

    name: str
    influences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CausalMemory:
    """Which factors led to which effects; an empty tuple allows every factor."""

    factors: tuple[Factor, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchiveMemory:
    """Named bytes that outlive the services."""

    prefix: str
    """Folder of the archive that belongs to the agent."""
    retention_s: float | None = None
    """Seconds until an object is deleted; None: never."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """One layer that other agents may read."""

    enabled: bool
    layer: LayerName

    def __post_init__(self) -> None:
        """Refuse a layer that does not exist."""
        require_one_of("sharing.layer", self.layer, LAYERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryTopology:
    """The memory of one agent; a layer that is None does not exist for it."""

    agent: str
    working: WorkingMemory | None = None
    episodic: EpisodicMemory | None = None
    semantic: SemanticMemory | None = None
    causal: CausalMemory | None = None
    archive: ArchiveMemory | None = None
    sharing: Sharing = field(default_factory=lambda: Sharing(False, "semantic"))

    def __post_init__(self) -> None:
        """Refuse an agent name that could not be a key or a folder."""
        require_pattern("agent", self.agent, r"[A-Za-z0-9][A-Za-z0-9_.-]{0,119}")

    def declared(self) -> tuple[LayerName, ...]:
        """Return the layers that exist, in the order of `LAYERS`."""
        return tuple(name for name in LAYERS if getattr(self, name) is not None)
