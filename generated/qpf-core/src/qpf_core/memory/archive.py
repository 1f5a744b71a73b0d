"""Archive: named bytes that outlive the services; an object is whole or absent."""

import re
from asyncio import Lock
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, delete, select

from qpf_core.clock import Clock
from qpf_core.guards import require_length, require_pattern
from qpf_core.memory.archive_files import ArchiveFiles
from qpf_core.memory.archive_reader import ArchiveReader
from qpf_core.memory.topology import ArchiveMemory
from qpf_core.store import IdMint, Store
from qpf_core.store.backend import upsert
from qpf_core.store.memory_tables import ARCHIVE

_T = ARCHIVE.c
_CLEAN = r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*"
_LONGEST = 400


class Archive(ArchiveReader):
    """The archive of one agent, to look at and to change.

    Bytes go to a fresh file first; then one row makes them the object. A crash in between leaves
    the old object and a file that nobody refers to.
    """

    def __init__(
        self,
        agent: str,
        declared: ArchiveMemory,
        store: Store,
        files: ArchiveFiles,
        clock: Clock,
    ) -> None:
        """Keep the objects of `agent` below the declared prefix of `files`."""
        super().__init__(agent, store, files, clock)
        require_pattern("archive.prefix", declared.prefix.strip("/"), _CLEAN)
        self._prefix = declared.prefix.strip("/")
        self._retention_s = declared.retention_s
        self._mint = IdMint(clock)
        self._changing = Lock()

    async def store(self, name: str, data: bytes) -> str:
        """Keep `data` as `name`, in place of what was there; return its SHA-256 in hexadecimal.

        Any text is a name, because names come from what people write. Raises InputError for one
        that is empty or longer than 400 characters.
        """
        require_length("name", name, 1, _LONGEST)
        digest = sha256(data).hexdigest()
        path = f"{self._prefix}/{_folder(name)}/{self._mint.new()}"
        now = self._clock.now()
        keep = self._retention_s
        row = {
            "agent": self._agent,
            "name": name,
            "path": path,
            "sha256": digest,
            "size": len(data),
            "created_at": now,
            "expires_at": None if keep is None else now + timedelta(seconds=keep),
        }
        changes = ("path", "sha256", "size", "created_at", "expires_at")
        statement = upsert(self._store.backend, ARCHIVE, changes)

        def swap(connection: Connection) -> str | None:
            old = select(_T.path).where(_T.agent == self._agent, _T.name == name)
            before = connection.execute(old).scalar()
            connection.execute(statement, row)
            return before

        async with self._changing:
            await self._files.write(path, data)
            before = await self._store.run(swap)
        if before is not None:
            await self._files.remove(before)
        return digest

    async def delete(self, name: str) -> bool:
        """Delete the object `name`; tell whether it was there."""
        where = (_T.agent == self._agent, _T.name == name)
        return await self._drop(*where) > 0

    async def purge(self, now: datetime | None = None) -> int:
        """Delete every object whose time is over at `now` (None: the clock's); return how many."""
        moment = self._clock.now() if now is None else now
        return await self._drop(_T.agent == self._agent, _T.expires_at <= moment)

    async def _drop(self, *where: ColumnElement[bool]) -> int:
        def drop(connection: Connection) -> list[str]:
            paths = list(connection.execute(select(_T.path).where(*where)).scalars())
            connection.execute(delete(ARCHIVE).where(*where))
            return paths

        paths = await self._store.run(drop)
        for path in paths:
            await self._files.remove(path)
        return len(paths)


def _folder(name: str) -> str:
    """Return a relative path without surprises: the name itself, else a digest of it."""
    if re.fullmatch(_CLEAN, name) and max(map(len, name.split("/"))) <= _LONGEST // 2:
        return name
    return f"digest/{sha256(name.encode()).hexdigest()}"
