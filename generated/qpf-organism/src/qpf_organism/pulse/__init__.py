"""A fixed-rate pulse: absolute deadlines, a process of its own, vitals that tell how well it beats.

`PulsePolicy` says the rhythm, `Drive` what is driven, `PulseProcess` and `PulseThread` run it.
"""

from qpf_organism.pulse.beatlog import LogSettings
from qpf_organism.pulse.heart import Drive, Heart
from qpf_organism.pulse.policy import MissBudget, MissPolicy, PulsePolicy
from qpf_organism.pulse.process import PulseProcess, PulseRefused
from qpf_organism.pulse.schedule import BudgetSpent
from qpf_organism.pulse.thread import PulseThread

__all__ = [
    "BudgetSpent",
    "Drive",
    "Heart",
    "LogSettings",
    "MissBudget",
    "MissPolicy",
    "PulsePolicy",
    "PulseProcess",
    "PulseRefused",
    "PulseThread",
]
