"""A strange machine: Python imports this at its start when the folder is on its path.

QPF_STRANGE_YEAR is what its clock says; QPF_STRANGE_ORDER is the seed of the order in which its
folders list their files; QPF_STRANGE_HOST is its name, and that of its user.
"""

import datetime
import getpass
import os
import platform
import random
import socket
import time
from collections.abc import Iterator
from typing import Any, Self

YEAR, ORDER, HOST = (os.environ.get(f"QPF_STRANGE_{name}") for name in ("YEAR", "ORDER", "HOST"))


class Shuffled:
    """The entries of a folder in another order."""

    def __init__(self, *where: Any) -> None:
        """Read all of them at once."""
        with _scandir(*where) as scan:
            self._entries = list(scan)
        DICE.shuffle(self._entries)
        self._iterator = iter(self._entries)

    def __enter__(self) -> Self:
        """A context, as the real one."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def __iter__(self) -> Iterator[Any]:
        """An iterator, as the real one."""
        return self

    def __next__(self) -> Any:
        """The next entry."""
        return next(self._iterator)

    def close(self) -> None:
        """Nothing is open."""


def listed(*where: Any) -> list[Any]:
    """Names of a folder in another order."""
    names = _listdir(*where)
    DICE.shuffle(names)
    return names


if ORDER:
    DICE = random.Random(int(ORDER))
    _scandir, _listdir = os.scandir, os.listdir
    os.scandir, os.listdir = Shuffled, listed  # type: ignore[assignment, misc]

if YEAR:
    _real = time.time
    _began = datetime.datetime(int(YEAR), 2, 3, tzinfo=datetime.UTC).timestamp()
    _moved = _began - _real()
    time.time = lambda: _real() + _moved
    time.time_ns = lambda: int(time.time() * 1e9)
    _gmtime, _localtime, _strftime = time.gmtime, time.localtime, time.strftime
    time.gmtime = lambda seconds=None: _gmtime(time.time() if seconds is None else seconds)
    time.localtime = lambda seconds=None: _localtime(time.time() if seconds is None else seconds)
    time.strftime = lambda form, when=None: _strftime(form, when or time.localtime())

    class Datetime(datetime.datetime):
        """Its "now" is then."""

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Self:
            """The moment of the strange clock."""
            return cls.fromtimestamp(time.time(), tz)

        @classmethod
        def utcnow(cls) -> Self:
            """The same in UTC, without saying so."""
            return cls.now(datetime.UTC).replace(tzinfo=None)

    class Date(datetime.date):
        """Its "today" is then."""

        @classmethod
        def today(cls) -> Self:
            """The day of the strange clock."""
            return cls.fromtimestamp(time.time())

    datetime.datetime, datetime.date = Datetime, Date  # type: ignore[misc]

if HOST:
    socket.gethostname = lambda: str(HOST)
    platform.node = lambda: str(HOST)
    getpass.getuser = lambda: str(HOST)
