"""Effects of work that may be done twice: each gets the same identity again, so it counts once.

A message is delivered again when a process dies before it acknowledged it, and the handler starts
over. Whatever it left behind under an identity from here is then recognised.
"""

from collections import Counter
from contextvars import ContextVar, Token
from datetime import datetime
from hashlib import sha256
from uuid import UUID


class Effects:
    """The effects of one delivery."""

    __slots__ = ("_at", "_counts", "_source")

    def __init__(self, source: str, at: datetime) -> None:
        """Name effects after `source`, the identity of what is handled, which began `at`."""
        self._source = source
        self._at = at
        self._counts: Counter[str] = Counter()

    def identity(self, of: str) -> str:
        """Return 24 hexadecimal digits that sort by time: the next effect of the kind `of`."""
        micros = int(self._at.timestamp() * 1_000_000)
        return f"{micros:014x}{self._digest(of).hex()[:10]}"

    def uuid(self, of: str) -> UUID:
        """Return a UUID: the next effect of the kind `of`."""
        return UUID(bytes=self._digest(of)[:16], version=4)

    def _digest(self, of: str) -> bytes:
        self._counts[of] += 1
        return sha256(f"{self._source}\n{of}\n{self._counts[of]}".encode()).digest()


_CURRENT: ContextVar[Effects | None] = ContextVar("qpf_effects", default=None)


def current_effects() -> Effects | None:
    """Return the effects of the delivery that is being handled, None outside of any."""
    return _CURRENT.get()


class repeatable:  # pylint: disable=invalid-name,too-few-public-methods
    """Makes what happens inside a `with` the effects of `source`."""

    __slots__ = ("_effects", "_token")

    def __init__(self, source: str, at: datetime) -> None:
        """Prepare; see Effects."""
        self._effects = Effects(source, at)
        self._token: Token[Effects | None] | None = None

    def __enter__(self) -> Effects:
        """Begin."""
        self._token = _CURRENT.set(self._effects)
        return self._effects

    def __exit__(self, *_: object) -> None:
        """Return to what was before."""
        if self._token is not None:
            _CURRENT.reset(self._token)
