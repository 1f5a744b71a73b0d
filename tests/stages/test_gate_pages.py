"""Every gate has a demonstration that it can fail: the examples of the pages of QPF7xx."""

import json
from pathlib import Path

import pytest
from gate_bench import Bench
from gate_samples import HEADER, SOUND

from qpf.diagnostics.explain import Fence, Page, pages
from qpf.model.gate import Verdict
from qpf.model.request import GateLevel
from qpf.tools.gates.manifests import manifest_faults

PAGES = [page for page in pages() if page.code.startswith("QPF7")]
FULL = frozenset({"QPF706", "QPF707", "QPF710", "QPF711", "QPF712", "QPF717"})
ON_CODE = [page for page in PAGES if page.code != "QPF713"]
ROW = {
    "QPF701": "compile",
    "QPF702": "imports",
    "QPF703": "cycles",
    "QPF704": "black",
    "QPF705": "isort",
    "QPF706": "mypy",
    "QPF707": "pylint",
    "QPF708": "annotations",
    "QPF709": "docstrings",
    "QPF710": "tests",
    "QPF711": "coverage",
    "QPF712": "exercised",
    "QPF714": "forbidden",
    "QPF715": "licence",
    "QPF716": "header",
    "QPF717": "tests",
}


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gate-cache")


@pytest.fixture
def bench(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    (tmp_path / ".qpf").mkdir()
    (tmp_path / ".qpf" / "cache").symlink_to(cache)
    return Bench(tmp_path, monkeypatch)


def _files(page: Page, fences: tuple[Fence, ...]) -> dict[str, str]:
    header = "" if page.code == "QPF716" else HEADER
    return {**SOUND, **{fence.words[1]: header + fence.body for fence in fences}}


def _level(page: Page) -> GateLevel:
    return GateLevel.FULL if page.code in FULL else GateLevel.FAST


def test_there_is_a_page_for_each_gate() -> None:
    assert [page.code for page in ON_CODE] == sorted(ROW)


@pytest.mark.parametrize("page", ON_CODE, ids=lambda page: page.code)
def test_the_failing_example_fails_its_gate(page: Page, bench: Bench) -> None:
    judged = bench.judge(_files(page, page.fails), _level(page))
    assert page.code in judged.codes
    assert ROW[page.code] in judged.failed


@pytest.mark.parametrize("page", ON_CODE, ids=lambda page: page.code)
def test_the_passing_example_passes_every_gate(page: Page, bench: Bench) -> None:
    judged = bench.judge(_files(page, page.passes), _level(page))
    assert judged.codes == []
    assert {row.verdict for row in judged.rows} == {Verdict.PASSED}


def test_a_manifest_that_does_not_fit_is_named_with_the_pointer() -> None:
    (page,) = [page for page in PAGES if page.code == "QPF713"]
    (bad,), (good,) = page.fails, page.passes
    (fault,) = manifest_faults(bad.words[1], json.loads(bad.body))
    assert (fault.code, fault.place.file) == ("QPF713", "manifests/demo/collection.json")
    assert "`/collection`" in fault.message
    assert list(manifest_faults(good.words[0], json.loads(good.body))) == []
