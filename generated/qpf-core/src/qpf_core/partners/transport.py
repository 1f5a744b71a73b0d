"""The contract between a typed client and whatever carries its calls."""

from collections.abc import Callable
from typing import Protocol

from qpf_core.plain import JsonObject, JsonValue


class Invoke(Protocol):
    """One operation of an agent, called with plain arguments and answering with a plain result."""

    async def __call__(
        self, arguments: JsonObject, /, *, correlation_id: str, deadline_s: float
    ) -> JsonValue:
        """Run the operation within `deadline_s` seconds; raises the CoreError that it declares."""


Lookup = Callable[[str], Invoke]
"""Finds an operation by name; raises NotFound for a name that nobody serves."""

TokenSource = Callable[[], str | None]
"""Gives the bearer token for the next call, or nothing where none is needed."""


class Transport(Protocol):
    """Carries a call to a partner and brings back its answer."""

    async def call(
        self, operation: str, arguments: JsonObject, *, correlation_id: str, deadline_s: float
    ) -> JsonValue:
        """Return the plain result of `operation`.

        Raises the CoreError that the partner answered with, NotFound for an operation that the
        partner does not serve, Unavailable when it cannot be reached and DeadlineExceeded after
        `deadline_s` seconds.
        """
