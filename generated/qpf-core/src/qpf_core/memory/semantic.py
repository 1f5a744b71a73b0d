"""Semantic memory: a graph of things and relations over the relational store."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable, delete

from qpf_core.errors import Conflict, NotFound
from qpf_core.guards import require_length, require_one_of
from qpf_core.memory.semantic_reader import SemanticReader
from qpf_core.memory.topology import SemanticMemory, Shape
from qpf_core.plain import JsonValue, to_plain
from qpf_core.store import Store
from qpf_core.store.backend import upsert
from qpf_core.store.memory_tables import EDGES, NODES

Fields = Mapping[str, object]


class Semantic(SemanticReader):
    """The graph of one agent, to look at and to change."""

    def __init__(self, agent: str, declared: SemanticMemory, store: Store) -> None:
        """Keep the graph of `agent` in `store`."""
        super().__init__(agent, store)
        self._node_fields = _fields_of(declared.nodes)
        self._edge_fields = _fields_of(declared.edges)
        self._node_sink = _RowSink(upsert(store.backend, NODES, ("kind", "fields")))
        self._edge_sink = _RowSink(upsert(store.backend, EDGES, ("fields",)))

    async def add_node(  # pylint: disable=redefined-builtin
        self, id: str, kind: str, fields: Fields | None = None
    ) -> None:
        """Add the node `id` or replace what is known of it.

        Raises InputError for an undeclared kind or field.
        """
        require_length("id", id, 1, 200)
        plain = _checked(self._node_fields, kind, fields)
        row = {"agent": self._agent, "id": id, "kind": kind, "fields": plain}
        await self._store.submit(self._node_sink, row)

    async def add_edge(
        self, source: str, kind: str, target: str, fields: Fields | None = None
    ) -> None:
        """Relate two nodes, or replace what is known of their relation.

        Raises InputError for an undeclared kind or field, NotFound when an end does not exist.
        """
        plain = _checked(self._edge_fields, kind, fields)
        row = {
            "agent": self._agent,
            "source": source,
            "kind": kind,
            "target": target,
            "fields": plain,
        }
        try:
            await self._store.submit(self._edge_sink, row)
        except Conflict as error:
            raise NotFound("an end of the relation does not exist") from error

    async def remove_node(self, id: str) -> bool:  # pylint: disable=redefined-builtin
        """Remove the node `id` with its relations; tell whether it was there."""
        statement = delete(NODES).where(NODES.c.agent == self._agent, NODES.c.id == id)
        return await self._store.run(lambda connection: connection.execute(statement).rowcount > 0)

    async def remove_edge(self, source: str, kind: str, target: str) -> bool:
        """Remove one relation; tell whether it was there."""
        table = EDGES.c
        statement = delete(EDGES).where(
            table.agent == self._agent,
            table.source == source,
            table.kind == kind,
            table.target == target,
        )
        return await self._store.run(lambda connection: connection.execute(statement).rowcount > 0)


class _RowSink:  # pylint: disable=too-few-public-methods
    """Writes rows by one statement."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement

    def write(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> Sequence[None]:
        """Write every row."""
        connection.execute(self._statement, list(rows))
        return [None] * len(rows)


def _fields_of(shapes: Sequence[Shape]) -> dict[str, tuple[str, ...]]:
    return {shape.kind: shape.fields for shape in shapes}


def _checked(
    declared: Mapping[str, tuple[str, ...]], kind: str, fields: Fields | None
) -> dict[str, JsonValue]:
    require_length("kind", kind, 1, 120)
    if declared:
        require_one_of("kind", kind, tuple(declared))
    allowed = declared.get(kind)
    plain: dict[str, JsonValue] = {}
    for name, value in (fields or {}).items():
        if allowed:
            require_one_of(f"fields.{name}", name, allowed)
        plain[name] = to_plain(value)
    return plain
