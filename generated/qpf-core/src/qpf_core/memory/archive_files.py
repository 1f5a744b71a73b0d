"""Files of the archive, wherever fsspec can reach: a folder, memory, an object store."""

import os
from asyncio import to_thread
from typing import Any

import fsspec  # type: ignore[import-untyped]

from qpf_core.errors import InputError, NotFound, Unavailable


class ArchiveFiles:
    """Bytes by path below the root of one URL."""

    def __init__(self, url: str) -> None:
        """Open `url`: `file://`, `memory://`, `s3://` or what else fsspec knows.

        Raises InputError for a URL that no installed file system serves.
        """
        try:
            self._system, root = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError) as error:
            raise InputError("archive_url", "no installed file system serves it") from error
        self._root = str(root).rstrip("/")
        self.scheme = url.partition("://")[0] if "://" in url else "file"

    async def write(self, path: str, data: bytes) -> None:
        """Write a new file; return when it is on the disk."""
        await to_thread(self._write, self._full(path), data)

    async def read(self, path: str) -> bytes:
        """Return a file; raises NotFound."""
        try:
            data: bytes = await to_thread(self._system.cat_file, self._full(path))
        except FileNotFoundError as error:
            raise NotFound("the archive lost the object") from error
        except OSError as error:
            raise Unavailable("the archive does not serve") from error
        return data

    async def remove(self, path: str) -> None:
        """Remove a file if it is there."""
        try:
            await to_thread(self._system.rm_file, self._full(path))
        except FileNotFoundError:
            return
        except OSError as error:
            raise Unavailable("the archive does not serve") from error

    def _full(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _write(self, full: str, data: bytes) -> None:
        try:
            self._system.makedirs(full.rpartition("/")[0], exist_ok=True)
            with self._system.open(full, "wb") as file:
                file.write(data)
                _to_disk(file)
        except OSError as error:
            raise Unavailable("the archive does not serve") from error


def _to_disk(file: Any) -> None:
    file.flush()
    inner = getattr(file, "f", None)
    if inner is not None and hasattr(inner, "fileno"):
        os.fsync(inner.fileno())
