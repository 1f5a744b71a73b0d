"""The gRPC server as a part of a service."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from qpf_core.errors import Unavailable
from qpf_core.service import Part, Platform
from qpf_core.service.auth import Authenticator
from qpf_organism.rpc.declaration import RpcService
from qpf_organism.rpc.handler import Gate
from qpf_organism.rpc.server import RpcOptions, RpcServer


def rpc_part(
    name: str,
    services: Sequence[RpcService],
    platform: Platform,
    options: RpcOptions,
    deadline_s: float,
) -> Part:
    """Return the part that serves `services` beside HTTP, with the same callers and rules.

    A call ends after `deadline_s` seconds, or when its caller's own deadline comes first. Nobody
    wants a port of 0: then a free one is taken and logged.
    """
    settings = platform.settings
    identify = Authenticator(
        settings.api_keys, platform.signer_of_requests, settings.jwt_audience
    ).caller
    gate = Gate(identify=identify, require_auth=settings.require_auth, deadline_s=deadline_s)
    server = RpcServer(services, lambda agent: platform.transport(agent, {}), gate)

    @asynccontextmanager
    async def run() -> AsyncIterator[None]:
        async with server.serving(options):
            yield

    async def listening() -> None:
        if not server.port:
            raise Unavailable("the gRPC server does not listen")

    platform.tell(name, lambda: {"port": server.port})
    return Part(name=name, run=run, probes={"listening": listening})
