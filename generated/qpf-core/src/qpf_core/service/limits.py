"""A limit on the size of request bodies, enforced while they arrive."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qpf_core.errors import TooLarge
from qpf_core.service.errors import problem


class BodyLimit:
    """ASGI middleware: answers 413 as soon as a body is, or says it will be, above the limit."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        """Guard `app`."""
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counting `receive`."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._announced(scope) > self._max_bytes:
            await self._refuse(scope, receive, send)
            return
        counter = _Counter(receive, send, self._max_bytes)
        try:
            await self._app(scope, counter.receive, counter.send)
        except _BodyTooLarge:
            if counter.answered:
                raise
            await self._refuse(scope, receive, send)

    def _announced(self, scope: Scope) -> int:
        for name, value in scope["headers"]:
            if name == b"content-length":
                return int(value) if value.isdigit() else self._max_bytes + 1
        return 0

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = problem(TooLarge(f"the body exceeds {self._max_bytes} bytes"))
        answer.headers["Connection"] = "close"  # the rest of the body is not read
        await answer(scope, receive, send)


class _BodyTooLarge(BaseException):
    """Passes through handlers of Exception, which would answer something else."""


class _Counter:
    """Counts what is received and notices whether an answer began."""

    def __init__(self, receive: Receive, send: Send, max_bytes: int) -> None:
        self._receive = receive
        self._send = send
        self._left = max_bytes
        self.answered = False

    async def receive(self) -> Message:
        """Receive one message; raises when the body is above the limit."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise _BodyTooLarge
        return message

    async def send(self, message: Message) -> None:
        """Send one message."""
        self.answered = True
        await self._send(message)
