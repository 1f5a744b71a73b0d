"""What organs act through, as a schema may name it: functions, and methods of small registries.

A registry is filled by the host of an organism: caches it may clear, defences that can be probed,
levers that can be moved. What nobody registered does nothing and says so.
"""

from qpf_organism.ports.caches import Caches, Collector, collect_garbage
from qpf_organism.ports.defences import Defences
from qpf_organism.ports.levers import Levers, Shares
from qpf_organism.ports.requests import Requests

__all__ = ["Caches", "Collector", "Defences", "Levers", "Requests", "Shares", "collect_garbage"]
