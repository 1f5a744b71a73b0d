"""Shared fixtures: the event loop of asynchronous tests, clocks, every bus and store in reach."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings

from qpf_core.bus import Bus, open_bus
from qpf_core.clock import Clock, ManualClock, SystemClock
from qpf_core.store import Store

REDIS_URL = os.environ.get("QPF_TEST_REDIS_URL")
POSTGRES_URL = os.environ.get("QPF_TEST_POSTGRES_URL")
BUSES = ("embedded", "redis") if REDIS_URL else ("embedded",)
STORES = ("memory", "file", "postgresql") if POSTGRES_URL else ("memory", "file")

# The same examples on every machine and day, however busy it is, and nothing left on the disk.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture
def anyio_backend() -> str:
    """Run every asynchronous test on asyncio, the loop that services use."""
    return "asyncio"


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that moves only when somebody sleeps."""
    return ManualClock(auto_advance=True)


@pytest.fixture(params=BUSES)
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    """Open each kind of bus in turn, on the machine's clock, as a server has no other."""
    time: Clock = SystemClock()
    opened = open_bus(REDIS_URL if request.param == "redis" else None, time, maxlen=1000)
    yield opened
    await opened.close()


@pytest.fixture
def topic() -> str:
    """Return a topic that no other test uses."""
    return f"test.{uuid4().hex}"


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Open each kind of database in turn."""
    urls = {
        "memory": "sqlite://",
        "file": f"sqlite:///{tmp_path}/folder/test.db",
        "postgresql": POSTGRES_URL or "",
    }
    opened = Store(urls[request.param])
    yield opened
    opened.close()
