"""A page of shared memory: one process writes the newest state, others read it, nobody waits."""

import json
import mmap
import os
import struct
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

__all__ = ["BOARD_BYTES", "Board"]

BOARD_BYTES = 64 * 1024
_HEAD = struct.Struct("=II")
_TRIES = 100


class Board:
    """Holds one JSON object of at most `BOARD_BYTES`; a torn read is noticed by its checksum."""

    def __init__(self, descriptor: int) -> None:
        """Map the memory behind an open descriptor, which then belongs to the board."""
        self.descriptor = descriptor
        self._memory = mmap.mmap(descriptor, BOARD_BYTES)

    @classmethod
    def create(cls) -> Self:
        """Return a board of its own memory, without a name in any folder."""
        if hasattr(os, "memfd_create"):
            descriptor = os.memfd_create("qpf-pulse")
        else:  # pragma: no cover - where the kernel has no anonymous files
            with tempfile.TemporaryFile() as file:
                descriptor = os.dup(file.fileno())
        os.ftruncate(descriptor, BOARD_BYTES)
        return cls(descriptor)

    @classmethod
    def at(cls, path: Path, *, fresh: bool = False) -> Self:
        """Return the board in a file, made anew when `fresh`; OSError when that cannot be."""
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | (os.O_TRUNC if fresh else 0)
        descriptor = os.open(path, flags, 0o640)
        os.ftruncate(descriptor, BOARD_BYTES)
        return cls(descriptor)

    def write(self, state: Mapping[str, Any]) -> bool:
        """Replace the state; False when it has no JSON form or is too large."""
        try:
            text = json.dumps(state, allow_nan=False, separators=(",", ":")).encode()
        except (TypeError, ValueError):
            return False
        end = _HEAD.size + len(text)
        if end > BOARD_BYTES:
            return False
        self._memory[_HEAD.size : end] = text
        self._memory[: _HEAD.size] = _HEAD.pack(len(text), zlib.crc32(text))
        return True

    def read(self) -> dict[str, Any] | None:
        """Return the newest state, or None while there is none."""
        for _ in range(_TRIES):
            length, check = _HEAD.unpack(self._memory[: _HEAD.size])
            if not length:
                return None
            text = self._memory[_HEAD.size : _HEAD.size + length]
            if zlib.crc32(text) == check:
                state: dict[str, Any] = json.loads(text)
                return state
        return None

    def close(self) -> None:
        """Give the memory back; idempotent."""
        self._memory.close()
        with suppress(OSError):
            os.close(self.descriptor)
        self.descriptor = -1
