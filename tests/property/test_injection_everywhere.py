"""A hostile text in any leaf or key is refused with a diagnostic, or is emitted as a text.

This is the short run: in each round every leaf holds another payload. `make injection` lets every
payload meet every leaf.
"""

import json
from pathlib import Path

import pytest
from attack_rounds import SORTED, TEXTS, Tally, by_class, covering, rotated, run_round
from injecting import WORKSPACES, Target
from payloads import PAYLOADS, Sort
from sinks import Context, contexts_declared

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import DocumentKind
from qpf.stages.load import read_document

OF_THE_FACTORY = {
    ("Chart.yaml", "PathText"), ("marker", "PathText"), ("md", "PathText"), ("proto", "PathText"),
    ("py", "PathText"), ("rules.yaml", "PathText"), ("service", "Number"), ("toml", "PathText"),
    ("values.yaml", "PathText"),
}  # fmt: skip
"""Contexts that print what the factory composed, such as the header, and no leaf on its own."""


@pytest.fixture(scope="module")
def tally() -> Tally:
    """What all rounds of this module came to."""
    return Tally()


@pytest.mark.parametrize("name", WORKSPACES)
def test_no_text_becomes_code_in_any_context(name: str, tmp_path: Path, tally: Tally) -> None:
    target = Target(name, tmp_path, is_tidied=False)
    turn = 0
    while attack := covering(target, tally, turn):
        one = run_round(target, attack)
        assert one.bent == []
        tally.add(one)
        turn += 1
    # beside texts, one workspace after the other meets keys, names and calculations
    number = WORKSPACES.index(name)
    leaves, sort = (
        (target.keys, Sort.TEXT),
        (target.leaves, Sort.NAME),
        (target.leaves, Sort.CALCULATION),
    )[number % 3]
    assert run_round(target, rotated(leaves, by_class(SORTED[sort]), number * 41)).bent == []


def test_every_class_of_text_met_every_context(tally: Tally) -> None:
    met: dict[Context, set[str]] = {}
    for context, kind in (*tally.accepted, *tally.refused):
        met.setdefault(context, set()).add(kind)
    assert contexts_declared() - set(met) == OF_THE_FACTORY
    assert all(kinds == set(TEXTS) for kinds in met.values())
    assert sum(tally.accepted.values()) > 300


def test_the_formatter_bends_nothing_either(tmp_path: Path) -> None:
    target = Target("service", tmp_path, is_tidied=True)
    for turn in (0, 200):
        attack = rotated(target.leaves, by_class(SORTED[Sort.TEXT]), turn)
        assert run_round(target, attack).bent == []


def test_the_corpus_is_large_and_says_where_it_is_from() -> None:
    assert len({payload.text for payload in PAYLOADS}) == len(PAYLOADS) >= 600
    assert all(TEXTS.values())
    sources = " ".join(payload.source for payload in PAYLOADS)
    named = ("CVE-2016-5641", "CVE-2025-55201", "CVE-2026-53951", "CVE-2026-72716")
    named += ("GHSA-j884", "-386q", "-m34r", "-wjv6", "-8m8r", "GHSA-rjwr", "#23956", "#11309")
    assert all(name in sources for name in named)


@pytest.mark.parametrize("kind", TEXTS)
def test_the_reader_keeps_a_text_or_refuses_it(kind: str) -> None:
    for payload in (one for one in PAYLOADS if one.kind == kind):
        found = Diagnostics()
        text = f"system: {json.dumps(payload.text)}\n".encode()
        document = read_document("schemas/demo/a.yaml", DocumentKind.SCHEMA, "demo", text, found)
        assert all(one.place.file == "schemas/demo/a.yaml" for one in found.errors), payload
        if not found.has_errors:
            assert document is not None and document.value == {"system": payload.text}


@pytest.mark.parametrize("written", ["a\u2028b", '"a\\u2028b"', "a\ue000b", '"a\\x00b"'])
def test_the_reader_refuses_what_breaks_lines_unseen(written: str) -> None:
    found = Diagnostics()
    text = f"system: {written}\n".encode()
    read_document("schemas/demo/a.yaml", DocumentKind.SCHEMA, "demo", text, found)
    assert found.has_errors
    assert all(one.place.file == "schemas/demo/a.yaml" for one in found.errors)
