"""Changes of data that can be taken back: an ending, and compression."""

import zlib

from qpf_fabric.errors import NotEncoded


def deflated(data: bytes, level: int, limit: int) -> bytes | None:
    """Return `data` compressed, or None when that saves nothing.

    Data over `limit` bytes stays as it is, because a receiver unpacks no more than that.
    """
    if len(data) > limit:
        return None
    packed = zlib.compress(data, level)
    return packed if len(packed) < len(data) else None


def inflated(data: bytes, limit: int, layer: str) -> bytes:
    """Return what `deflated` packed; `NotEncoded` for other bytes or over `limit`."""
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, limit + 1)
    except zlib.error:
        raise NotEncoded(layer, "data") from None
    if len(unpacked) > limit or not unpacker.eof or unpacker.unused_data:
        raise NotEncoded(layer, "data")
    return unpacked


def without_end(data: bytes, end: bytes, layer: str) -> bytes:
    """Return `data` without the ending that the layer appended; `NotEncoded` when it lacks it."""
    if not data.endswith(end):
        raise NotEncoded(layer, "data")
    return data[: len(data) - len(end)]
