"""The channel of last resort: the structured log."""

import structlog

from qpf_core.governance.channels.notice import Notice


class LogChannel:  # pylint: disable=too-few-public-methods
    """Writes every notice to the log as a warning; it never fails."""

    async def deliver(self, notice: Notice) -> None:
        """Log `notice`."""
        structlog.get_logger("qpf_core.governance").warning(
            "escalation",
            notice_id=notice.id,
            agent=notice.agent,
            trigger=notice.trigger,
            anchor=notice.anchor,
            channel=notice.channel,
            correlation_id=notice.correlation_id,
            detail=notice.detail,
        )
