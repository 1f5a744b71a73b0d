"""The one catalogue of tables that the core owns."""

from sqlalchemy import MetaData

METADATA = MetaData(
    naming_convention={
        "ix": "%(table_name)s_by_%(column_0_name)s",
        "uq": "%(table_name)s_once_%(column_0_name)s",
        "fk": "%(table_name)s_to_%(referred_table_name)s_%(column_1_name)s",
        "pk": "%(table_name)s_key",
    }
)
