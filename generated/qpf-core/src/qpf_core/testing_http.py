"""What emitted tests of endpoints stand on: a whole service in memory and its client."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from starlette.testclient import TestClient

from qpf_core.service.agents import AgentService
from qpf_core.service.platform import Platform
from qpf_core.testing_time import unhurried

_SECRET = "embedded services sign for nobody else"
_TOKEN_S = 60.0
_HOLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class EndpointCall:
    """One call of an endpoint: verb, path, arguments, and the roles it needs.

    What the path names in braces is taken from the arguments. One that `succeeds` has those of an
    example, and its operation needs nothing else.
    """

    verb: str
    path: str
    arguments: dict[str, Any] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    succeeds: bool = False

    @property
    def has_body(self) -> bool:
        """Tell whether the arguments travel in a body."""
        return self.verb in ("POST", "PUT", "PATCH")

    @property
    def url(self) -> str:
        """The path with the arguments that it names."""
        return _HOLE.sub(self._segment, self.path)

    @property
    def rest(self) -> dict[str, Any]:
        """The arguments that the path does not name."""
        named = _HOLE.findall(self.path)
        return {name: value for name, value in self.arguments.items() if name not in named}

    def with_arguments(self, arguments: dict[str, Any]) -> "EndpointCall":
        """Return a call of the same URL with other arguments besides."""
        return replace(self, path=self.url, arguments=arguments)

    def _segment(self, hole: re.Match[str]) -> str:
        value = self.arguments.get(hole[1], hole[0])
        return quote(value if isinstance(value, str) else json.dumps(value), safe="")

    def __str__(self) -> str:
        """Name the call in test reports."""
        return f"{self.verb} {self.path}"


class ServiceClient:
    """A client of a service in memory; it holds a token for exactly the roles that a call shows."""

    def __init__(self, client: TestClient, platform: Platform) -> None:
        """Call through `client`."""
        self._client = client
        self._platform = platform

    def request(self, call: EndpointCall, roles: tuple[str, ...] = ()) -> Any:
        """Send a call with the credentials of `roles`, without any when there are none."""
        headers = {"Authorization": f"Bearer {self._token(roles)}"} if roles else {}
        if call.has_body:
            return self._client.request(call.verb, call.url, headers=headers, json=call.rest)
        return self._client.request(call.verb, call.url, headers=headers, params=call.rest)

    def _token(self, roles: tuple[str, ...]) -> str:
        signer = self._platform.signer_of_requests
        assert signer is not None
        return signer.issue("test", roles, self._platform.settings.jwt_audience, _TOKEN_S)


@contextmanager
def served(
    build: Callable[[Platform], FastAPI], *asked: Callable[[Platform], AgentService]
) -> Iterator[ServiceClient]:
    """Give a client of the service that `build` puts together, with everything in memory.

    `asked` put agents of other distributions together, which its own ask, in the same process.
    Its operations have a minute each; whether they keep their limits is for other tests.
    """
    platform = Platform.embedded(jwt_secret=_SECRET)
    for one in asked:
        other = one(platform)
        platform.register(other.name, other.invoke)
    with unhurried(), TestClient(build(platform), raise_server_exceptions=False) as client:
        yield ServiceClient(client, platform)
