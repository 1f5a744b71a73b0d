"""Peers on the local network find each other by small signed or plain datagrams."""

from qpf_organism.discovery.command import discover_on_command
from qpf_organism.discovery.fresh import fresh
from qpf_organism.discovery.node import DiscoveryNode, NodeOptions
from qpf_organism.discovery.packet import Announcement, BadPacket, Codec
from qpf_organism.discovery.part import part_of_discovery
from qpf_organism.discovery.peer import Peer
from qpf_organism.discovery.peers_file import PeersFile
from qpf_organism.discovery.table import Limits, PeerTable
from qpf_organism.discovery.throttle import Throttle
from qpf_organism.discovery.transport import Group, GroupTransport

__all__ = [
    "Announcement",
    "BadPacket",
    "Codec",
    "DiscoveryNode",
    "Group",
    "GroupTransport",
    "Limits",
    "NodeOptions",
    "Peer",
    "PeerTable",
    "PeersFile",
    "Throttle",
    "discover_on_command",
    "fresh",
    "part_of_discovery",
]
