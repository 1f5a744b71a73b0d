"""What travels on a bus."""

from dataclasses import dataclass

from qpf_core.plain import JsonObject


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a topic as one group sees it; `deliveries` counts from 1."""

    id: str
    topic: str
    body: JsonObject
    deliveries: int


class EncodedBody(bytes):
    """A body that is JSON text of an object already; a bus takes it as it is."""

    __slots__ = ()


Body = JsonObject | EncodedBody


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of one message: it is acknowledged, and bodies go to topics, in order."""

    id: str
    appends: tuple[tuple[str, Body], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingMessage:
    """A message that a consumer received and has not acknowledged."""

    id: str
    consumer: str
    idle_s: float
    deliveries: int
