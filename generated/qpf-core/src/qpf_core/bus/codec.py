"""Bodies of messages as bytes, and the names and bodies of dead letters."""

import json

from qpf_core.bus.message import Body, EncodedBody, Message
from qpf_core.plain import JsonObject, canonical_json

DEAD_SUFFIX = ".dead"


def encode_body(body: Body) -> bytes:
    """Return the canonical JSON of a body; raises InputError for what is not JSON."""
    return body if isinstance(body, EncodedBody) else canonical_json(body)


def decode_body(data: bytes) -> JsonObject:
    """Return the body that `encode_body` wrote."""
    body: JsonObject = json.loads(data)
    return body


def dead_topic(topic: str) -> str:
    """Return the name of the topic that holds the dead letters of `topic`."""
    return topic + DEAD_SUFFIX


def dead_body(group: str, message: Message, reason: str) -> JsonObject:
    """Return what a dead letter says: the message, where it died and why."""
    return {
        "id": message.id,
        "topic": message.topic,
        "group": group,
        "deliveries": message.deliveries,
        "reason": reason,
        "body": message.body,
    }
