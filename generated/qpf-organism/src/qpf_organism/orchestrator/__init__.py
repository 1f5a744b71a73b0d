"""Tasks for peers: real health checks, load as a moving average, the remaining time, retries."""

from qpf_organism.orchestrator.command import OrchestratorOptions, run_orchestrator
from qpf_organism.orchestrator.load import LoadBook
from qpf_organism.orchestrator.orchestrator import Diligence, Orchestrator, PeerState
from qpf_organism.orchestrator.reach import NetworkReach, Offer, Reach
from qpf_organism.orchestrator.service import orchestrator_part
from qpf_organism.orchestrator.task import Outcome, Task

__all__ = [
    "Diligence",
    "LoadBook",
    "NetworkReach",
    "Offer",
    "Orchestrator",
    "OrchestratorOptions",
    "Outcome",
    "PeerState",
    "Reach",
    "Task",
    "orchestrator_part",
    "run_orchestrator",
]
