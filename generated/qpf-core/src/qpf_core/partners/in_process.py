"""Calls to a partner in the same process."""

import structlog

from qpf_core.errors import CoreError
from qpf_core.partners.deadline import within
from qpf_core.partners.transport import Lookup
from qpf_core.plain import JsonObject, JsonValue, to_plain, to_plain_object


class InProcessTransport:
    """Looks the operation up and calls it; both sides see copies, as over a wire."""

    def __init__(self, lookup: Lookup) -> None:
        """Call what `lookup` finds by the name of the operation."""
        self._lookup = lookup

    async def call(
        self, operation: str, arguments: JsonObject, *, correlation_id: str, deadline_s: float
    ) -> JsonValue:
        """Return the plain result of `operation`; raises as the contract of Transport says.

        An error that the partner did not declare is logged and reaches the caller without details.
        """
        invoke = self._lookup(operation)
        copied = to_plain_object(arguments)
        try:
            with within(deadline_s, operation):
                result = await invoke(copied, correlation_id=correlation_id, deadline_s=deadline_s)
        except CoreError:
            raise
        # A border: an undeclared fault of the partner must not leak into the caller's own.
        except Exception as error:  # pylint: disable=broad-exception-caught
            log = structlog.get_logger()
            log.error("partner_failed", operation=operation, correlation_id=correlation_id)
            raise CoreError(f"`{operation}` failed") from error
        return to_plain(result)
