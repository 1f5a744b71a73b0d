"""Shared fixtures: the event loop of asynchronous tests, a clock, repeatable examples."""

import pytest
from hypothesis import settings

from qpf_core.clock import ManualClock

# The same examples on every machine and day, however busy it is, and nothing left on the disk.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture
def anyio_backend() -> str:
    """Run every asynchronous test on asyncio, the loop that services use."""
    return "asyncio"


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that moves only when the test says so."""
    return ManualClock()
