"""Compiled templates on disk, each entry checked by content before it is used.

An entry is code that will run. It is sealed with a key of the user that is kept elsewhere, so that
an entry that came with a workspace is never run; without a key there is no cache.
"""

import hashlib
import hmac
import marshal
import sys
from collections.abc import Sequence
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from qpf.tools.filesystem import LocalDisk
from qpf.tools.own_key import own_key

__all__ = ["CheckedBytecodeCache"]

_SEAL = 32


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
        self._key = own_key()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket when the entry is whole and made from the same source."""
        if self._key is None:
            return
        try:
            stored = self._file(bucket).read_bytes()
        except OSError:
            return
        seal, code = stored[:_SEAL], stored[_SEAL:]
        if not hmac.compare_digest(_sealed(self._key, bucket, code), seal):
            return
        # The seal shows that a run of the same user wrote these bytes.
        loaded = marshal.loads(code)  # noqa: S302
        if isinstance(loaded, CodeType):
            bucket.code = loaded

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the bucket's code; a cache that cannot be written is no cache."""
        if bucket.code is None or self._key is None:
            return
        code = marshal.dumps(bucket.code)
        file = self._file(bucket)
        try:
            partial = file.with_suffix(".part")
            disk = LocalDisk()
            disk.write(partial, _sealed(self._key, bucket, code) + code)
            disk.rename(partial, file)
        except OSError:
            return

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.bin"


def _sealed(key: bytes, bucket: Bucket, code: bytes) -> bytes:
    """Covers the template's name and source as well: an entry of another one does not match."""
    basis = f"{bucket.key} {bucket.checksum} ".encode()
    return hmac.digest(key, basis + code, "sha256")
