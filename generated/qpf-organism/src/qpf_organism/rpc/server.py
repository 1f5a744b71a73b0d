"""A gRPC server over the operations of agents, with health service and reflection."""

# protobuf makes its classes while it is imported, where pylint cannot see them
# pylint: disable=no-member

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import grpc
import structlog
from google.protobuf.descriptor_pool import DescriptorPool
from grpc import aio
from grpc_health.v1 import health, health_pb2  # type: ignore[import-untyped]
from grpc_health.v1.health_pb2_grpc import (  # type: ignore[import-untyped]
    add_HealthServicer_to_server,
)
from grpc_reflection.v1alpha import (  # type: ignore[import-untyped]
    reflection,
    reflection_pb2,
)

from qpf_core.errors import Unavailable
from qpf_core.partners import Transport
from qpf_core.service.settings import CoreSettings
from qpf_organism.rpc.declaration import RpcService
from qpf_organism.rpc.handler import Gate, MethodHandler
from qpf_organism.rpc.messages import Messages

_SETTLE_S = 0.2
OpenTransport = Callable[[str], Transport]
"""Gives the way to the operations of an agent, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RpcOptions:
    """Where a server listens and what it takes: seconds and bytes; TLS with both of the files."""

    host: str = "127.0.0.1"
    port: int = 0
    max_message_bytes: int = 64 * 1024
    max_concurrent: int = 256
    grace_s: float = 2.0
    certificate: Path | None = None
    private_key: Path | None = None

    @classmethod
    def of(cls, settings: CoreSettings, *, max_message_bytes: int) -> Self:
        """Return what the settings of a package say; a service in memory takes a free port."""
        return cls(
            host=getattr(settings, "rpc_host", "127.0.0.1"),
            port=getattr(settings, "rpc_port", 0),
            max_message_bytes=max_message_bytes,
            certificate=getattr(settings, "rpc_certificate", None),
            private_key=getattr(settings, "rpc_private_key", None),
        )


class RpcServer:
    """Serves declared services; made once, started once."""

    def __init__(
        self, services: Sequence[RpcService], open_transport: OpenTransport, gate: Gate
    ) -> None:
        """Put handlers together; nothing listens yet."""
        self._services = tuple(services)
        self._pool = _pool()
        self._handlers = [
            _generic_handler(service, Messages(service, self._pool), open_transport, gate)
            for service in self._services
        ]
        self._bound = 0

    @property
    def port(self) -> int:
        """Return the port that the server listens on, 0 while it does not."""
        return self._bound

    @asynccontextmanager
    async def serving(self, options: RpcOptions) -> AsyncIterator[int]:
        """Listen while the block runs, and give it the port; raises Unavailable for a taken one."""
        server = aio.server(
            options=_channel_options(options), maximum_concurrent_rpcs=options.max_concurrent
        )
        server.add_generic_rpc_handlers(self._handlers)
        watch = health.aio.HealthServicer()
        add_HealthServicer_to_server(watch, server)
        names = [service.full_name for service in self._services]
        offered = (*names, health.SERVICE_NAME, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(offered, server, pool=self._pool)
        try:
            self._bound = _listen(server, options)
            await server.start()
            for name in ("", *names):
                await watch.set(name, health_pb2.HealthCheckResponse.SERVING)
            log = structlog.get_logger("qpf_organism.rpc")
            log.info("rpc_listening", host=options.host, port=self._bound, services=names)
            yield self._bound
        finally:
            await watch.enter_graceful_shutdown()
            await server.stop(options.grace_s)
            await _settled()
            self._bound = 0


def _generic_handler(
    service: RpcService, messages: Messages, open_transport: OpenTransport, gate: Gate
) -> grpc.GenericRpcHandler:
    operations = open_transport(service.agent)
    handlers = {
        method.name: MethodHandler(
            method=method,
            request_type=messages.request(method),
            response_type=messages.response(method),
            operations=operations,
            gate=gate,
        ).rpc_handler()
        for method in service.methods
    }
    return grpc.method_handlers_generic_handler(service.full_name, handlers)


async def _settled() -> None:
    """Wait for what a stopped server still has under way.

    Its library lets go of it a moment later, and an event of a loop that ended by then is an error
    in the next one.
    """
    waiting = [
        task
        for task in asyncio.all_tasks()
        if getattr(task.get_coro(), "__qualname__", "").startswith("AioServer._request")
    ]
    if waiting:
        await asyncio.wait(waiting, timeout=_SETTLE_S)


def _pool() -> DescriptorPool:
    """Return a pool with what reflection must be able to describe besides the own services."""
    pool = DescriptorPool()
    for module in (health_pb2, reflection_pb2):
        pool.AddSerializedFile(module.DESCRIPTOR.serialized_pb)
    return pool


def _channel_options(options: RpcOptions) -> list[tuple[str, Any]]:
    return [
        ("grpc.max_receive_message_length", options.max_message_bytes),
        ("grpc.max_send_message_length", options.max_message_bytes),
        ("grpc.max_metadata_size", 8 * 1024),
        ("grpc.so_reuseport", 0),  # a second server must not share the port in silence
    ]


def _listen(server: aio.Server, options: RpcOptions) -> int:
    host = f"[{options.host}]" if ":" in options.host else options.host
    address = f"{host}:{options.port}"
    try:
        if options.certificate is None or options.private_key is None:
            return server.add_insecure_port(address)
        pair = (options.private_key.read_bytes(), options.certificate.read_bytes())
        return server.add_secure_port(address, grpc.ssl_server_credentials([pair]))
    except RuntimeError as error:
        raise Unavailable(f"cannot listen on {address}") from error
    except OSError as error:
        raise Unavailable(f"cannot read {error.filename}: {error.strerror}") from error
