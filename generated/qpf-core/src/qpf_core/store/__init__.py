"""Durable storage: one database by URL, SQLite by default, with group commit for the hot path."""

from qpf_core.store.group import GroupWriter, Sink
from qpf_core.store.identity import IdMint, floor_id
from qpf_core.store.metadata import METADATA
from qpf_core.store.store import Store

__all__ = ["METADATA", "GroupWriter", "IdMint", "Sink", "Store", "floor_id"]
