"""How a call to a partner is repeated."""

from dataclasses import dataclass

__all__ = ["DEFAULT_RETRY", "RetryPolicy"]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently a call is tried: waits in seconds that grow, with jitter.

    The first wait is `wait_initial_s`, each other one `factor` times the one before, none longer
    than `wait_max_s`.
    """

    attempts: int = 3
    wait_initial_s: float = 0.05
    factor: float = 2.0
    wait_max_s: float = 1.0
    jitter_s: float = 0.1

    def wait_s(self, failed: int) -> float:
        """Return the least wait after so many failed tries."""
        return min(self.wait_max_s, self.wait_initial_s * self.factor ** (failed - 1))


DEFAULT_RETRY = RetryPolicy()
