"""Compiled templates on disk, each entry checked by content before it is used."""

import hashlib
import marshal
import sys
from collections.abc import Sequence
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

__all__ = ["CheckedBytecodeCache"]


class CheckedBytecodeCache(BytecodeCache):
    """A broken, foreign or outdated entry is a miss, never an error.

    Entries belong to one interpreter, one Jinja and one version of the engine that compiles.
    """

    def __init__(self, folder: Path, engine: Sequence[Path]) -> None:
        """Keep entries below `folder`; `engine` are the sources that decide how to compile."""
        # Bytecode of another magic number is not this interpreter's, whatever its tag says.
        basis = f"{sys.implementation.cache_tag} {jinja2.__version__} ".encode() + MAGIC_NUMBER
        sources = b"\0".join(file.read_bytes() for file in engine)
        self._folder = folder / hashlib.sha256(basis + sources).hexdigest()[:16]

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket when the entry is whole and made from the same source."""
        try:
            stored = self._file(bucket).read_bytes()
        except OSError:
            return
        digest, code = stored[:32], stored[32:]
        if _digest(bucket, code) != digest:
            return
        # The digest shows that the bytes are the ones this class wrote.
        loaded = marshal.loads(code)  # noqa: S302
        if isinstance(loaded, CodeType):
            bucket.code = loaded

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the bucket's code; a cache that cannot be written is no cache."""
        if bucket.code is None:
            return
        code = marshal.dumps(bucket.code)
        file = self._file(bucket)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            partial = file.with_suffix(".part")
            partial.write_bytes(_digest(bucket, code) + code)
            partial.replace(file)
        except OSError:
            return

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.bin"


def _digest(bucket: Bucket, code: bytes) -> bytes:
    """Covers the template's source as well: an entry of an older source does not match."""
    return hashlib.sha256(bucket.checksum.encode() + code).digest()
