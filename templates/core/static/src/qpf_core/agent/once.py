"""Handling a delivery once: what was finished is not begun again, what was begun counts once."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from qpf_core.agent.core import AgentCore
from qpf_core.effects import repeatable
from qpf_core.memory.working import ProcessWorking, Working

_REMEMBERED_S = 3600.0
"""How long a finished delivery is remembered; a dead process is replaced sooner."""


async def once(
    core: AgentCore, source: str, at: datetime, work: Callable[[], Awaitable[object]]
) -> None:
    """Do `work` for the delivery `source` that began `at`, unless it was finished before.

    An agent without working memory outside of the process remembers nothing; its effects still
    count once.
    """
    working = _lasting(core)
    key = f"handled:{source}"
    if working is not None and await working.get(key) is not None:
        return
    with repeatable(source, at):
        await work()
    if working is not None:
        await working.put(key, 1, _REMEMBERED_S)


def _lasting(core: AgentCore) -> Working | None:
    """Return working memory, unless it dies with the process, as the bus then does."""
    if core.memory.topology.working is None:
        return None
    working = core.memory.working
    return None if isinstance(working, ProcessWorking) else working
