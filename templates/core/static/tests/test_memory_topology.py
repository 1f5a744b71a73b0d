"""The memory of an agent: declared layers open, others are refused, shared ones are read."""

# pylint: disable=redefined-outer-name

import pytest

from qpf_core.clock import ManualClock
from qpf_core.errors import Forbidden, InputError
from qpf_core.memory import (
    ArchiveMemory,
    CausalMemory,
    EpisodicMemory,
    Memory,
    MemoryTopology,
    SemanticMemory,
    Sharing,
    WorkingMemory,
)
from qpf_core.memory.topology import LAYERS, LayerName
from qpf_core.store import Store

pytestmark = pytest.mark.anyio


def full(layer: LayerName, enabled: bool = True) -> MemoryTopology:
    """Return a topology with every layer, of which `layer` is shared."""
    return MemoryTopology(
        agent="scorer",
        working=WorkingMemory("scorer:working:*", ttl_s=10),
        episodic=EpisodicMemory(retention_s=10, index=("domain",)),
        semantic=SemanticMemory(),
        causal=CausalMemory(),
        archive=ArchiveMemory("scorer", retention_s=10),
        sharing=Sharing(enabled, layer),
    )


@pytest.fixture
def memory(store: Store, clock: ManualClock) -> Memory:
    """Return a memory with every layer."""
    return Memory.open(full("semantic"), store, clock=clock)


async def test_every_layer_opens(memory: Memory, store: Store) -> None:
    """Each layer works, and the memory tells what serves it."""
    await memory.working.put("k", 1)
    await memory.episodic.append("k", 1)
    await memory.semantic.add_node("n", "k")
    await memory.causal.link("e", ["f"])
    await memory.archive.store("a", b"1")
    assert memory.backends() == {
        "working": "process",
        "episodic": store.name,
        "semantic": store.name,
        "causal": store.name,
        "archive": "memory",
    }
    await memory.close()


async def test_purging_covers_every_layer_with_an_end(memory: Memory, clock: ManualClock) -> None:
    """Working memory, episodes and the archive; the counts tell."""
    await memory.working.put("k", 1)
    await memory.episodic.append("k", 1)
    await memory.archive.store("a", b"1")
    clock.advance(10)
    assert await memory.purge() == {"working": 1, "episodic": 1, "archive": 1}
    assert await memory.purge() == {"working": 0, "episodic": 0, "archive": 0}


@pytest.mark.parametrize("layer", LAYERS)
async def test_undeclared_layers_are_refused(store: Store, clock: ManualClock, layer: str) -> None:
    """With the name of the agent and the layer."""
    memory = Memory.open(MemoryTopology(agent="bare"), store, clock=clock)
    with pytest.raises(Forbidden, match=f"bare declares no {layer} memory"):
        getattr(memory, layer)
    assert (memory.backends(), await memory.purge()) == ({}, {})
    await memory.close()


async def test_a_shared_layer_is_read_by_a_peer(
    memory: Memory, store: Store, clock: ManualClock
) -> None:
    """The layer that is shared, and only that one, and only for reading."""
    await memory.semantic.add_node("n", "k")
    await memory.episodic.append("k", 1)
    await memory.causal.link("e", ["f"])
    await memory.archive.store("a", b"1")
    reader = Memory.open(MemoryTopology(agent="reader"), store, clock=clock)
    peer = reader.peer(full("semantic"))
    assert [node.id for node in await peer.semantic.nodes()] == ["n"]
    assert not hasattr(peer.semantic, "add_node")
    with pytest.raises(Forbidden, match="does not share its episodic memory"):
        _ = peer.episodic
    assert len(await reader.peer(full("episodic")).episodic.find()) == 1
    assert len(await reader.peer(full("causal")).causal.causes("e")) == 1
    assert await reader.peer(full("archive")).archive.load("a") == b"1"


def test_without_sharing_there_is_no_peer(memory: Memory) -> None:
    """Sharing that is switched off, and sharing of a layer that does not exist."""
    with pytest.raises(Forbidden, match="shares no memory"):
        memory.peer(full("semantic", enabled=False))
    bare = MemoryTopology(agent="bare", sharing=Sharing(True, "semantic"))
    with pytest.raises(Forbidden):
        _ = memory.peer(bare).semantic


def test_bad_declarations_are_refused(store: Store, clock: ManualClock) -> None:
    """Names that could not be keys or folders, layers that do not exist."""
    with pytest.raises(InputError, match="agent"):
        MemoryTopology(agent="../up")
    with pytest.raises(InputError, match="sharing.layer"):
        Sharing(True, "dreams")  # type: ignore[arg-type]
    topology = MemoryTopology(agent="a", archive=ArchiveMemory("../up"))
    with pytest.raises(InputError, match="archive.prefix"):
        Memory.open(topology, store, clock=clock)
