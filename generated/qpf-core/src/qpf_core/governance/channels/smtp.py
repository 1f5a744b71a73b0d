"""Escalations by e-mail."""

import smtplib
import ssl
from asyncio import to_thread
from dataclasses import dataclass, field
from email.message import EmailMessage

from qpf_core.errors import Unavailable
from qpf_core.governance.channels.notice import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpChannel:  # pylint: disable=too-many-instance-attributes
    """Sends one message for each notice through one mail server."""

    host: str
    port: int = 25
    sender: str
    recipient: str
    starttls: bool = False
    """Encrypt, and check the server's certificate, before anything is said."""
    username: str = ""
    password: str = field(default="", repr=False)
    timeout_s: float = 10.0

    async def deliver(self, notice: Notice) -> None:
        """Return when the server took the message; raises Unavailable when it did not."""
        try:
            await to_thread(self._send, self._message(notice))
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable(f"mail: {type(error).__name__}") from error

    def _message(self, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = self.recipient
        message["Subject"] = _one_line(notice.subject)
        message["Message-ID"] = f"<{notice.id}@qpf.invalid>"
        message["X-Correlation-ID"] = _one_line(notice.correlation_id)
        message.set_content(notice.text)
        return message

    def _send(self, message: EmailMessage) -> None:
        with smtplib.SMTP(self.host, self.port, timeout=self.timeout_s) as server:
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.username:
                server.login(self.username, self.password)
            server.send_message(message)


def _one_line(text: str) -> str:
    # A line break inside a header would start another header.
    return " ".join(text.split())
