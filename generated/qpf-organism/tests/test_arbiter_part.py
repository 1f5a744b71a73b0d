"""A beat on demand: what comes in, what goes out, what is left."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from qpf_core.errors import InputError
from qpf_core.service import Platform, create_service
from qpf_organism.arbiter import Integrated
from qpf_organism.arbiter_part import part_of_arbiter


class Arbiter:
    """Takes note of what it is asked."""

    def __init__(self, adaptive: bool) -> None:
        self.adaptive = adaptive
        self.closed = False
        self.asked: list[Any] = []

    def time_wrap(self, health: Any = None, *, inline: bool = False) -> Integrated:
        """Answer."""
        assert not inline
        if health is not None and "theta" not in health:
            raise InputError("theta", "is missing")
        self.asked.append(health)
        return {
            "organs": {},
            "integrated_score": 1.0,
            "genome_balance": {"R": 1.0},
            "mode": "base" if not self.adaptive else "wrap",
            "timestamp": "2026-01-01T00:00:00+00:00",
        }

    def close(self) -> None:
        """Take note."""
        self.closed = True


class Story:
    """A service with arbiters that are remembered."""

    def __init__(self) -> None:
        self.platform = Platform.embedded()
        self.made: list[Arbiter] = []
        part = part_of_arbiter("arbiter", self.platform, "/beat", self._make)
        self.app = create_service("Sample", "1.0.0", (), self.platform, (part,))

    def _make(self, adaptive: bool) -> Arbiter:
        self.made.append(Arbiter(adaptive))
        return self.made[-1]


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def client(story: Story) -> Iterator[TestClient]:
    with TestClient(story.app) as made:
        yield made


def test_a_beat_is_answered_and_told(story: Story, client: TestClient) -> None:
    assert story.platform.vitals()["arbiter"]() == {}
    answer = client.post("/beat", json={"theta": 0.8}).json()
    assert (answer["mode"], answer["integrated_score"]) == ("wrap", 1.0)
    assert story.platform.vitals()["arbiter"]() == answer
    assert client.post("/beat").json() == answer
    assert client.post("/beat?adaptive=false", json={"theta": 0.8}).json()["mode"] == "base"
    assert [one.asked for one in story.made] == [[{"theta": 0.8}, None], [{"theta": 0.8}]]


def test_what_is_no_health_is_refused(client: TestClient) -> None:
    refused = client.post("/beat", json={"cpu_health": 1})
    assert (refused.status_code, refused.json()["field"]) == (422, "theta")
    assert client.post("/beat", json=[1]).status_code == 422


def test_arbiters_are_closed_with_the_service(story: Story) -> None:
    with TestClient(story.app) as client:
        client.post("/beat")
    assert [one.closed for one in story.made] == [True]
