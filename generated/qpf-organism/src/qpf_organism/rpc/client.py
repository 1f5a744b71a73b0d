"""Calls of a declared service over a channel, by plain values."""

# protobuf makes its classes while it is imported, where pylint cannot see them
# pylint: disable=no-member

from types import TracebackType
from typing import Self

import grpc
from grpc import aio
from grpc_health.v1 import health_pb2  # type: ignore[import-untyped]

from qpf_core.errors import CoreError, InputError, NotFound
from qpf_core.partners.transport import TokenSource
from qpf_core.plain import JsonObject
from qpf_organism.rpc.declaration import RpcService
from qpf_organism.rpc.errors import error_of
from qpf_organism.rpc.messages import Messages, request_of, values_of

_HEALTH_CHECK = "/grpc.health.v1.Health/Check"


class RpcClient:
    """A channel to one server that offers `service`."""

    def __init__(
        self,
        service: RpcService,
        address: str,
        *,
        token: TokenSource | None = None,
        root_certificate: bytes | None = None,
    ) -> None:
        """Connect on the first call; what `token` gives is shown, a certificate asks for TLS."""
        self._service = service
        self._messages = Messages(service)
        self._token = token
        self._channel = (
            aio.insecure_channel(address)
            if root_certificate is None
            else aio.secure_channel(address, grpc.ssl_channel_credentials(root_certificate))
        )

    async def __aenter__(self) -> Self:
        """Return the client."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the channel."""
        await self.close()

    async def close(self) -> None:
        """Close the channel."""
        await self._channel.close()

    async def call(
        self, name: str, arguments: JsonObject, *, deadline_s: float, approval: str | None = None
    ) -> JsonObject:
        """Return the fields of the answer of a method, found by its name or its operation's.

        Raises the CoreError that stands for a failed call: ApprovalRequired for one that waits for
        a human, which is repeated with the `approval` that was issued.
        """
        method = self._service.method(name)
        if method is None:
            raise NotFound(f"{self._service.name} has no {name}")
        try:
            request = request_of(arguments, self._messages.request(method), method.request)
        except (TypeError, ValueError) as error:
            raise InputError("args", "do not fit the request") from error
        path = f"/{self._service.full_name}/{method.name}"
        shown = (("x-approval-token", approval),) if approval else ()
        answer = await self._sent(path, request.SerializeToString(), deadline_s, shown)
        return values_of(self._messages.response(method).FromString(answer), method.response)

    async def healthy(self, *, deadline_s: float) -> bool:
        """Tell whether the server says that it serves."""
        asked = health_pb2.HealthCheckRequest(service=self._service.full_name)
        try:
            answer = await self._sent(_HEALTH_CHECK, asked.SerializeToString(), deadline_s)
        except CoreError:
            return False
        status = health_pb2.HealthCheckResponse.FromString(answer).status
        return bool(status == health_pb2.HealthCheckResponse.SERVING)

    async def _sent(
        self,
        path: str,
        request: bytes,
        deadline_s: float,
        shown: tuple[tuple[str, str], ...] = (),
    ) -> bytes:
        send: aio.UnaryUnaryMultiCallable[bytes, bytes] = self._channel.unary_unary(path)
        try:
            return await send(request, timeout=deadline_s, metadata=(*self._metadata(), *shown))
        except aio.AioRpcError as error:
            trailing = error.trailing_metadata() or ()
            raise error_of(error.code(), error.details() or "", trailing) from error

    def _metadata(self) -> tuple[tuple[str, str], ...]:
        token = self._token() if self._token is not None else None
        return (("authorization", f"Bearer {token}"),) if token else ()
