"""Running organs together: workers with deadlines, and the weighing of what the organs gave."""

from qpf_organism.arbiter.crew import Crew
from qpf_organism.arbiter.integrating import Integrated, Wraps, integrated, score

__all__ = ["Crew", "Integrated", "Wraps", "integrated", "score"]
