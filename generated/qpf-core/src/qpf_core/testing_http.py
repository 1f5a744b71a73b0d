"""What emitted tests of endpoints stand on: a whole service in memory and its client."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from qpf_core.service.platform import Platform

_SECRET = "embedded services sign for nobody else"
_TOKEN_S = 60.0


@dataclass(frozen=True, slots=True)
class EndpointCall:
    """One call of an endpoint: verb, path, arguments, and the roles it needs."""

    verb: str
    path: str
    arguments: dict[str, Any] = field(default_factory=dict)
    roles: tuple[str, ...] = ()

    @property
    def has_body(self) -> bool:
        """Tell whether the arguments travel in a body."""
        return self.verb in ("POST", "PUT", "PATCH")

    def with_arguments(self, arguments: dict[str, Any]) -> "EndpointCall":
        """Return the same call with other arguments."""
        return replace(self, arguments=arguments)

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
            return self._client.request(call.verb, call.path, headers=headers, json=call.arguments)
        return self._client.request(call.verb, call.path, headers=headers, params=call.arguments)

    def _token(self, roles: tuple[str, ...]) -> str:
        signer = self._platform.signer_of_requests
        assert signer is not None
        return signer.issue("test", roles, self._platform.settings.jwt_audience, _TOKEN_S)


@contextmanager
def served(build: Callable[[Platform], FastAPI]) -> Iterator[ServiceClient]:
    """Give a client of the service that `build` puts together, with everything in memory."""
    platform = Platform.embedded(jwt_secret=_SECRET)
    with TestClient(build(platform), raise_server_exceptions=False) as client:
        yield ServiceClient(client, platform)
