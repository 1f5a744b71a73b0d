"""Durable topics with consumer groups: in process by default, Redis Streams by URL."""

from qpf_core.bus.consumer import Consumer, ConsumerLimits, Handle
from qpf_core.bus.events import Event, EventBus, EventHandler
from qpf_core.bus.in_process import InProcessBus
from qpf_core.bus.message import Body, EncodedBody, Message, PendingMessage, Settlement
from qpf_core.bus.opening import open_bus
from qpf_core.bus.protocol import Bus
from qpf_core.bus.redis_bus import RedisBus

__all__ = [
    "Body",
    "Bus",
    "Consumer",
    "ConsumerLimits",
    "EncodedBody",
    "Event",
    "EventBus",
    "EventHandler",
    "Handle",
    "InProcessBus",
    "Message",
    "PendingMessage",
    "RedisBus",
    "Settlement",
    "open_bus",
]
