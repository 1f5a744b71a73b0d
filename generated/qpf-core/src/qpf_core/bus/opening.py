"""Which bus serves: the embedded one, or the one behind a URL."""

from qpf_core.bus.in_process import DEFAULT_MAXLEN, InProcessBus
from qpf_core.bus.protocol import Bus
from qpf_core.clock import Clock
from qpf_core.errors import InputError

_REDIS_SCHEMES = ("redis://", "rediss://", "unix://")


def open_bus(url: str | None, clock: Clock, *, maxlen: int = DEFAULT_MAXLEN) -> Bus:
    """Return the embedded bus without a URL, Redis Streams for a Redis URL.

    Raises InputError for any other scheme.
    """
    if not url:
        return InProcessBus(clock, maxlen)
    if not url.startswith(_REDIS_SCHEMES):
        raise InputError("redis_url", f"must start with one of {', '.join(_REDIS_SCHEMES)}")
    from qpf_core.bus.redis_bus import RedisBus  # pylint: disable=import-outside-toplevel

    return RedisBus(url, maxlen=maxlen)
