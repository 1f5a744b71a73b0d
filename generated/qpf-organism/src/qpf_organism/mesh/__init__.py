"""A message mesh inside a process: bounded, counted, without polling; and bots that live on it."""

from qpf_organism.mesh.mesh import Mesh, MeshPolicy
from qpf_organism.mesh.nanobot import Memory, NanoBot, colony
from qpf_organism.mesh.signal import EVERYBODY, Node, Signal, SignalRecord

__all__ = [
    "EVERYBODY",
    "Memory",
    "Mesh",
    "MeshPolicy",
    "NanoBot",
    "Node",
    "Signal",
    "SignalRecord",
    "colony",
]
