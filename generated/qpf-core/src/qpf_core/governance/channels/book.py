"""Which channel a name of the policy stands for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from qpf_core.governance.channels.bus import Appends, BusChannel
from qpf_core.governance.channels.log import LogChannel
from qpf_core.governance.channels.notice import Channel
from qpf_core.governance.channels.smtp import SmtpChannel
from qpf_core.governance.channels.webhook import WebhookChannel
from qpf_core.governance.policy import GovernancePolicy

_KINDS = {
    "email": "email",
    "mail": "email",
    "slack": "webhook",
    "webhook": "webhook",
    "bus": "bus",
    "event": "bus",
}
LOG = "log"
"""The channel of an anchor that names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:  # pylint: disable=too-many-instance-attributes
    """What the installation knows about its channels; what is empty falls back to the log."""

    smtp_host: str = ""
    smtp_port: int = 25
    smtp_sender: str = "qpf@localhost"
    smtp_starttls: bool = False
    smtp_username: str = ""
    smtp_password: str = field(default="", repr=False)
    recipients: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Address of each anchor by name; the name `*` is everyone else."""
    webhook_url: str = field(default="", repr=False)


class ChannelBook:
    """Finds the channel for an anchor; one that is not configured is the log."""

    def __init__(
        self, routes: Mapping[tuple[str, str], Channel], *, default: Channel | None = None
    ) -> None:
        """Take channels by (anchor, channel name)."""
        self._routes = dict(routes)
        self._default: Channel = default or LogChannel()

    @classmethod
    def open(
        cls, policy: GovernancePolicy, settings: ChannelSettings, *, bus: Appends | None = None
    ) -> "ChannelBook":
        """Return the book for the anchors of `policy`."""
        routes: dict[tuple[str, str], Channel] = {}
        for anchor in policy.anchors:
            for name in anchor.channels:
                channel = _channel(anchor.name, _kind(name), settings, bus)
                if channel is not None:
                    routes[anchor.name, name] = channel
        return cls(routes)

    def find(self, anchor: str, channel: str) -> Channel:
        """Return the channel called `channel` that reaches `anchor`."""
        return self._routes.get((anchor, channel), self._default)

    def configured(self) -> tuple[tuple[str, str], ...]:
        """Return the (anchor, channel) pairs that do not fall back to the log, sorted."""
        return tuple(sorted(self._routes))


def _kind(name: str) -> str:
    lowered = name.lower()
    return next((kind for part, kind in _KINDS.items() if part in lowered), LOG)


def _channel(
    anchor: str, kind: str, settings: ChannelSettings, bus: Appends | None
) -> Channel | None:
    recipient = settings.recipients.get(anchor, settings.recipients.get("*", ""))
    if kind == "email" and settings.smtp_host and recipient:
        return SmtpChannel(
            host=settings.smtp_host,
            port=settings.smtp_port,
            sender=settings.smtp_sender,
            recipient=recipient,
            starttls=settings.smtp_starttls,
            username=settings.smtp_username,
            password=settings.smtp_password,
        )
    if kind == "webhook" and settings.webhook_url:
        return WebhookChannel(settings.webhook_url)
    if kind == "bus" and bus is not None:
        return BusChannel(bus)
    return None
