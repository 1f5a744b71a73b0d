"""The demonstration works with one command: all in one process, and as processes over servers."""

import time
from pathlib import Path

import pytest
from qnetworks_demo import Counted, stack

pytestmark = pytest.mark.e2e

PATIENCE_S = 60.0


@pytest.mark.parametrize("with_servers", [False, True], ids=["embedded", "servers"])
def test_packets_of_the_demo_device_arrive_once(tmp_path: Path, *, with_servers: bool) -> None:
    with stack(tmp_path, 0, with_servers=with_servers) as url:
        deadline = time.monotonic() + PATIENCE_S
        while not (counted := Counted(url)).received:
            assert time.monotonic() < deadline, "nothing arrived"
            time.sleep(0.2)
    received = [row["packet_id"] for row in counted.received]
    assert len(received) == len(set(received))
    assert set(received) <= {row["packet_id"] for row in counted.sent}
