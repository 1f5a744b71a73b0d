"""The governance bus, the log, and the book that finds the channel for a name of the policy."""

# pylint: disable=too-few-public-methods,unbalanced-tuple-unpacking
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from qpf_core.governance import (
    Anchor,
    BusChannel,
    ChannelBook,
    ChannelSettings,
    GovernancePolicy,
    LogChannel,
    Notice,
    SmtpChannel,
    WebhookChannel,
)
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


class Topic:
    """The part of a bus that the channel uses."""

    def __init__(self) -> None:
        """Start empty."""
        self.entries: list[tuple[str, JsonObject]] = []

    async def append(self, topic: str, body: JsonObject) -> str:
        """Keep an entry."""
        self.entries.append((topic, body))
        return str(len(self.entries))


async def test_the_bus_gets_the_notice() -> None:
    """On the governance bus, plain."""
    bus = Topic()
    await BusChannel(bus).deliver(NOTICE)
    ((topic, body),) = bus.entries
    assert topic == "governance_bus"
    assert (body["trigger"], body["raised_at"]) == ("drift", "2026-01-02T03:04:05+00:00")


async def test_the_log_gets_the_notice() -> None:
    """As one structured warning."""
    with capture_logs() as entries:
        await LogChannel().deliver(NOTICE)
    (entry,) = entries
    assert (entry["event"], entry["log_level"]) == ("escalation", "warning")
    assert (entry["trigger"], entry["correlation_id"]) == ("drift", "c-1")


def policy(*anchors: Anchor) -> GovernancePolicy:
    """Return a policy with these anchors."""
    return GovernancePolicy(agent="scorer", anchors=anchors)


def test_the_book_knows_channels_by_their_names() -> None:
    """Names of the seeds find mail, webhook and bus; each anchor has an address."""
    settings = ChannelSettings(
        smtp_host="mail",
        recipients={"Igor": "igor@example.org", "*": "all@example.org"},
        webhook_url="http://hook",
    )
    anchors = (
        Anchor("Igor", ("escalation_email", "slack_critical_channel")),
        Anchor("Board", ("email", "governance_bus", "pigeon")),
    )
    book = ChannelBook.open(policy(*anchors), settings, bus=Topic())
    igor, board = book.find("Igor", "escalation_email"), book.find("Board", "email")
    assert isinstance(igor, SmtpChannel)
    assert igor.recipient == "igor@example.org"
    assert isinstance(board, SmtpChannel)
    assert board.recipient == "all@example.org"
    assert isinstance(book.find("Igor", "slack_critical_channel"), WebhookChannel)
    assert isinstance(book.find("Board", "governance_bus"), BusChannel)
    assert isinstance(book.find("Board", "pigeon"), LogChannel)
    assert ("Board", "pigeon") not in book.configured()
    assert len(book.configured()) == 4


def test_what_is_not_configured_is_logged() -> None:
    """Without settings every channel is the log."""
    anchors = (Anchor("Igor", ("email", "slack", "governance_bus")),)
    book = ChannelBook.open(policy(*anchors), ChannelSettings())
    assert not book.configured()
    for name in anchors[0].channels:
        assert isinstance(book.find("Igor", name), LogChannel)
