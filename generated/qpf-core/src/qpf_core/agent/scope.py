"""What travels with a call from the edge through every agent it touches.

The service sets it once a request; `AgentRuntime.perform` narrows it for what runs inside. Code
between the two needs no parameters for it.
"""

import asyncio
from contextvars import ContextVar, Token
from dataclasses import dataclass
from uuid import uuid4

from qpf_core.agent.caller import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class CallScope:
    """The circumstances of one call.

    `deadline_at` is a moment of the event loop's clock; `approval` is the token that a human's
    approval issued; `agent` is the agent whose operation runs (None at the edge); `origin` is
    where an anonymous request came from.
    """

    correlation_id: str
    caller: Caller | None = None
    deadline_at: float | None = None
    approval: str | None = None
    agent: str | None = None
    operation: str | None = None
    origin: str = ""

    @property
    def subject(self) -> str:
        """Return who asks, for limits and records."""
        return self.caller.subject if self.caller is not None else f"anonymous{self.origin}"

    def remaining_s(self, default: float) -> float:
        """Return the seconds until the deadline, never below zero; `default` without one."""
        if self.deadline_at is None:
            return default
        return max(0.0, self.deadline_at - asyncio.get_running_loop().time())


_CURRENT: ContextVar[CallScope | None] = ContextVar("qpf_call_scope", default=None)


def current_scope() -> CallScope | None:
    """Return the scope of the call that runs, None outside of any."""
    return _CURRENT.get()


class entered:  # pylint: disable=invalid-name,too-few-public-methods
    """Makes `scope` current inside a `with`; a class, because a generator costs ten times more."""

    __slots__ = ("_scope", "_token")

    def __init__(self, scope: CallScope) -> None:
        """Remember the scope to enter."""
        self._scope = scope
        self._token: Token[CallScope | None] | None = None

    def __enter__(self) -> CallScope:
        """Make the scope current."""
        self._token = _CURRENT.set(self._scope)
        return self._scope

    def __exit__(self, *_: object) -> None:
        """Return to the scope before."""
        if self._token is not None:
            _CURRENT.reset(self._token)


def new_correlation_id() -> str:
    """Return an identifier that no other call has."""
    return uuid4().hex
