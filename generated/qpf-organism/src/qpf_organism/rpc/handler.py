"""One call over gRPC: from the bytes of a request to the bytes of an answer or a status."""

import re
from dataclasses import dataclass
from typing import Protocol

import grpc
from google.protobuf.message import DecodeError, Message
from grpc import aio

from qpf_core.agent import Caller, CallScope
from qpf_core.agent.scope import entered, new_correlation_id
from qpf_core.errors import InputError, Unauthenticated
from qpf_core.partners import Transport
from qpf_organism.rpc.declaration import RpcMethod
from qpf_organism.rpc.errors import status_of
from qpf_organism.rpc.messages import answer_of, arguments_of

_CORRELATION = re.compile(r"[A-Za-z0-9._:-]{1,128}")


class Identify(Protocol):
    """Tells who calls from what they show."""

    def __call__(self, authorization: str | None, api_key: str | None, /) -> Caller | None:
        """Return the caller, None for nobody; raises Unauthenticated for a wrong proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What is asked of every caller, and how long a call may take, in seconds."""

    identify: Identify
    require_auth: bool
    deadline_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodHandler:
    """Answers one method by an operation."""

    method: RpcMethod
    request_type: type[Message]
    response_type: type[Message]
    operations: Transport
    gate: Gate

    async def handle(self, request: bytes, context: "aio.ServicerContext[bytes, bytes]") -> bytes:
        """Return the answer; every failure ends in a status that says no more than it should."""
        try:
            return await self._answered(request, context)
        except Exception as error:  # pylint: disable=broad-exception-caught
            code, text, metadata = status_of(error, self.method.name)
        await context.abort(code, text, metadata)
        raise AssertionError("abort has raised")

    def rpc_handler(self) -> "grpc.RpcMethodHandler[bytes, bytes]":
        """Return the handler as servers want it; messages are read and written here."""
        return grpc.unary_unary_rpc_method_handler(self.handle)

    async def _answered(
        self, request: bytes, context: "aio.ServicerContext[bytes, bytes]"
    ) -> bytes:
        shown = {str(key): value for key, value in context.invocation_metadata() or ()}
        caller = self.gate.identify(_text(shown, "authorization"), _text(shown, "x-api-key"))
        if caller is None and self.gate.require_auth:
            raise Unauthenticated("this service needs credentials")
        given = _text(shown, "x-correlation-id") or ""
        correlation_id = given if _CORRELATION.fullmatch(given) else new_correlation_id()
        scope = CallScope(
            correlation_id=correlation_id,
            caller=caller,
            origin=f"@{context.peer()}",
            approval=_text(shown, "x-approval-token"),
        )
        with entered(scope):
            result = await self.operations.call(
                self.method.operation,
                arguments_of(self._read(request), self.method.request),
                correlation_id=correlation_id,
                deadline_s=self._remaining_s(context),
            )
        answer = answer_of(result, self.response_type, self.method.response)
        return answer.SerializeToString()

    def _read(self, request: bytes) -> Message:
        try:
            return self.request_type.FromString(request)
        except DecodeError as error:
            raise InputError("request", f"is not a {self.method.request_type}") from error

    def _remaining_s(self, context: "aio.ServicerContext[bytes, bytes]") -> float:
        wanted = context.time_remaining()
        return self.gate.deadline_s if wanted is None else min(wanted, self.gate.deadline_s)


def _text(shown: dict[str, str | bytes], key: str) -> str | None:
    value = shown.get(key)
    return value if isinstance(value, str) else None
