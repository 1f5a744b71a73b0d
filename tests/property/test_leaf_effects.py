"""Every value carries weight: a leaf with another value is refused, or changes what is emitted."""

import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from emitting import emitted, graph_of, read
from leaf_audit import Verdict, audited
from leaf_page import idle, page, unlawful
from leaf_prose import only_prose
from leaf_sites import Site, patched, sites_of
from leaf_units import Effect

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.document import DocumentKind

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests/golden"
SAMPLES = {"l9": 12, "genesis": 12, "qnetworks": 12}


def shown(verdicts: Iterable[Verdict]) -> list[str]:
    """Leaves as a person looks them up."""
    return [f"{one.site.path}{one.site.pointer}: {one.effect.name}" for one in verdicts]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> list[Verdict]:
    """The smallest golden workspace, leaf by leaf."""
    documents = read(GOLDEN / "minimal_agent", Diagnostics())
    cache = tmp_path_factory.mktemp("leaves")
    return list(audited(documents, "demo", cache, glue=None, jobs=1))


def test_no_leaf_of_a_small_workspace_is_without_effect(small: list[Verdict]) -> None:
    assert len(small) > 60
    assert shown(idle(small)) == []
    assert shown(unlawful(small)) == []


def test_effects_of_all_kinds_are_seen(small: list[Verdict]) -> None:
    found = {one.effect for one in small}
    assert found >= {Effect.CODE, Effect.DOCUMENTS, Effect.PROSE, Effect.DIAGNOSTIC}


@pytest.mark.parametrize("collection", SAMPLES)
def test_no_leaf_of_a_sample_is_without_effect(collection: str, tmp_path: Path) -> None:
    documents = read(ROOT, Diagnostics())
    count = sum(1 for site in sites_of(documents) if site.collection == collection)
    chosen = sorted(random.Random(collection).sample(range(count), SAMPLES[collection]))
    verdicts = list(
        audited(documents, collection, tmp_path, glue=ROOT / "glue", jobs=1, chosen=chosen)
    )
    assert shown(idle(verdicts)) == []
    assert shown(unlawful(verdicts)) == []


def test_the_effect_is_the_one_that_a_whole_run_shows(small: list[Verdict], tmp_path: Path) -> None:
    documents = read(GOLDEN / "minimal_agent", Diagnostics())
    plain = emitted(graph_of(documents, Diagnostics()), tmp_path / "plain", Diagnostics()).files
    for one in random.Random(1).sample(small, 12):
        changed = patched(documents, one.site, one.other)
        try:
            graph = graph_of(changed, Diagnostics())
        except Stopped:
            assert one.effect is Effect.DIAGNOSTIC, shown([one])
            continue
        files = emitted(graph, tmp_path / "changed", Diagnostics()).files
        differing = {path for path in {*files, *plain} if files.get(path) != plain.get(path)}
        assert bool(differing) == (one.effect < Effect.MANIFEST), shown([one])
        assert not differing or any(path.endswith(one.path) for path in differing), shown([one])


def test_words_are_told_from_code() -> None:
    before = '"""A."""\n\n\ndef f() -> int:\n    """B."""\n    return 1  # one\n'
    assert only_prose(before, before.replace("B.", "C.").replace("# one", "# two"))
    assert not only_prose(before, before.replace("return 1", "return 2"))


def test_the_page_counts_each_leaf_once() -> None:
    site = Site(0, "schemas/a/b.yaml", "a", DocumentKind.SCHEMA, ("flow", "deadline"), "5s")
    verdicts = [Verdict(site, effect, "", "6s", (), 1, 1) for effect in Effect]
    text = page(verdicts)
    assert "| `flow` | 8 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 |" in text
    assert "`/flow/deadline`: nothing" in text
