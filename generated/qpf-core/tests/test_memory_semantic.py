"""Semantic memory: nodes, relations, declared shapes."""

# pylint: disable=redefined-outer-name

import pytest

from qpf_core.errors import InputError, NotFound
from qpf_core.memory import Edge, Node, Semantic, SemanticMemory, Shape
from qpf_core.store import Store

pytestmark = pytest.mark.anyio

DECLARED = SemanticMemory(
    nodes=(Shape("supplier", ("name", "country")), Shape("material")),
    edges=(Shape("sells", ("price",)), Shape("knows")),
)


@pytest.fixture
def semantic(store: Store) -> Semantic:
    """Return an empty graph of suppliers and materials."""
    return Semantic("scorer", DECLARED, store)


async def trade(semantic: Semantic) -> None:
    """Add two suppliers, a material and three relations."""
    await semantic.add_node("acme", "supplier", {"name": "Acme"})
    await semantic.add_node("beta", "supplier")
    await semantic.add_node("pet", "material", {"anything": [1, 2]})
    await semantic.add_edge("acme", "sells", "pet", {"price": 2.5})
    await semantic.add_edge("beta", "sells", "pet")
    await semantic.add_edge("beta", "knows", "acme")


async def test_nodes_come_back_and_are_replaced(semantic: Semantic) -> None:
    """The last word about a node counts."""
    await trade(semantic)
    assert await semantic.node("acme") == Node("acme", "supplier", {"name": "Acme"})
    await semantic.add_node("acme", "supplier", {"country": "PT"})
    assert (await semantic.node("acme")).fields == {"country": "PT"}
    assert [node.id for node in await semantic.nodes()] == ["acme", "beta", "pet"]
    assert [node.id for node in await semantic.nodes("material")] == ["pet"]
    with pytest.raises(NotFound):
        await semantic.node("nobody")


async def test_relations_come_back_and_are_replaced(semantic: Semantic) -> None:
    """By kind, or by the node that they touch."""
    await trade(semantic)
    await semantic.add_edge("acme", "sells", "pet", {"price": 3})
    sells = await semantic.edges("sells")
    assert sells == (
        Edge("acme", "sells", "pet", {"price": 3}),
        Edge("beta", "sells", "pet", {}),
    )
    assert len(await semantic.edges()) == 3
    assert [edge.kind for edge in await semantic.edges_of("acme")] == ["sells", "knows"]


async def test_neighbours_are_found_both_ways(semantic: Semantic) -> None:
    """The direction of a relation does not matter for nearness."""
    await trade(semantic)
    assert [node.id for node in await semantic.neighbours("acme")] == ["beta", "pet"]
    assert [node.id for node in await semantic.neighbours("acme", "knows")] == ["beta"]
    assert await semantic.neighbours("nobody") == ()


async def test_a_node_leaves_with_its_relations(semantic: Semantic) -> None:
    """Nothing dangles."""
    await trade(semantic)
    assert await semantic.remove_edge("beta", "knows", "acme")
    assert not await semantic.remove_edge("beta", "knows", "acme")
    assert await semantic.remove_node("pet")
    assert not await semantic.remove_node("pet")
    assert await semantic.edges() == ()


async def test_a_relation_needs_both_ends(semantic: Semantic) -> None:
    """An end that does not exist is NotFound."""
    await semantic.add_node("acme", "supplier")
    with pytest.raises(NotFound):
        await semantic.add_edge("acme", "sells", "pet")


async def test_undeclared_shapes_are_refused(semantic: Semantic) -> None:
    """Kinds and fields are those of the topology."""
    with pytest.raises(InputError, match="kind"):
        await semantic.add_node("x", "planet")
    with pytest.raises(InputError, match="fields.colour"):
        await semantic.add_node("x", "supplier", {"colour": "red"})
    with pytest.raises(InputError, match="kind"):
        await semantic.add_edge("x", "eats", "y")
    with pytest.raises(InputError, match="id"):
        await semantic.add_node("", "supplier")


async def test_without_shapes_everything_is_allowed(store: Store) -> None:
    """And two agents do not share a graph."""
    free = Semantic("free", SemanticMemory(), store)
    await free.add_node("x", "planet", {"colour": "red"})
    assert (await free.node("x")).kind == "planet"
    assert await Semantic("other", SemanticMemory(), store).nodes() == ()


async def test_the_whole_graph_is_handed_out(semantic: Semantic) -> None:
    """As a directed multigraph with kinds and fields."""
    await trade(semantic)
    graph = await semantic.graph()
    assert sorted(graph.nodes) == ["acme", "beta", "pet"]
    assert graph.nodes["acme"] == {"kind": "supplier", "fields": {"name": "Acme"}}
    assert graph.edges["acme", "pet", "sells"] == {"fields": {"price": 2.5}}
    assert graph.number_of_edges() == 3
