"""Files that an import extends: what they hold stays as it is, in whatever form they are."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings, strategies as st

from qpf.diagnostics.diagnostic import Place
from qpf.model.document import Plain
from qpf.sections.importing.growing import Atom, atoms_of, grown
from qpf.sections.importing.node import plainly
from qpf.sections.importing.report import Report

HERE = Place("new.yaml", 7)
EDGE = Atom(("graph", "edges"), "", plainly("c -> d", HERE))
URL = Atom(("shared", "redis"), "url", plainly("redis://x:1", HERE))


def added(text: str, atom: Atom) -> str:
    """The text with a value added."""
    made = grown(text, atom)
    assert made is not None, "there was room"
    return made[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("graph:\n  edges:\n    - a -> b\n", "graph:\n  edges:\n    - a -> b\n    - c -> d\n"),
        (
            "graph:\n  edges:\n  - a -> b\n# end\n",
            "graph:\n  edges:\n  - a -> b\n  - c -> d\n# end\n",
        ),
        ("graph:\n  edges: []  # none\nx: 1\n", "graph:\n  edges:  # none\n    - c -> d\nx: 1\n"),
        ("graph:\n  edges:\nx: 1\n", "graph:\n  edges:\n    - c -> d\nx: 1\n"),
        ("graph: {edges: [a -> b]}\n", 'graph: {edges: [a -> b, "c -> d"]}\n'),
        ("x: 1", "x: 1\n\ngraph:\n  edges:\n    - c -> d\n"),
        (
            "x: |\n  a\n  # b\n\n# c\n",
            "x: |\n  a\n  # b\n\ngraph:\n  edges:\n    - c -> d\n\n# c\n",
        ),
        ("graph:\r\n  edges:\r\n    - a\r\n", "graph:\r\n  edges:\r\n    - a\r\n    - c -> d\r\n"),
    ],
)
def test_a_value_goes_where_its_like_are(before: str, after: str) -> None:
    assert added(before, EDGE) == after


def test_missing_mappings_are_made() -> None:
    text = added("shared: # mine\n  other: 1 # too\n", URL)
    assert text == "shared: # mine\n  other: 1 # too\n  redis:\n    url: redis://x:1\n"
    assert added(text, EDGE).startswith(text)


@pytest.mark.parametrize("text", ["- a\n", "graph: words\n", "graph: {edges: words}\n", "a: [\n"])
def test_what_has_no_room_is_left_as_it_is(text: str) -> None:
    assert grown(text, EDGE) is None


def test_what_contradicts_is_told_and_what_is_there_is_not_added_again() -> None:
    have: Plain = {
        "title": "A",
        "graph": {"edges": ["a -> b (old)"]},
        "anchors": [{"name": "X", "c": 1}],
    }
    want: Plain = {
        "title": "B",
        "graph": {"edges": ["a -> b (new)", "b -> c"]},
        "anchors": [{"name": "X", "c": 1}, {"name": "Y", "c": 2}],
    }
    report = Report()
    atoms = list(atoms_of(plainly(have, HERE), plainly(want, HERE), "map.yaml", report))
    assert [(atom.where, atom.node.plain()) for atom in atoms] == [
        ("graph.edges", "b -> c"),
        ("anchors", {"name": "Y", "c": 2}),
    ]
    told = [entry.message for entry in report.entries]
    assert len(told) == 2 and all("stays" in one and "`map.yaml`" in one for one in told)


WORDS = st.text("abc -:#'\"\\é", min_size=1, max_size=8)
TREES = st.recursive(
    WORDS | st.integers(0, 99) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.dictionaries(WORDS, TREES, max_size=4), st.booleans() | st.none(), WORDS)
def test_every_value_and_line_stays(tree: dict[str, Any], flow: bool | None, word: str) -> None:
    text = yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    text = f"# head\n{text}# foot\n" if tree else "x: 1\n"
    atom = Atom(("graph", "edges"), "", plainly(word, HERE))
    made = grown(text, atom)
    assert made is not None
    assert yaml.safe_load(made[0]) == {
        **yaml.safe_load(text),
        "graph": {"edges": [yaml.safe_load(yaml.safe_dump(word))]},
    }
    lines = iter(made[0].splitlines())
    if not text.startswith("# head\n{"):
        assert all(line in lines for line in text.splitlines())
