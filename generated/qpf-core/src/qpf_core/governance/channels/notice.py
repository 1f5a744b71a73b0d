"""A notice and what carries it to a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from qpf_core.plain import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:  # pylint: disable=too-many-instance-attributes
    """One escalation on its way to one anchor through one channel."""

    id: str
    """The same at every attempt: a receiver may drop what it has seen."""
    agent: str
    trigger: str
    anchor: str
    channel: str
    correlation_id: str
    origin: str
    """The words of the policy that called for it."""
    detail: JsonObject
    raised_at: datetime

    @property
    def subject(self) -> str:
        """One line for people."""
        return f"[{self.agent}] {self.trigger}"

    @property
    def text(self) -> str:
        """All of it for people."""
        lines = [
            f"{self.agent} calls {self.anchor}: {self.trigger}",
            f"raised at: {self.raised_at.isoformat()}",
            f"correlation: {self.correlation_id}",
        ]
        if self.origin:
            lines.append(f"policy: {self.origin}")
        lines.extend(f"{name}: {value}" for name, value in sorted(self.detail.items()))
        return "\n".join(lines)


class Channel(Protocol):  # pylint: disable=too-few-public-methods
    """A way to reach an anchor."""

    async def deliver(self, notice: Notice) -> None:
        """Return when the receiving side accepted `notice`; raises Unavailable when it did not."""
