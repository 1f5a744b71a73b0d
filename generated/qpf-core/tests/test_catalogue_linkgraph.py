"""Links: likelihoods of missing edges agree with their definitions."""

import math
from collections.abc import Callable
from itertools import pairwise

import networkx
import pytest
from hypothesis import given, settings, strategies as st

from qpf_core.catalogue import linkgraph
from qpf_core.catalogue.results import Edge, Pair, Score, edge, pair, score
from qpf_core.errors import InputError

quick = settings(derandomize=True, max_examples=50, deadline=None, database=None)
names = st.sampled_from("abcdef")
graphs = st.lists(st.builds(Edge, names, names), max_size=14)

SQUARE = [Edge("a", "b"), Edge("b", "c"), Edge("c", "d"), Edge("d", "a"), Edge("c", "e")]


def test_makers() -> None:
    assert edge("a", "b") == Edge("a", "b")
    assert pair("a", "b", 0.5) == Pair("a", "b", 0.5)
    assert score("a", 0.5) == Score("a", 0.5)


def test_neighbours_go_both_ways_once() -> None:
    assert linkgraph.neighbours([Edge("a", "b"), Edge("b", "a"), Edge("a", "a")], "a") == ["b"]
    assert linkgraph.neighbours(SQUARE, "c") == ["b", "d", "e"]
    assert linkgraph.degree(SQUARE, "c") == 3
    assert linkgraph.degree(SQUARE, "x") == 0


def test_common_neighbours() -> None:
    assert linkgraph.common_neighbours(SQUARE, "a", "c") == ["b", "d"]
    assert linkgraph.common_neighbours(SQUARE, "a", "x") == []


def test_scores_by_each_method() -> None:
    assert linkgraph.adamic_adar(SQUARE, "a", "c") == pytest.approx(2 / math.log(2))
    assert linkgraph.link_score(SQUARE, "a", "c", "common_neighbours") == 2.0
    assert linkgraph.link_score(SQUARE, "a", "c", "resource_allocation") == 1.0
    assert linkgraph.link_score(SQUARE, "a", "c", "jaccard") == pytest.approx(2 / 3)
    assert linkgraph.link_score(SQUARE, "x", "y", "jaccard") == 0.0


def test_a_node_compared_with_itself_stays_finite() -> None:
    assert linkgraph.adamic_adar([Edge("a", "b")], "a", "a") == pytest.approx(1 / math.log(2))


def test_candidates_are_ranked_and_not_linked() -> None:
    assert linkgraph.link_scores(SQUARE, "b", method="common_neighbours") == [
        Score("d", 2.0),
        Score("e", 1.0),
    ]
    assert len(linkgraph.link_scores(SQUARE, "b", limit=1)) == 1
    assert linkgraph.link_scores(SQUARE, "x") == []


@quick
@given(graphs)
def test_predictions_agree_with_networkx(edges: list[Edge]) -> None:
    graph = networkx.Graph(
        [(item.source, item.target) for item in edges if item.source != item.target]
    )
    expected = {
        tuple(sorted((left, right))): value
        for left, right, value in networkx.adamic_adar_index(graph)
        if value > 0
    }
    found = linkgraph.predict_links(edges, limit=100)
    assert {(item.source, item.target): item.score for item in found} == pytest.approx(expected)
    assert [item.score for item in found] == sorted((item.score for item in found), reverse=True)


@quick
@given(graphs, names, names)
def test_shortest_path_agrees_with_networkx(edges: list[Edge], source: str, target: str) -> None:
    graph = networkx.Graph([(item.source, item.target) for item in edges])
    graph.add_nodes_from("abcdef")
    found = linkgraph.shortest_path(edges, source, target)
    if networkx.has_path(graph, source, target):
        assert len(found) - 1 == networkx.shortest_path_length(graph, source, target)
        assert (found[0], found[-1]) == (source, target)
        assert all(right in graph[left] for left, right in pairwise(found))
    else:
        assert found == []


def test_path_within_hops() -> None:
    line = [Edge("a", "b"), Edge("b", "c"), Edge("c", "d")]
    assert linkgraph.shortest_path(line, "a", "d", maximum_hops=3) == ["a", "b", "c", "d"]
    assert linkgraph.shortest_path(line, "a", "d", maximum_hops=2) == []
    assert linkgraph.shortest_path(line, "a", "a", maximum_hops=0) == ["a"]


@pytest.mark.parametrize(
    "call",
    [
        lambda: linkgraph.link_score(SQUARE, "a", "b", method="guess"),
        lambda: linkgraph.link_scores(SQUARE, "a", method="guess"),
        lambda: linkgraph.link_scores(SQUARE, "a", limit=-1),
        lambda: linkgraph.predict_links(SQUARE, method="guess"),
        lambda: linkgraph.predict_links(SQUARE, limit=-1),
        lambda: linkgraph.shortest_path(SQUARE, "a", "b", maximum_hops=-1),
    ],
)
def test_bad_input_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(InputError):
        call()
