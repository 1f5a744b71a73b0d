"""Five layers of memory, declared by a topology, embedded by default, on real servers by URL."""

from qpf_core.memory.archive import Archive
from qpf_core.memory.causal import Causal
from qpf_core.memory.episodic import Episodic, NewEpisode
from qpf_core.memory.layers import Cause, Edge, Episode, Node
from qpf_core.memory.memory import Memory
from qpf_core.memory.peer import Peer
from qpf_core.memory.semantic import Semantic
from qpf_core.memory.topology import (
    ArchiveMemory,
    CausalMemory,
    EpisodicMemory,
    Factor,
    MemoryTopology,
    SemanticMemory,
    Shape,
    Sharing,
    WorkingMemory,
)
from qpf_core.memory.working import Working

__all__ = [
    "Archive",
    "ArchiveMemory",
    "Causal",
    "CausalMemory",
    "Cause",
    "Edge",
    "Episode",
    "Episodic",
    "EpisodicMemory",
    "Factor",
    "Memory",
    "MemoryTopology",
    "NewEpisode",
    "Node",
    "Peer",
    "Semantic",
    "SemanticMemory",
    "Shape",
    "Sharing",
    "Working",
    "WorkingMemory",
]
