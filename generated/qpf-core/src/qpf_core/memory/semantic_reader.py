"""Reading the semantic graph: nodes, relations, or the whole as a networkx graph."""

from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, or_, select

from qpf_core.errors import NotFound
from qpf_core.memory.layers import Edge, Node
from qpf_core.store import Store
from qpf_core.store.memory_tables import EDGES, NODES

if TYPE_CHECKING:
    from networkx import MultiDiGraph


class SemanticReader:
    """The graph of one agent, to look at."""

    def __init__(self, agent: str, store: Store) -> None:
        """Read the graph of `agent` from `store`."""
        self._agent = agent
        self._store = store

    async def node(self, id: str) -> Node:  # pylint: disable=redefined-builtin
        """Return the node `id`; raises NotFound."""
        found = await self._store.read(lambda connection: self._nodes(connection, (id,)))
        if not found:
            raise NotFound("there is no such node")
        return found[0]

    async def nodes(self, kind: str | None = None) -> tuple[Node, ...]:
        """Return all nodes (of `kind`), by identity."""
        return await self._store.read(lambda connection: self._nodes(connection, None, kind))

    async def edges(self, kind: str | None = None) -> tuple[Edge, ...]:
        """Return all relations (of `kind`), by source, kind and target."""
        return await self._store.read(lambda connection: self._edges(connection, None, kind))

    async def edges_of(self, id: str) -> tuple[Edge, ...]:  # pylint: disable=redefined-builtin
        """Return the relations that leave or reach the node `id`."""
        return await self._store.read(lambda connection: self._edges(connection, id))

    async def neighbours(  # pylint: disable=redefined-builtin
        self, id: str, kind: str | None = None
    ) -> tuple[Node, ...]:
        """Return the nodes related to `id` (by relations of `kind`), whichever way, by identity."""

        def look(connection: Connection) -> tuple[Node, ...]:
            edges = self._edges(connection, id, kind)
            ends = {end for edge in edges for end in (edge.source, edge.target)} - {id}
            return self._nodes(connection, tuple(sorted(ends)))

        return await self._store.read(look)

    async def graph(self) -> "MultiDiGraph[str]":
        """Return a copy; kinds and fields are attributes, kinds of relations are their keys."""
        # networkx takes long to load, and few callers want the whole graph.
        from networkx import MultiDiGraph as Graph  # pylint: disable=import-outside-toplevel

        nodes, edges = await self._store.read(
            lambda connection: (self._nodes(connection, None), self._edges(connection, None))
        )
        graph = cast("MultiDiGraph[str]", Graph())
        for node in nodes:
            graph.add_node(node.id, kind=node.kind, fields=dict(node.fields))
        for edge in edges:
            graph.add_edge(edge.source, edge.target, key=edge.kind, fields=dict(edge.fields))
        return graph

    def _nodes(
        self, connection: Connection, ids: tuple[str, ...] | None, kind: str | None = None
    ) -> tuple[Node, ...]:
        table = NODES.c
        query = select(table.id, table.kind, table.fields).where(table.agent == self._agent)
        if ids is not None:
            query = query.where(table.id.in_(ids))
        if kind is not None:
            query = query.where(table.kind == kind)
        return tuple(Node(*row) for row in connection.execute(query.order_by(table.id)))

    def _edges(
        self, connection: Connection, end: str | None, kind: str | None = None
    ) -> tuple[Edge, ...]:
        table = EDGES.c
        query = select(table.source, table.kind, table.target, table.fields).where(
            table.agent == self._agent
        )
        if end is not None:
            query = query.where(or_(table.source == end, table.target == end))
        if kind is not None:
            query = query.where(table.kind == kind)
        query = query.order_by(table.source, table.kind, table.target)
        return tuple(Edge(*row) for row in connection.execute(query))
