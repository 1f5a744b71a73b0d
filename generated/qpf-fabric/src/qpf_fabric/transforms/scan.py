"""What a look at bytes tells."""

import numpy as np


def entropy(data: bytes) -> float:
    """Return the entropy of the bytes in bits a byte, 0 … 8; 0 for no bytes."""
    if not data:
        return 0.0
    counts = np.bincount(np.frombuffer(data, np.uint8))
    shares = counts[counts > 0] / len(data)
    return float(-(shares * np.log2(shares)).sum()) + 0.0


def tail_hex(data: bytes, length: int) -> str:
    """Return the first `length` bytes of the reversed data as hexadecimal digits."""
    return data[: -length - 1 : -1].hex()
