"""The examples of the planning, publishing and environment pages do what they say."""

from pathlib import Path

import pytest
from scenario import Scenario

from qpf.diagnostics.catalogue import environment, planning, publishing
from qpf.diagnostics.explain import Fence, Page, page_for
from qpf.diagnostics.fact import fact_of

CATALOGUES = (planning, publishing, environment)
FACTS = [fact for module in CATALOGUES for item in vars(module).values() if (fact := fact_of(item))]
PAGES = [
    page
    for page in map(page_for, FACTS)
    if page is not None and {fence.language for fence in page.fails} == {"python"}
]


def codes(fences: tuple[Fence, ...], folder: Path, patch: pytest.MonkeyPatch) -> list[str]:
    """Run an example; the codes it finds."""
    scenario = Scenario(folder, patch)
    for fence in fences:
        exec(compile(fence.body, "example", "exec"), dict(scenario.words()))
    return [found.code for found in scenario.found.found]


def test_there_are_pages() -> None:
    assert {page.code for page in PAGES} >= {"QPF601", "QPF657", "QPF901", "QPF907"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_the_failing_example_gives_its_code(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page.code in codes(page.fails, tmp_path, monkeypatch)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_the_passing_example_finds_nothing(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert codes(page.passes, tmp_path, monkeypatch) == []
