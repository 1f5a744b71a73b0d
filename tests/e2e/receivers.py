"""Anchors for tests: a mail server and a webhook on loopback that keep what they receive."""

import json
import threading
from asyncio import Server
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Mail:
    """One message that arrived."""

    recipient: str
    subject: str
    message_id: str
    correlation_id: str
    text: str


@dataclass(slots=True)
class Received:
    """What arrived so far; appended to by the servers' own threads."""

    mails: list[Mail] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)

    def mailed(self) -> list[tuple[str, str]]:
        """Return (trigger, correlation) of every mail."""
        return [(mail.subject.rpartition(" ")[2], mail.correlation_id) for mail in self.mails]

    def posted(self) -> list[tuple[str, str]]:
        """Return (trigger, correlation) of every notice of the webhook."""
        notices: list[Mapping[str, Any]] = [post["notice"] for post in self.posts]
        return [(notice["trigger"], notice["correlation_id"]) for notice in notices]


@dataclass(frozen=True, slots=True)
class Receivers:
    """Where anchors are reached, and what reached them."""

    smtp_port: int
    webhook_url: str
    received: Received


class _Mailbox:
    """Handler of the mail server."""

    def __init__(self, received: Received) -> None:
        self._received = received

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep one message."""
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        body = message.get_body()
        assert body is not None
        self._received.mails.append(
            Mail(
                ",".join(envelope.rcpt_tos),
                str(message["Subject"]).strip(),
                str(message["Message-ID"]).strip(),
                str(message["X-Correlation-ID"]).strip(),
                body.get_content(),
            )
        )
        return "250 kept"


@contextmanager
def receivers() -> Iterator[Receivers]:
    """Run both servers for one block, on free ports of loopback."""
    received = Received()

    class Hook(BaseHTTPRequestHandler):
        """Keeps every body that is posted."""

        def do_POST(self) -> None:
            """Answer 204."""
            length = int(self.headers.get("Content-Length", "0"))
            received.posts.append(json.loads(self.rfile.read(length)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    web = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    mail = _OnFreePort(_Mailbox(received), hostname="127.0.0.1", port=0)
    mail.start()
    try:
        yield Receivers(mail.port, f"http://127.0.0.1:{web.server_port}/anchors", received)
    finally:
        mail.stop()
        web.shutdown()
        web.server_close()
        thread.join()


class _OnFreePort(Controller):
    """A controller that asks the listening socket, not its argument, for the port."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]
