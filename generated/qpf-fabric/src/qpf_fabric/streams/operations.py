"""Operations on topics: what runs a pure function on the body of each message."""

from collections.abc import Callable

from qpf_core.bus import Body, Message
from qpf_core.plain import JsonObject, to_plain_object
from qpf_fabric.streams.bodies import packet_body
from qpf_fabric.streams.packets import packet_of
from qpf_fabric.streams.work import Work

Call = Callable[[JsonObject], object]


class OperationHandler:  # pylint: disable=too-few-public-methods
    """Calls a function with the body of each message and publishes what it returns, a record."""

    def __init__(self, call: Call, output: str | None, *, as_packet: bool = False) -> None:
        """Without an `output` the result is dropped; `as_packet` makes a packet of it."""
        self._call = call
        self._output = output
        self._as_packet = as_packet

    async def __call__(self, message: Message) -> Work:
        """Handle one message; what the function raises is the caller's to judge."""
        result = self._call(message.body)
        if self._output is None:
            return Work(message)
        return Work(message, ((self._output, body_of(result, self._as_packet)),))


def body_of(result: object, as_packet: bool) -> Body:
    """Return the body of a result: itself, or the packet that it describes."""
    record = to_plain_object(result)
    if not as_packet:
        return record
    return packet_body(None, "", packet_of(record))
