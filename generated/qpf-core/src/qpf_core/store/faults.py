"""Faults of a database in the words of the core."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, TimeoutError as PoolTimeout

from qpf_core.errors import Conflict, InputError, Unavailable


@contextmanager
def translated() -> Iterator[None]:
    """Raise Conflict for a broken constraint, InputError for a value that the database cannot hold,
    Unavailable for a database that does not serve.
    """
    try:
        yield
    except (IntegrityError, sqlite3.IntegrityError) as error:
        raise Conflict("the change contradicts what is stored") from error
    except DataError as error:
        raise InputError("value", "cannot be stored by the database") from error
    except (DBAPIError, PoolTimeout, sqlite3.Error) as error:
        raise Unavailable("the database does not serve") from error
