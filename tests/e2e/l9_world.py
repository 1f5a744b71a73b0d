"""Where the story happens: the service, its anchors, and three people with keys."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from l9_process import L9Process, environment, migrate
from real_servers import Servers
from receivers import Received, Receivers, receivers

PEOPLE: Mapping[str, tuple[str, ...]] = {
    "desk": ("service_token",),
    "requester": ("service_token", "governance_token"),
    "officer": ("governance_token",),
}
"""Who has which roles; the officer answers what the requester asks."""

Say = Callable[[str], None]
_PATIENCE_S = 20.0
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON body of a response."""

    status: int
    body: Any


class World:
    """The running service as the people of the story see it."""

    def __init__(self, settings: Mapping[str, str], received: Received, say: Say) -> None:
        """Start the service; `say` gets the account of what happens."""
        self.say = say
        self.received = received
        self.settings = dict(settings)
        self._process = L9Process(self.settings)
        self._client = httpx2.Client(base_url=self._process.url, timeout=30.0)

    def call(
        self,
        who: str,
        verb: str,
        path: str,
        body: object = None,
        *,
        story: str = "",
        approval: str = "",
    ) -> Answer:
        """Send one request of a person; `story` is the correlation id."""
        headers = {"X-API-Key": f"{who}-key"}
        if story:
            headers["X-Correlation-ID"] = story
        if approval:
            headers["X-Approval-Token"] = approval
        response = self._client.request(verb, path, json=body, headers=headers)
        return Answer(response.status_code, response.json())

    def done(self, *arguments: Any, **more: Any) -> Any:
        """Call like `call`, and return the body of an answer that must be 200."""
        answer = self.call(*arguments, **more)
        assert answer.status == 200, (arguments[:3], answer, self._process.log)
        return answer.body

    def eventually(self, what: str, probe: Callable[[], Any]) -> Any:
        """Return the first truthy result of `probe`; what crosses processes takes a moment."""
        until = time.monotonic() + _PATIENCE_S
        pause = threading.Event()
        while not (result := probe()):
            assert time.monotonic() < until, f"never happened: {what}\n{self._process.log}"
            pause.wait(0.05)
        return result

    def restart(self) -> None:
        """Stop the service as an operator does, and start it again with the same settings."""
        self._client.close()
        assert self._process.stop() == 0
        self._process = L9Process(self.settings)
        self._client = httpx2.Client(base_url=self._process.url, timeout=30.0)

    def close(self) -> int:
        """Stop the service and return its exit code."""
        self._client.close()
        return self._process.stop()


@contextmanager
def world(folder: Path, say: Say, servers: Servers | None = None) -> Iterator[World]:
    """Start anchors and service for one block, on `servers` or on the embedded defaults."""
    with receivers() as anchors:
        settings = _settings(folder, anchors)
        if servers is not None:
            settings["DATABASE_URL"] = servers.postgres_url
            settings["REDIS_URL"] = servers.redis_url
            migrate(settings)
        here = World(settings, anchors.received, say)
        try:
            yield here
        finally:
            here.close()


def audit_entries(world_: World, correlations: Sequence[str]) -> list[dict[str, Any]]:
    """Read the audit log out of the database, in a process that knows nothing of the service."""
    settings = world_.settings
    url = settings.get("DATABASE_URL", f"sqlite:///{settings['DATA_DIR']}/service.db")
    done = subprocess.run(
        [sys.executable, str(_HERE / "read_audit.py"), url, *correlations],
        env=environment({}),
        check=True,
        capture_output=True,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _settings(folder: Path, anchors: Receivers) -> dict[str, str]:
    keys: dict[str, str] = {}
    for name, roles in PEOPLE.items():
        keys[f"API_KEYS__{name}__KEY"] = f"{name}-key"
        keys[f"API_KEYS__{name}__ROLES"] = json.dumps(roles)
    return {
        "DATA_DIR": str(folder),
        "JWT_SECRET": "0123456789abcdef0123456789abcdef",
        "REQUIRE_AUTH": "true",
        "SMTP__HOST": "127.0.0.1",
        "SMTP__PORT": str(anchors.smtp_port),
        "SMTP__STARTTLS": "false",
        "SMTP__RECIPIENTS": '{"*": "anchors@example.test"}',
        "WEBHOOK_URL": anchors.webhook_url,
        **keys,
    }
