"""Autonomy, enforced: how much at once, for how long, and what is decided alone."""

from qpf_core.autonomy.latency import Deadline, LatencyBudget
from qpf_core.autonomy.layers import (
    Check,
    LayerFactory,
    LayerSetup,
    SafetyLayer,
    SafetyViolation,
    build_layers,
    known_layers,
)
from qpf_core.autonomy.profile import AutonomyMode, AutonomyProfile, ScopeLevel
from qpf_core.autonomy.scopes import AutonomyScopes, Verdict
from qpf_core.autonomy.tasks import TaskLimit

__all__ = [
    "AutonomyMode",
    "AutonomyProfile",
    "AutonomyScopes",
    "Check",
    "Deadline",
    "LatencyBudget",
    "LayerFactory",
    "LayerSetup",
    "SafetyLayer",
    "SafetyViolation",
    "ScopeLevel",
    "TaskLimit",
    "Verdict",
    "build_layers",
    "known_layers",
]
