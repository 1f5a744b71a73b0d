"""A deadline around a call to a partner."""

from collections.abc import Iterator
from contextlib import contextmanager

import anyio

from qpf_core.errors import DeadlineExceeded


@contextmanager
def within(deadline_s: float, operation: str) -> Iterator[None]:
    """Raise DeadlineExceeded when the block takes longer than `deadline_s` seconds."""
    try:
        with anyio.fail_after(deadline_s):
            yield
    except TimeoutError as error:
        raise DeadlineExceeded(f"`{operation}` did not answer within {deadline_s:g} s") from error


def seconds_left() -> float:
    """Return the seconds until the innermost deadline; infinite without one."""
    return max(0.0, anyio.current_effective_deadline() - anyio.current_time())
