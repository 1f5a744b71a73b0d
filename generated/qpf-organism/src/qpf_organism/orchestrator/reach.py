"""How a peer is reached: by gRPC where it offers a port for that, else over HTTP."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import httpx2

from qpf_core.agent.scope import new_correlation_id
from qpf_core.errors import CoreError, NotFound, Unavailable
from qpf_core.partners import Route
from qpf_core.partners.http import HttpTransport
from qpf_core.partners.retry import RetryPolicy
from qpf_core.partners.transport import TokenSource
from qpf_core.plain import JsonValue
from qpf_organism.discovery.peer import Peer
from qpf_organism.orchestrator.task import Task
from qpf_organism.rpc import RpcClient, RpcService
from qpf_organism.rpc.results import result_of

_ONCE = RetryPolicy(attempts=1)
_ANYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  # compared with, never bound to


class Reach(Protocol):
    """The way to peers."""

    async def healthy(self, peer: Peer, timeout_s: float) -> bool:
        """Tell whether a peer says in time that it serves."""

    async def run(self, peer: Peer, task: Task, deadline_s: float) -> JsonValue:
        """Return the result of a task; raises the CoreError that it ended with."""

    async def keep(self, peers: Iterable[Peer]) -> None:
        """Let go of every connection but those to `peers`."""

    async def close(self) -> None:
        """Let go of everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What peers serve: a gRPC service (or none) and routes by operation; and where this host does.

    A service that listens on loopback is reached there and not under the address it announced.
    """

    service: RpcService | None = None
    routes: Mapping[str, Route] = field(default_factory=dict)
    grpc_host: str = "127.0.0.1"
    rest_host: str = "127.0.0.1"


def _no_token() -> str | None:
    return None


class NetworkReach:
    """Reaches peers over the network, with one connection to each."""

    def __init__(self, offer: Offer, token: TokenSource = _no_token) -> None:
        """Show what `token` gives with every call."""
        self._offer = offer
        self._client = httpx2.AsyncClient(trust_env=False)
        self._token = token
        self._channels: dict[str, RpcClient] = {}

    async def healthy(self, peer: Peer, timeout_s: float) -> bool:
        """Ask the gRPC health service, or `/livez` where there is no gRPC."""
        if self._speaks_rpc(peer):
            return await self._channel(peer).healthy(deadline_s=timeout_s)
        if not peer.rest_port:
            return False
        try:
            answer = await self._client.get(f"{self._url(peer)}/livez", timeout=timeout_s)
        except httpx2.HTTPError:
            return False
        return answer.is_success

    async def run(self, peer: Peer, task: Task, deadline_s: float) -> JsonValue:
        """Run a task at a peer, by the first way that both know."""
        service = self._offer.service
        method = service.method(task.func) if service is not None else None
        if method is not None and self._speaks_rpc(peer):
            answer = await self._channel(peer).call(task.func, task.args, deadline_s=deadline_s)
            return result_of(answer, method)
        operation = method.operation if method is not None else task.func
        if operation not in self._offer.routes:
            raise NotFound(f"no peer serves {task.func}")
        if not peer.rest_port:
            raise Unavailable(f"{peer.id} does not serve {task.func}")
        over_http = HttpTransport(
            self._url(peer), self._offer.routes, self._token, self._client, retry=_ONCE
        )
        return await over_http.call(
            operation, task.args, correlation_id=new_correlation_id(), deadline_s=deadline_s
        )

    async def keep(self, peers: Iterable[Peer]) -> None:
        """Close the channels to everybody else."""
        wanted = {self._address(peer) for peer in peers}
        for address in [one for one in self._channels if one not in wanted]:
            await self._channels.pop(address).close()

    async def close(self) -> None:
        """Let go of everything."""
        await self.keep(())
        await self._client.aclose()

    def _speaks_rpc(self, peer: Peer) -> bool:
        return self._offer.service is not None and peer.grpc_port > 0

    def _channel(self, peer: Peer) -> RpcClient:
        address = self._address(peer)
        if address not in self._channels:
            if self._offer.service is None:
                raise CoreError("no gRPC service is offered")
            self._channels[address] = RpcClient(self._offer.service, address, token=self._token)
        return self._channels[address]

    def _address(self, peer: Peer) -> str:
        return _joined(peer, self._offer.grpc_host, peer.grpc_port)

    def _url(self, peer: Peer) -> str:
        return f"http://{_joined(peer, self._offer.rest_host, peer.rest_port)}"


def _joined(peer: Peer, own_host: str, port: int) -> str:
    own = "127.0.0.1" if own_host in _ANYWHERE else own_host
    host = own if peer.is_local else peer.addr
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
