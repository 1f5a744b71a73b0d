"""Reading the archive: objects by name, checked against their digest."""

from hashlib import sha256

from sqlalchemy import ColumnElement, or_, select

from qpf_core.clock import Clock
from qpf_core.errors import Conflict, NotFound
from qpf_core.memory.archive_files import ArchiveFiles
from qpf_core.store import Store
from qpf_core.store.memory_tables import ARCHIVE

_T = ARCHIVE.c


class ArchiveReader:
    """The archive of one agent, to look at."""

    def __init__(self, agent: str, store: Store, files: ArchiveFiles, clock: Clock) -> None:
        """Read the objects of `agent`: names from `store`, bytes from `files`."""
        self._agent = agent
        self._store = store
        self._files = files
        self._clock = clock

    async def load(self, name: str) -> bytes:
        """Return the object `name`.

        Raises NotFound, and Conflict when the bytes are not those that were stored.
        """
        query = select(_T.path, _T.sha256).where(*self._living(), _T.name == name)
        row = await self._store.read(lambda connection: connection.execute(query).one_or_none())
        if row is None:
            raise NotFound("there is no such object in the archive")
        data = await self._files.read(row.path)
        if sha256(data).hexdigest() != row.sha256:
            raise Conflict("the object was altered in the archive")
        return data

    async def names(self, prefix: str = "") -> tuple[str, ...]:
        """Return the names that start with `prefix`, sorted."""
        query = select(_T.name).where(*self._living(), _T.name.startswith(prefix, autoescape=True))
        found = await self._store.read(lambda connection: connection.execute(query).scalars().all())
        # LIKE ignores case on SQLite, and collations order differently.
        return tuple(sorted(name for name in found if name.startswith(prefix)))

    def _living(self) -> tuple[ColumnElement[bool], ...]:
        return (
            _T.agent == self._agent,
            or_(_T.expires_at.is_(None), _T.expires_at > self._clock.now()),
        )
