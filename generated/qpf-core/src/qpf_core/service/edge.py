"""The edge of a service: each request gets an identity, a caller, a deadline, a log line."""

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qpf_core.agent.scope import CallScope, entered, new_correlation_id
from qpf_core.errors import CoreError, InputError, Unauthenticated
from qpf_core.service.auth import Authenticator
from qpf_core.service.errors import problem, unexpected
from qpf_core.service.metrics import HttpMetrics
from qpf_core.service.telemetry import QUIET_PATHS

CORRELATION_HEADER = "X-Correlation-ID"
DEADLINE_HEADER = "X-Deadline-Ms"
APPROVAL_HEADER = "X-Approval-Token"
NOT_ADMITTED = 1008
"""Code with which a WebSocket is refused; before it is open, servers answer 403."""

_CORRELATION = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_DEADLINE = re.compile(r"[0-9]{1,7}")


class Edge:
    """ASGI middleware around everything else; it answers for errors that nobody else answered."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        authenticator: Authenticator,
        metrics: HttpMetrics,
        require_auth: bool,
    ) -> None:
        """Guard `app`; with `require_auth` only probes are open to anonymous callers."""
        self._app = app
        self._authenticator = authenticator
        self._metrics = metrics
        self._require_auth = require_auth

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request inside a CallScope."""
        if scope["type"] == "websocket" and not self._admits(scope):
            await send({"type": "websocket.close", "code": NOT_ADMITTED, "reason": "credentials"})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = _wanted_headers(scope)
        answer = _Answer(send, _correlation_id(headers.get(b"x-correlation-id")))
        with entered(CallScope(correlation_id=answer.correlation_id)):
            started = time.perf_counter()
            try:
                call = self._call(scope, headers, answer.correlation_id)
                with entered(call):
                    await self._app(scope, receive, answer.send)
            except CoreError as error:
                await problem(error)(scope, receive, answer.send)
            except Exception as error:  # pylint: disable=broad-exception-caught
                await self._fail(error, scope, receive, answer)
            finally:
                self._account(scope, answer.status, time.perf_counter() - started)

    def _admits(self, scope: Scope) -> bool:
        """Tell whether a WebSocket may be opened: its request carries credentials like others."""
        headers = _wanted_headers(scope)
        try:
            caller = self._authenticator.caller(
                headers.get(b"authorization"), headers.get(b"x-api-key")
            )
        except CoreError:
            return False
        return caller is not None or not self._require_auth

    def _call(self, scope: Scope, headers: Mapping[bytes, str], correlation_id: str) -> CallScope:
        caller = self._authenticator.caller(
            headers.get(b"authorization"), headers.get(b"x-api-key")
        )
        if caller is None and self._require_auth and scope["path"] not in QUIET_PATHS:
            raise Unauthenticated("this service needs credentials")
        return CallScope(
            correlation_id=correlation_id,
            caller=caller,
            deadline_at=_deadline_at(headers.get(b"x-deadline-ms")),
            approval=headers.get(b"x-approval-token"),
            origin=f"@{scope['client'][0]}" if scope.get("client") else "",
        )

    async def _fail(
        self, error: Exception, scope: Scope, receive: Receive, answer: "_Answer"
    ) -> None:
        response = unexpected(error, scope["path"])
        if answer.status is None:
            await response(scope, receive, answer.send)

    def _account(self, scope: Scope, status: int | None, elapsed_s: float) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        self._metrics.finished(scope["method"], route, status or 499, elapsed_s)
        log = structlog.get_logger("qpf_core.access")
        emit = log.debug if scope["path"] in QUIET_PATHS else log.info
        emit(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=status,
            elapsed_ms=round(elapsed_s * 1000, 3),
        )


@dataclass(slots=True)
class _Answer:
    """Sends an answer with the correlation id on it and remembers its status."""

    forward: Send
    correlation_id: str
    status: int | None = field(default=None)

    async def send(self, message: Message) -> None:
        """Send one message."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            name = CORRELATION_HEADER.lower().encode()
            message["headers"] = [*message["headers"], (name, self.correlation_id.encode())]
        await self.forward(message)


_WANTED = frozenset(
    (b"x-correlation-id", b"authorization", b"x-api-key", b"x-deadline-ms", b"x-approval-token")
)


def _wanted_headers(scope: Scope) -> dict[bytes, str]:
    return {name: value.decode("latin-1") for name, value in scope["headers"] if name in _WANTED}


def _correlation_id(given: str | None) -> str:
    """Keep the caller's identifier if it is harmless in headers and logs."""
    if given is not None and _CORRELATION.fullmatch(given):
        return given
    return new_correlation_id()


def _deadline_at(given: str | None) -> float | None:
    if given is None:
        return None
    if not _DEADLINE.fullmatch(given):
        raise InputError(DEADLINE_HEADER, "must be a number of milliseconds")
    return asyncio.get_running_loop().time() + int(given) / 1000
