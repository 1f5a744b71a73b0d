"""Vectors: ranking agrees with the definition, embeddings are stable, bad input is named."""

import math
from dataclasses import dataclass

import pytest
from hypothesis import given, settings, strategies as st

from qpf_core.catalogue import vectors
from qpf_core.catalogue.results import Score
from qpf_core.errors import InputError

quick = settings(derandomize=True, max_examples=60, deadline=None, database=None)
numbers = st.floats(-1e300, 1e300)


@dataclass(frozen=True)
class Candidate:
    """What a schema would emit."""

    id: str
    embedding: list[float]


def candidates(rows: list[list[float]]) -> list[Candidate]:
    return [Candidate(f"c{place}", row) for place, row in enumerate(rows)]


def plain_cosine(left: list[float], right: list[float]) -> float:
    lengths = math.hypot(*left) * math.hypot(*right)
    return sum(a * b for a, b in zip(left, right, strict=True)) / lengths if lengths else 0.0


def test_rank_gives_the_best_first() -> None:
    items = [Candidate("far", [0, 1]), Candidate("same", [2, 0]), Candidate("half", [1, 1])]
    ranked = vectors.cosine_rank(query=[1, 0], items=items)
    assert ranked[0] == Score("same", 1.0)
    assert [item.id for item in ranked] == ["same", "half", "far"]
    assert ranked[1].score == pytest.approx(math.sqrt(0.5))


def test_equal_scores_keep_the_order_given() -> None:
    ranked = vectors.cosine_rank([1, 1], candidates([[3, 3], [1, 1], [0.1, 0.1], [7, 7]]))
    assert ranked == [Score(f"c{place}", 1.0) for place in range(4)]


def test_limit_cuts_the_ranking() -> None:
    items = candidates([[0, 1], [1, 0], [1, 1]])
    assert [item.id for item in vectors.cosine_rank([1, 0], items, limit=1)] == ["c1"]
    assert vectors.cosine_rank([1, 0], items, limit=0) == []
    assert vectors.cosine_rank([1, 0], []) == []


def test_a_vector_without_direction_scores_zero() -> None:
    assert vectors.cosine_rank([0, 0], candidates([[1, 0]])) == [Score("c0", 0.0)]
    assert vectors.cosine([1, 2], [0, 0]) == 0.0


@pytest.mark.parametrize("scale", [5e-324, 1e-200, 1.0, 1e200, 1e308])
def test_scale_does_not_matter(scale: float) -> None:
    assert vectors.cosine([scale, 0.0], [scale, 0.0]) == 1.0
    assert vectors.cosine([scale, scale], [-scale, -scale]) == -1.0


@quick
@given(
    st.integers(1, 6).flatmap(
        lambda size: st.tuples(
            st.lists(st.floats(-100, 100), min_size=size, max_size=size),
            st.lists(
                st.lists(st.floats(-100, 100), min_size=size, max_size=size), min_size=1, max_size=8
            ),
        )
    )
)
def test_rank_agrees_with_the_definition(drawn: tuple[list[float], list[list[float]]]) -> None:
    query, rows = drawn
    ranked = vectors.cosine_rank(query, candidates(rows))
    scores = [item.score for item in ranked]
    assert scores == sorted(scores, reverse=True)
    assert sorted(item.id for item in ranked) == sorted(f"c{n}" for n in range(len(rows)))
    for item in ranked:
        row = rows[int(item.id[1:])]
        if min(math.hypot(*row), math.hypot(*query)) > 1e-100:
            assert item.score == pytest.approx(plain_cosine(query, row), abs=1e-9)
        assert item.score == vectors.cosine(query, row)


@quick
@given(st.lists(numbers, min_size=1, max_size=8))
def test_normalise_gives_unit_length(values: list[float]) -> None:
    length = math.hypot(*vectors.normalise(values))
    assert length == pytest.approx(1.0 if any(values) else 0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("query", "rows", "field"),
    [
        ([], [[1.0]], "query"),
        ([1.0, 0.0], [[1.0, 0.0], [1.0]], "items.1"),
        ([1.0], [[math.nan]], "items"),
        ([math.inf], [[1.0]], "query"),
        ([1.0], [["a"]], "items"),
        ([1.0], [[10**400]], "items"),
    ],
)
def test_rank_refuses(query: list[float], rows: list[list[float]], field: str) -> None:
    with pytest.raises(InputError) as refused:
        vectors.cosine_rank(query, candidates(rows))
    assert refused.value.field == field


def test_limits_are_checked() -> None:
    for call in (
        lambda: vectors.cosine_rank([1.0], [], limit=-1),
        lambda: vectors.nearest([1.0], [], count=-1),
        lambda: vectors.diversify([1.0], [], balance=1.1),
        lambda: vectors.cosine([1.0], [1.0, 2.0]),
        lambda: vectors.mean_vector([]),
        lambda: vectors.mean_vector([[1.0], [1.0, 2.0]]),
        lambda: vectors.hash_embedding("a", dimensions=0),
        lambda: vectors.hash_embedding("a", dimensions=5000),
        lambda: vectors.hash_features({"a": math.nan}),
        lambda: vectors.hash_fields({"a": "b"}, dimensions=0),
    ):
        with pytest.raises(InputError):
            call()


def test_nearest_measures_distance() -> None:
    found = vectors.nearest([0, 0], candidates([[3, 4], [1, 0], [0, 2]]), count=2)
    assert [(item.id, item.distance) for item in found] == [("c1", 1.0), ("c2", 2.0)]
    assert vectors.nearest([0, 0], candidates([[3, 4]]))[0].distance == 5.0
    assert vectors.nearest([1.0], []) == []


def test_diversify_avoids_twins() -> None:
    items = candidates([[1, 0], [1, 0], [0.6, 0.8]])
    assert [item.id for item in vectors.diversify([1, 0], items, count=2, balance=0.4)] == [
        "c0",
        "c2",
    ]
    assert [item.id for item in vectors.diversify([1, 0], items, count=2, balance=1.0)] == [
        "c0",
        "c1",
    ]
    first, second = vectors.diversify([1, 0], items, count=2, balance=0.4)
    assert first.score == 0.4
    assert second.score == pytest.approx(0.4 * 0.6 - 0.6 * 0.6)
    assert len(vectors.diversify([1, 0], items, count=9)) == 3


def test_diversify_without_weight_for_fit_still_opens_with_the_best() -> None:
    items = candidates([[0, 1], [1, 0]])
    chosen = vectors.diversify([1, 0], items, count=2, balance=0.0)
    assert [item.id for item in chosen] == ["c1", "c0"]


def test_mean_and_dot() -> None:
    assert vectors.mean_vector([[1, 2], [3, 4]]) == [2.0, 3.0]
    assert vectors.mean_vector([[1e308], [1e308]]) == [1e308]
    assert vectors.dot([1, 2], [3, 4]) == 11.0


def test_embedding_is_the_same_everywhere() -> None:
    # a literal: another machine, version or hash seed must give these numbers
    assert vectors.hash_embedding("Recycled HDPE", dimensions=4) == EXPECTED


EXPECTED = [0.516397779494, 0.774596669241, 0.258198889747, -0.258198889747]


def test_embedding_ignores_case_and_knows_likeness() -> None:
    assert vectors.hash_embedding("Late Order!") == vectors.hash_embedding("late order")
    base = vectors.hash_embedding("recycled polymer pellets", dimensions=256)
    near = vectors.hash_embedding("recycled polymers pellet", dimensions=256)
    far = vectors.hash_embedding("quarterly mortgage rates", dimensions=256)
    assert vectors.cosine(base, near) > 0.4 > vectors.cosine(base, far)
    order = vectors.hash_embedding("pellets polymer recycled", dimensions=256)
    assert vectors.cosine(base, order) < 1.0


@quick
@given(st.text(max_size=40), st.integers(1, 128))
def test_embedding_has_unit_length_or_none(text: str, dimensions: int) -> None:
    found = vectors.hash_embedding(text, dimensions)
    assert len(found) == dimensions
    assert math.hypot(*found) == pytest.approx(1.0) or not any(found)
    assert vectors.hash_embeddings([text], dimensions) == [found]


def test_embedding_of_no_word_is_zero() -> None:
    assert vectors.hash_embedding(" .,; ", dimensions=3) == [0.0, 0.0, 0.0]


def test_fields_keep_their_meaning() -> None:
    one = vectors.hash_fields({"buyer": "acme", "seller": "bolt"}, dimensions=512)
    two = vectors.hash_fields({"buyer": "bolt", "seller": "acme"}, dimensions=512)
    assert vectors.cosine(one, two) < 0.5


def test_features_point_along_their_names() -> None:
    assert (
        vectors.cosine(vectors.hash_features({"a": 2.0}), vectors.hash_features({"a": 5.0})) == 1.0
    )
    assert (
        vectors.cosine(vectors.hash_features({"a": 2.0}), vectors.hash_features({"a": -1.0}))
        == -1.0
    )
