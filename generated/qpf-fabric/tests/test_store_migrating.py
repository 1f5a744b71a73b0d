"""Migrations: one transaction, taken back and forth, on every database in reach."""

from argparse import Namespace
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, inspect, text

from qpf_core.errors import Conflict, InputError
from qpf_core.store import Store
from qpf_fabric.store.migrating import configured, differences, migrate, run_environment

ENVIRONMENT = """
from qpf_fabric.store.migrating import run_environment
from test_store_migrating import METADATA
run_environment(METADATA, "sample_revision")
"""
REVISION = """
from alembic import op
from sqlalchemy import Column, ForeignKey, Integer
revision = "one"
down_revision = None
def upgrade():
    op.create_table("sample_a", Column("id", Integer, primary_key=True))
    op.create_table(
        "sample_b",
        Column("id", Integer, primary_key=True),
        Column("a_id", Integer, ForeignKey("sample_a.id")),
    )
def downgrade():
    op.drop_table("sample_b")
    op.drop_table("sample_a")
"""
DANGLING = """
from alembic import op
revision = "two"
down_revision = "one"
def upgrade():
    op.execute("INSERT INTO sample_b (id, a_id) VALUES (1, 99)")
def downgrade():
    op.execute("DELETE FROM sample_b")
"""
METADATA = MetaData()
Table("sample_a", METADATA, Column("id", Integer, primary_key=True))
Table(
    "sample_b",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("a_id", Integer, ForeignKey("sample_a.id")),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write an environment with one revision."""
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text(ENVIRONMENT, "utf-8")
    (tmp_path / "versions" / "one.py").write_text(REVISION, "utf-8")
    return tmp_path


def test_tables_come_and_go(store: Store, folder: Path) -> None:
    """The tables of others in the database are left alone."""
    store.create_all()
    migrate(store, folder)
    migrate(store, folder)
    assert differences(store, METADATA, "sample_revision") == []
    migrate(store, folder, "base")
    names = inspect(store.backend.engine).get_table_names()
    assert not {"sample_a", "sample_b"} & set(names)
    assert len(differences(store, METADATA, "sample_revision")) == 2
    assert store.metadata.tables.keys() <= set(names)


def test_rows_that_refer_to_nothing_undo_the_migration(store: Store, folder: Path) -> None:
    """References are checked on SQLite too, once everything stands."""
    (folder / "versions" / "two.py").write_text(DANGLING, "utf-8")
    with pytest.raises(Conflict if store.name == "sqlite" else Exception):
        migrate(store, folder)
    names = set(inspect(store.backend.engine).get_table_names())
    assert not {"sample_a", "sample_b"} & names
    with store.backend.engine.connect() as connection:
        if store.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_alembic_finds_the_database_by_its_url(folder: Path, tmp_path: Path) -> None:
    """Without one it is told what is missing; outside of Alembic nothing happens."""
    run_environment(METADATA, "sample_revision")
    config = configured(folder)
    with pytest.raises(InputError, match="database_url"):
        command.upgrade(config, "head")
    url = f"sqlite:///{tmp_path}/by_url.db"
    config.cmd_opts = Namespace(x=[f"database_url={url}"])
    command.upgrade(config, "head")
    store = Store(url)
    assert "sample_b" in inspect(store.backend.engine).get_table_names()
    store.close()
    config.cmd_opts = Namespace(x=["database_url=postgresql://nobody@127.0.0.1:1/none"])
    with pytest.raises(Exception, match="connect"):
        command.upgrade(config, "head")
