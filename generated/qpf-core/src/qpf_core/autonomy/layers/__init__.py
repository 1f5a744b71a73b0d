"""Safety layers: named checks before and after every operation of an agent."""

from qpf_core.autonomy.layers.base import Check, LayerSetup, SafetyLayer, SafetyViolation
from qpf_core.autonomy.layers.registry import LayerFactory, build_layers, known_layers

__all__ = [
    "Check",
    "LayerFactory",
    "LayerSetup",
    "SafetyLayer",
    "SafetyViolation",
    "build_layers",
    "known_layers",
]
