"""Migrations: emitted revisions, run by Alembic on the store of the platform."""

# The names of `alembic.context` are made when it is in use.
# pylint: disable=no-member

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, create_engine, make_url

from qpf_core.errors import Conflict, InputError
from qpf_core.store import Store

_LOCK = "qpf:migrate"


def migrate(store: Store, folder: Path, target: str = "head") -> None:
    """Bring the tables of `folder` to a revision: `head`, `base` or an identity. Blocks.

    All in one transaction; two processes that migrate at once take turns. Raises what the driver
    raises, Alembic's CommandError for a revision that nobody knows, and Conflict when rows would
    refer to nothing.
    """
    engine = store.backend.engine
    with engine.connect() as connection, _unchecked(store, connection), connection.begin():
        store.backend.lock(connection, _LOCK)
        config = configured(folder, connection)
        if target == "base":
            command.downgrade(config, target)
        else:
            command.upgrade(config, target)
        if store.name == "sqlite" and _dangling(connection):
            raise Conflict("rows would refer to what is not there")


@contextmanager
def _unchecked(store: Store, connection: Connection) -> Iterator[None]:
    """Let SQLite make tables anew without following references; they are looked at afterwards."""
    if store.name != "sqlite":
        yield
        return
    # Outside of a transaction, which the connection has not begun yet.
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        driver.close()


def _dangling(connection: Connection) -> bool:
    return connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None


def configured(folder: Path, connection: Connection | None = None) -> Config:
    """Return the configuration of Alembic for the environment in `folder`."""
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def run_environment(metadata: MetaData, version_table: str) -> None:
    """Be the `env.py` of Alembic; imported by anything else, do nothing.

    `alembic -x database_url=...` names the database where no connection is handed over.
    """
    try:
        config = context.config
    except (AttributeError, NameError):  # before its first use, and after it
        return
    connection = config.attributes.get("connection")
    if connection is not None:
        _run(connection, metadata, version_table)
        return
    url = context.get_x_argument(as_dictionary=True).get("database_url")
    if url is None:
        raise InputError("database_url", "is missing: alembic -x database_url=...")
    with create_engine(_with_driver(url)).begin() as own:
        _run(own, metadata, version_table)


def differences(store: Store, metadata: MetaData, version_table: str) -> list[Any]:
    """Return what Alembic would change to make the database equal to `metadata`."""
    with store.backend.engine.connect() as connection:
        options = _options(metadata, version_table)
        found: list[Any] = compare_metadata(
            MigrationContext.configure(connection, opts=options), metadata
        )
    return found


def _run(connection: Connection, metadata: MetaData, version_table: str) -> None:
    options = _options(metadata, version_table)
    context.configure(connection=connection, **options)
    with context.begin_transaction():
        context.run_migrations()


def _options(metadata: MetaData, version_table: str) -> dict[str, Any]:
    def is_own(name: str | None, kind: str, _parents: object) -> bool:
        """Leave the tables of others in the same database alone."""
        return kind != "table" or name in metadata.tables

    return {
        "target_metadata": metadata,
        "version_table": version_table,
        "include_name": is_own,
        "render_as_batch": True,
        "compare_type": True,
    }


def _with_driver(url: str) -> str:
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)
