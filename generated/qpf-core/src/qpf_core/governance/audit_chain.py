"""The arithmetic of the audit chain: every entry seals the one before it."""

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from json.encoder import encode_basestring_ascii

from qpf_core.plain import JsonValue

GENESIS = "0" * 64
"""What the first entry seals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:  # pylint: disable=too-many-instance-attributes
    """One line of the audit log."""

    seq: int
    """Place in the chain, from 1 without gaps."""
    at: str
    """ISO 8601 moment in UTC."""
    scope: str
    actor: str
    action: str
    detail_json: str
    """What is to be said about it, as JSON text with sorted keys."""
    correlation_id: str
    previous: str
    """Hash of the entry before."""
    hash: str
    """Hash over everything above, in hexadecimal."""

    @property
    def detail(self) -> JsonValue:
        """What is to be said about it."""
        value: JsonValue = json.loads(self.detail_json)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry that has no place in the chain yet; `detail` is JSON text with sorted keys."""

    at: str
    scope: str
    actor: str
    action: str
    detail: str
    correlation_id: str


def entry_hash(draft: Draft, seq: int, previous: str, key: bytes) -> str:
    """Return the hash of `draft` at place `seq` after the hash `previous`.

    With a `key` the hash is an HMAC, so that who can only write the table cannot forge the chain.
    """
    parts = (
        str(seq),
        draft.at,
        draft.scope,
        draft.actor,
        draft.action,
        draft.detail,
        draft.correlation_id,
        previous,
    )
    # Quoted, so that no two entries give the same message.
    message = ",".join([encode_basestring_ascii(part) for part in parts]).encode()
    if key:
        return hmac.digest(key, message, "sha256").hex()
    return sha256(message).hexdigest()


def sealed(draft: Draft, seq: int, previous: str, key: bytes) -> AuditEntry:
    """Return the entry that `draft` becomes at place `seq` after the hash `previous`."""
    return AuditEntry(
        seq=seq,
        at=draft.at,
        scope=draft.scope,
        actor=draft.actor,
        action=draft.action,
        detail_json=draft.detail,
        correlation_id=draft.correlation_id,
        previous=previous,
        hash=entry_hash(draft, seq, previous, key),
    )
