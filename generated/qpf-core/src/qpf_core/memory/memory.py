"""The memory of one agent: the declared layers, opened on their backends."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Self

from qpf_core.clock import Clock
from qpf_core.errors import Forbidden
from qpf_core.memory.archive import Archive
from qpf_core.memory.archive_files import ArchiveFiles
from qpf_core.memory.causal import Causal
from qpf_core.memory.episodic import Episodic
from qpf_core.memory.peer import Peer
from qpf_core.memory.semantic import Semantic
from qpf_core.memory.topology import LAYERS, LayerName, MemoryTopology, WorkingMemory
from qpf_core.memory.working import ProcessWorking, Working
from qpf_core.store import Store


class Memory:
    """Five layers at most; asking for one that the topology does not declare raises Forbidden."""

    def __init__(
        self,
        topology: MemoryTopology,
        layers: Mapping[LayerName, object],
        *,
        store: Store,
        files: ArchiveFiles,
        clock: Clock,
    ) -> None:
        """Put opened layers together; `open` is the usual way."""
        self.topology = topology
        self._layers = layers
        self._store = store
        self._files = files
        self._clock = clock

    @classmethod
    def open(
        cls,
        topology: MemoryTopology,
        store: Store,
        *,
        clock: Clock,
        archive_url: str = "memory://qpf-archive",
        redis_url: str | None = None,
    ) -> Self:
        """Open the declared layers; connections are made at the first use.

        Working memory lives in the process unless `redis_url` is given. Raises InputError for a
        URL that nothing serves.
        """
        agent = topology.agent
        files = ArchiveFiles(archive_url)
        layers: dict[LayerName, object] = {}
        if topology.working is not None:
            layers["working"] = _open_working(topology.working, clock, redis_url)
        if topology.episodic is not None:
            layers["episodic"] = Episodic(agent, topology.episodic, store, clock)
        if topology.semantic is not None:
            layers["semantic"] = Semantic(agent, topology.semantic, store)
        if topology.causal is not None:
            layers["causal"] = Causal(agent, topology.causal, store, clock)
        if topology.archive is not None:
            layers["archive"] = Archive(agent, topology.archive, store, files, clock)
        return cls(topology, MappingProxyType(layers), store=store, files=files, clock=clock)

    @property
    def working(self) -> Working:
        """Short-lived values by key."""
        layer: Working = self._layer("working")
        return layer

    @property
    def episodic(self) -> Episodic:
        """What happened."""
        layer: Episodic = self._layer("episodic")
        return layer

    @property
    def semantic(self) -> Semantic:
        """Things and their relations."""
        layer: Semantic = self._layer("semantic")
        return layer

    @property
    def causal(self) -> Causal:
        """Which factors led to which effects."""
        layer: Causal = self._layer("causal")
        return layer

    @property
    def archive(self) -> Archive:
        """Named bytes that outlive the services."""
        layer: Archive = self._layer("archive")
        return layer

    def peer(self, topology: MemoryTopology) -> Peer:
        """Return the one layer that another agent on the same store shares, for reading.

        Raises Forbidden when the other agent shares nothing.
        """
        return Peer(topology, store=self._store, files=self._files, clock=self._clock)

    def backends(self) -> Mapping[str, str]:
        """Tell what serves each declared layer: `process`, `redis`, `sqlite`, `postgresql`, ..."""
        served = dict.fromkeys(LAYERS, self._store.name)
        in_process = isinstance(self._layers.get("working"), ProcessWorking)
        served |= {"working": "process" if in_process else "redis", "archive": self._files.scheme}
        return {name: served[name] for name in self.topology.declared()}

    async def purge(self) -> Mapping[str, int]:
        """Delete what is past its retention; return how many things went, by layer."""
        declared = self.topology.declared()
        gone: dict[str, int] = {}
        if "working" in declared:
            gone["working"] = await self.working.purge()
        if "episodic" in declared:
            gone["episodic"] = await self.episodic.purge()
        if "archive" in declared:
            gone["archive"] = await self.archive.purge()
        return gone

    async def close(self) -> None:
        """Let go of what the memory opened itself; the store stays open."""
        if self.topology.working is not None:
            await self.working.close()

    def _layer(self, name: LayerName) -> Any:
        try:
            return self._layers[name]
        except KeyError:
            raise Forbidden(f"{self.topology.agent} declares no {name} memory") from None


def _open_working(declared: WorkingMemory, clock: Clock, redis_url: str | None) -> Working:
    if redis_url is None:
        return ProcessWorking(declared, clock)
    # The client of Redis is loaded only by those who ask for it.
    from qpf_core.memory.working_redis import RedisWorking  # pylint: disable=C0415

    return RedisWorking(declared, redis_url)
