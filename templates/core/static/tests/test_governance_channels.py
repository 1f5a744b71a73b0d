"""Channels against real servers on the loopback: mail and webhook."""

# pylint: disable=redefined-outer-name,too-few-public-methods,unbalanced-tuple-unpacking

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import httpx2
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from aiosmtpd.smtp import AuthResult

from qpf_core.errors import Unavailable
from qpf_core.governance import Notice, SmtpChannel, WebhookChannel
from qpf_core.plain import JsonObject

pytestmark = pytest.mark.anyio

NOTICE = Notice(
    id="0123",
    agent="scorer",
    trigger="drift",
    anchor="Igor",
    channel="email",
    correlation_id="c-1",
    origin="drift > 0.2",
    detail={"drift": 0.3, "batch": "b7"},
    raised_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
)


def free_port() -> int:
    """Return a port on the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Mailbox(MessageHandler):
    """Keeps every message that the server took."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        """Keep a message."""
        self.messages.append(message)


@pytest.fixture
def mailbox() -> Mailbox:
    """Return an empty mailbox."""
    return Mailbox()


@pytest.fixture
def mail_port(mailbox: Mailbox) -> Iterator[int]:
    """Run a mail server for the mailbox."""
    port = free_port()
    server = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port,
        auth_require_tls=False,
        auth_exclude_mechanism=["LOGIN"],
        authenticator=lambda *args: AuthResult(success=args[4].password == b"right", handled=False),
    )
    server.start()
    yield port
    server.stop()


class Receiver(HTTPServer):
    """A webhook: keeps what it gets and answers with the status it is told to."""

    def __init__(self) -> None:
        """Listen on a free port of the loopback."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.bodies: list[JsonObject] = []
        self.keys: list[str | None] = []

    @property
    def url(self) -> str:
        """Where to post."""
        return f"http://127.0.0.1:{self.server_port}/hook"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:  # pylint: disable=invalid-name
        """Keep the body and answer."""
        size = int(self.headers["Content-Length"])
        self.server.bodies.append(json.loads(self.rfile.read(size)))
        self.server.keys.append(self.headers["Idempotency-Key"])
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # pylint: disable=W0622
        """Keep the output of the tests clean."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Run a webhook."""
    server = Receiver()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def mail(port: int, username: str = "", password: str = "", starttls: bool = False) -> SmtpChannel:
    """Return a channel to the mail server on `port`."""
    return SmtpChannel(
        host="127.0.0.1",
        port=port,
        sender="agents@example.org",
        recipient="igor@example.org",
        username=username,
        password=password,
        starttls=starttls,
        timeout_s=5,
    )


async def test_mail_arrives(mail_port: int, mailbox: Mailbox) -> None:
    """With a subject, everything that matters in the text, and an identity."""
    await mail(mail_port).deliver(NOTICE)
    (message,) = mailbox.messages
    assert message["To"] == "igor@example.org"
    assert message["Subject"] == "[scorer] drift"
    assert message["Message-ID"].startswith("<0123@")
    text = str(message.get_payload())
    for part in ("Igor", "c-1", "drift > 0.2", "drift: 0.3", "batch: b7", "2026-01-02T03:04:05"):
        assert part in text


async def test_mail_headers_cannot_be_injected(mail_port: int, mailbox: Mailbox) -> None:
    """A line break in a correlation id does not begin a header."""
    hostile = Notice(
        id="1",
        agent="a",
        trigger="t",
        anchor="x",
        channel="email",
        correlation_id="c\r\nBcc: all@example.org",
        origin="",
        detail={},
        raised_at=NOTICE.raised_at,
    )
    await mail(mail_port).deliver(hostile)
    (message,) = mailbox.messages
    assert message["Bcc"] is None
    assert message["X-Correlation-ID"] == "c Bcc: all@example.org"


async def test_mail_logs_in(mail_port: int, mailbox: Mailbox) -> None:
    """With the right password the message goes; with a wrong one it is not delivered."""
    await mail(mail_port, "me", "right").deliver(NOTICE)
    assert len(mailbox.messages) == 1
    with pytest.raises(Unavailable, match="mail: SMTPAuthenticationError"):
        await mail(mail_port, "me", "wrong").deliver(NOTICE)
    assert "right" not in repr(mail(mail_port, "me", "right"))


async def test_mail_insists_on_encryption(mail_port: int, mailbox: Mailbox) -> None:
    """A server that cannot encrypt gets nothing."""
    with pytest.raises(Unavailable, match="mail"):
        await mail(mail_port, starttls=True).deliver(NOTICE)
    assert not mailbox.messages


async def test_no_mail_server_is_unavailable() -> None:
    """The reason is named, nothing else."""
    with pytest.raises(Unavailable, match="mail: ConnectionRefusedError"):
        await mail(free_port()).deliver(NOTICE)


async def test_the_webhook_gets_the_notice(receiver: Receiver) -> None:
    """Slack's text, the whole notice, and a key to drop repetitions by."""
    await WebhookChannel(receiver.url).deliver(NOTICE)
    async with httpx2.AsyncClient() as client:
        await WebhookChannel(receiver.url, client=client).deliver(NOTICE)
    body = receiver.bodies[0]
    assert body["text"] == NOTICE.text
    assert isinstance(body["notice"], dict)
    assert body["notice"]["detail"] == {"drift": 0.3, "batch": "b7"}
    assert receiver.keys == ["0123", "0123"]


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_other_answers_are_not_delivery(receiver: Receiver, status: int) -> None:
    """Only 2xx counts."""
    receiver.status = status
    with pytest.raises(Unavailable, match=f"status {status}"):
        await WebhookChannel(receiver.url).deliver(NOTICE)


async def test_no_webhook_is_unavailable() -> None:
    """The reason is named without the secret address."""
    url = f"http://127.0.0.1:{free_port()}/secret"
    with pytest.raises(Unavailable, match="webhook: ConnectError") as caught:
        await WebhookChannel(url).deliver(NOTICE)
    assert "secret" not in str(caught.value)
