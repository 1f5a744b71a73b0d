"""Ways to reach an anchor: e-mail, webhook, governance bus, log."""

from qpf_core.governance.channels.book import ChannelBook, ChannelSettings
from qpf_core.governance.channels.bus import GOVERNANCE_BUS, BusChannel
from qpf_core.governance.channels.log import LogChannel
from qpf_core.governance.channels.notice import Channel, Notice
from qpf_core.governance.channels.smtp import SmtpChannel
from qpf_core.governance.channels.webhook import WebhookChannel

__all__ = [
    "GOVERNANCE_BUS",
    "BusChannel",
    "Channel",
    "ChannelBook",
    "ChannelSettings",
    "LogChannel",
    "Notice",
    "SmtpChannel",
    "WebhookChannel",
]
