"""Text and reports: whole words only, stable counts, nothing breaks a layout."""

import pytest
from hypothesis import given, settings, strategies as st

from qpf_core.catalogue import report, text
from qpf_core.errors import InputError

quick = settings(derandomize=True, max_examples=60, deadline=None, database=None)


def test_tokens() -> None:
    assert text.tokens("Don't re-order PO_17, café!") == [
        "don't",
        "re",
        "order",
        "po",
        "17",
        "café",
    ]
    assert text.tokens("cafe\u0301") == text.tokens("CAFÉ")
    assert text.tokens("") == []


@pytest.mark.parametrize(
    ("body", "word", "expected"),
    [
        ("my order is late", "order", True),
        ("the border is near", "order", False),
        ("ORDER!", "order", True),
        ("where is my order status", "order status", True),
        ("status of order", "order status", False),
        ("", "order", False),
    ],
)
def test_contains_word(body: str, word: str, expected: bool) -> None:
    assert text.contains_word(body, word) is expected


def test_contains_several() -> None:
    assert text.contains_any("a late parcel", ["order", "parcel"])
    assert not text.contains_any("a late parcel", [])
    assert text.contains_all("a late parcel", ["late", "parcel"])
    assert not text.contains_all("a late parcel", ["late", "order"])


def test_counting() -> None:
    assert text.count("to be or not to be", "to be") == 2
    assert text.count("ha ha ha", "ha ha") == 2
    assert text.word_counts("b a b c a b") == {"b": 3, "a": 2, "c": 1}
    assert text.keywords("late parcel late the parcel late", limit=1) == ["late"]
    assert text.keywords("a an the", limit=3) == []
    with pytest.raises(InputError, match="word"):
        text.count("body", " - ")
    with pytest.raises(InputError, match="limit"):
        text.keywords("body", limit=-1)


@quick
@given(st.text(max_size=30), st.text(max_size=30))
def test_similarity_is_a_share_and_mutual(left: str, right: str) -> None:
    found = text.similarity(left, right)
    assert 0.0 <= found <= 1.0
    assert found == text.similarity(right, left)
    assert text.similarity(left, left) == 1.0


def test_similarity_of_known_texts() -> None:
    assert text.similarity("late order", "late parcel") == pytest.approx(1 / 3)
    assert text.similarity("late", "") == 0.0


def test_numbers() -> None:
    assert text.numbers("pay 12.50 for 3 at -4, not v2 or 1.2.3") == [12.5, 3.0, -4.0]


def test_redact() -> None:
    assert text.redact("ask jo@example.org or 4111 1111 1111 1111, order 12345") == (
        "ask [redacted] or [redacted], order 12345"
    )
    assert text.redact("call 0123456789", mask=r"\1") == r"call \1"


def test_redact_costs_no_more_than_its_length() -> None:
    assert text.redact("a" * 200_000) == "a" * 200_000


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(11, "hello world"), (10, "hello…"), (6, "hello…"), (3, "he…"), (1, "…")],
)
def test_shorten(limit: int, expected: str) -> None:
    assert text.shorten("hello \n world", limit) == expected


@quick
@given(st.text(), st.integers(1, 50))
def test_shorten_keeps_its_limit(body: str, limit: int) -> None:
    assert len(text.shorten(body, limit)) <= limit


def test_table() -> None:
    assert report.table(["rule", "n"], [["a|b", "1"], ["two\nlines", "2"]]) == (
        "| rule | n |\n| --- | --- |\n| a\\|b | 1 |\n| two lines | 2 |"
    )
    with pytest.raises(InputError, match=r"rows\.0"):
        report.table(["rule"], [["a", "b"]])
    with pytest.raises(InputError, match="columns"):
        report.table([], [])


@quick
@given(st.lists(st.text(max_size=8), min_size=1, max_size=4))
def test_a_cell_never_breaks_the_table(cells: list[str]) -> None:
    lines = report.table([f"c{place}" for place in range(len(cells))], [cells]).split("\n")
    assert len(lines) == 3


def test_document() -> None:
    body = report.section("Bias", report.bullets(["one", "two"]))
    assert report.document("Audit", [body]) == "# Audit\n\n## Bias\n\n- one\n- two\n"
    assert report.section("Deep", "x", level=6).startswith("###### Deep")
    with pytest.raises(InputError, match="level"):
        report.section("Deep", "x", level=7)


def test_figures() -> None:
    assert report.pairs_table({"kl": 0.12345}) == "| name | value |\n| --- | --- |\n| kl | 0.123 |"
    assert report.percent(0.125) == "12.5 %"
    assert report.percent(1.0, digits=0) == "100 %"
    with pytest.raises(InputError, match="digits"):
        report.percent(1.0, -1)
    with pytest.raises(InputError, match="digits"):
        report.pairs_table({}, 13)
