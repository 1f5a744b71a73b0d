"""What another agent shares: one layer, for reading."""

from typing import TypeVar

from qpf_core.clock import Clock
from qpf_core.errors import Forbidden
from qpf_core.memory.archive_files import ArchiveFiles
from qpf_core.memory.archive_reader import ArchiveReader
from qpf_core.memory.causal_reader import CausalReader
from qpf_core.memory.episodic_reader import EpisodicReader
from qpf_core.memory.semantic_reader import SemanticReader
from qpf_core.memory.topology import LayerName, MemoryTopology
from qpf_core.store import Store

T = TypeVar("T")


class Peer:
    """The shared layer of another agent; readers have no way to write."""

    def __init__(
        self, topology: MemoryTopology, *, store: Store, files: ArchiveFiles, clock: Clock
    ) -> None:
        """Look at the memory that `topology` describes; raises Forbidden when it shares nothing."""
        if not topology.sharing.enabled:
            raise Forbidden(f"{topology.agent} shares no memory")
        self._topology = topology
        self._store = store
        self._files = files
        self._clock = clock

    @property
    def episodic(self) -> EpisodicReader:
        """The episodes of the other agent."""
        declared = self._shared("episodic", self._topology.episodic)
        return EpisodicReader(self._topology.agent, declared, self._store, self._clock)

    @property
    def semantic(self) -> SemanticReader:
        """The graph of the other agent."""
        self._shared("semantic", self._topology.semantic)
        return SemanticReader(self._topology.agent, self._store)

    @property
    def causal(self) -> CausalReader:
        """The causal links of the other agent."""
        self._shared("causal", self._topology.causal)
        return CausalReader(self._topology.agent, self._store)

    @property
    def archive(self) -> ArchiveReader:
        """The archive of the other agent."""
        self._shared("archive", self._topology.archive)
        return ArchiveReader(self._topology.agent, self._store, self._files, self._clock)

    def _shared(self, name: LayerName, declared: T | None) -> T:
        if declared is None or self._topology.sharing.layer != name:
            raise Forbidden(f"{self._topology.agent} does not share its {name} memory")
        return declared
