"""The resolved workspace: names bound, order known, operations compiled."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qpf.diagnostics.diagnostic import Place
from qpf.model.document import Origins
from qpf.model.extraction_map import DistributionSpec, MapSpec
from qpf.model.glue import ConnectionType, GlueSpec, RetryPolicy, WiringSpec
from qpf.model.spec import AgentSpec

if TYPE_CHECKING:  # a type only: the graph carries compiled operations, it never makes them
    from qpf.language.compiled import CompiledOperation
    from qpf.language.scope import OperationScope
    from qpf.language.type_table import TypeTable

__all__ = [
    "AgentNode",
    "Anchor",
    "CollectionNode",
    "EdgeKind",
    "ExtensionModule",
    "Graph",
    "GraphEdge",
    "ModuleRole",
    "RetryNode",
    "Role",
    "WiringNode",
]


class Role(StrEnum):
    """What a generated module is for; every role has a template, `UNBOUND` an honest hole."""

    PACKAGE = "package"
    CONTROLLER = "controller"
    GOVERNANCE_BRIDGE = "governancebridge"
    MEMORY_BRIDGE = "memorybridge"
    WORLD_MODEL_BRIDGE = "worldmodelbridge"
    PACKET_HANDLER = "packethandler"
    EVENT_PUBLISHER = "eventpublisher"
    EVENT_SUBSCRIBER = "eventsubscriber"
    API_SERVER = "apiserver"
    CONFIG_MANAGER = "configmanager"
    LOGGER = "logger"
    TELEMETRY_REPORTER = "telemetryreporter"
    MODELS = "models"
    PARTNER_CLIENT = "partnerclient"
    OPERATIONS = "operations"
    FORMULAS = "formulas"
    LIBRARY = "library"
    UNBOUND = "unbound"


class EdgeKind(StrEnum):
    """Whether an edge orders extraction (`needs`) or only informs (`observes`)."""

    NEEDS = "needs"
    OBSERVES = "observes"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleRole:
    """One file of `cursorinstructions.generatefiles` and what it is for."""

    stem: str
    role: Role
    origin: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryNode:
    """How the clients of a glue file repeat failed calls, and where the file says each value."""

    policy: RetryPolicy
    max_retries: Place
    backoff_multiplier: Place
    initial_delay_ms: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class WiringNode:
    """A glue wiring with both ends bound to agent ids and the module to the target's stem.

    `retry` is what the glue file says of failed calls, None where it says nothing.
    """

    from_id: str
    to_id: str
    connection_type: ConnectionType
    module: str
    names: tuple[str, ...]
    client_module: str | None
    origin: Place
    spec: WiringSpec
    retry: RetryNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEdge:
    """One edge of the dependency graph: `source` needs or observes `target`."""

    source: str
    target: str
    kind: EdgeKind
    reason: str
    origin: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A governance anchor with its channels, from the map and the glue together."""

    name: str
    role: str
    members: tuple[str, ...]
    channels: tuple[str, ...]
    origin: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentNode:
    """One agent, bound.

    `package` is its dotted import path, `needs` and `observes` are agent ids, `modules` maps each
    generated stem to its role in the order of `generatefiles`, `types` are its own declared types
    and `scope` is what its operations may refer to.
    """

    id: str
    name: str
    slug: str
    package: str
    spec: AgentSpec
    needs: tuple[str, ...]
    observes: tuple[str, ...]
    wirings: tuple[WiringNode, ...]
    incoming: tuple[WiringNode, ...]
    operations: "tuple[CompiledOperation, ...]"
    modules: Mapping[str, ModuleRole]
    types: "TypeTable"
    scope: "OperationScope"
    anchors: tuple[Anchor, ...] = ()

    @property
    def unbound(self) -> tuple[str, ...]:
        """Stems of the modules nothing is bound to."""
        return tuple(m.stem for m in self.modules.values() if m.role is Role.UNBOUND)

    def stem_of(self, role: Role) -> str | None:
        """The stem of the first module with a role, or None."""
        return next((m.stem for m in self.modules.values() if m.role is role), None)


@dataclass(frozen=True, slots=True)
class ExtensionModule:
    """A module that a person wrote for a collection: its file name and its text."""

    file: str
    text: str
    origin: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionNode:
    """One collection: its distribution, its agents in an order that respects their needs."""

    name: str
    distribution: DistributionSpec
    map: MapSpec
    glue: GlueSpec
    agents: tuple[AgentNode, ...]
    map_origins: Origins
    glue_origins: Origins
    requires: tuple[str, ...] = ()
    strategy: str = ""
    extensions: tuple[ExtensionModule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The whole workspace.

    `collections` stand in dependency order; `generations` are groups of agent ids that need
    nothing of a later group, so that each group may be extracted in parallel.
    """

    collections: tuple[CollectionNode, ...]
    generations: tuple[tuple[str, ...], ...]
    edges: tuple[GraphEdge, ...]

    @property
    def agents(self) -> tuple[AgentNode, ...]:
        """Every agent, collection by collection."""
        return tuple(agent for collection in self.collections for agent in collection.agents)

    def agent(self, agent_id: str) -> AgentNode:
        """The agent with an id; `KeyError` when there is none."""
        for agent in self.agents:
            if agent.id == agent_id:
                return agent
        raise KeyError(agent_id)

    def collection(self, name: str) -> CollectionNode:
        """The collection with a name; `KeyError` when there is none."""
        for collection in self.collections:
            if collection.name == name:
                return collection
        raise KeyError(name)

    def collection_of(self, agent_id: str) -> CollectionNode:
        """The collection an agent belongs to."""
        return self.collection(agent_id.partition("/")[0])
