"""Time enough: a busy machine does not decide whether an emitted test passes."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from qpf_core.autonomy import Deadline

__all__ = ["PATIENCE_S", "unhurried"]

PATIENCE_S = 60.0
"""How long anything may take in a test, in seconds: what hangs must still end."""


@contextmanager
def unhurried() -> Iterator[None]:
    """Give every operation that starts meanwhile a minute, when its own limit is shorter."""
    earliest = Deadline.earliest

    def patient(budget_s: float | None, inherited_at: float | None) -> Deadline:
        return earliest(None if budget_s is None else max(budget_s, PATIENCE_S), inherited_at)

    with patch.object(Deadline, "earliest", patient):
        yield
