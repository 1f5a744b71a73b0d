"""What an agent knows of the world, how it reasons, and how it learns from outcomes."""

from qpf_core.cognition.learning import Feedback, LearningLoop, LearningPolicy, Verdict
from qpf_core.cognition.strategies import Strategies
from qpf_core.cognition.world import Reading, WorldModel, WorldModelDeclaration

__all__ = [
    "Feedback",
    "LearningLoop",
    "LearningPolicy",
    "Reading",
    "Strategies",
    "Verdict",
    "WorldModel",
    "WorldModelDeclaration",
]
