"""Stable hashes of text: shares in [0, 1) for sampling and signed buckets for feature hashing."""

import math
from collections.abc import Iterable
from hashlib import blake2b

_SHARE_BITS = 53
_SHARES = float(1 << _SHARE_BITS)


def fraction(text: str, salt: str = "") -> float:
    """Return a number in [0, 1) that depends on the text and the salt alone."""
    return (_number(f"{salt}\0{text}") >> (64 - _SHARE_BITS)) / _SHARES


def hashed_vector(features: Iterable[tuple[str, float]], dimensions: int) -> list[float]:
    """Add each weighted feature, with a sign of its own, to its bucket; scale to unit length."""
    buckets = [0.0] * dimensions
    for name, weight in features:
        number = _number(name)
        buckets[(number >> 1) % dimensions] += weight if number & 1 else -weight
    length = math.hypot(*buckets)
    if length == 0.0:
        return [0.0] * dimensions
    return [round(value / length, 12) + 0.0 for value in buckets]


def _number(text: str) -> int:
    # surrogates may come in from JSON; they must hash, not fail
    raw = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(raw, digest_size=8).digest(), "big")
