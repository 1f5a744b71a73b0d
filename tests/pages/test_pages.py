"""Every code has a page, and both examples of a page do what they say."""

import shutil
from pathlib import Path

import pytest
from page_edits import apply, edited, is_edit
from page_runner import findings

from qpf.diagnostics.explain import Fence, Page, page_for, page_from_text, pages
from qpf.diagnostics.fact import Fact
from qpf.diagnostics.registry import fact_with, facts

BASE = Path(__file__).parent / "base"
ON_A_WORKSPACE = [page for page in pages() if all(is_edit(f) for f in page.fails + page.passes)]


def _area(page: Page) -> str:
    fact = fact_with(page.code)
    assert fact is not None
    return fact.area


def _found(workspace: Path, fences: tuple[Fence, ...], area: str) -> list[tuple[str, str]]:
    shutil.copytree(BASE, workspace)
    for fence in fences:
        apply(workspace, fence)
    return [(found.code, found.severity.value) for found in findings(workspace, area)]


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact.code)
def test_every_code_has_a_page_with_both_examples(fact: Fact) -> None:
    page = page_for(fact)
    assert page is not None, f"diagnostics/pages/{fact.code}.md is missing"
    assert (page.code, page.name) == (fact.code, fact.name)
    assert page.meaning and page.reason and page.fails and page.passes


def test_every_page_explains_a_code() -> None:
    folder = Path(page_from_text.__code__.co_filename).parent / "pages"
    assert {path.stem for path in folder.glob("*.md")} <= {fact.code for fact in facts()}


@pytest.mark.parametrize("page", ON_A_WORKSPACE, ids=lambda page: page.code)
def test_failing_example_gives_its_code(page: Page, tmp_path: Path) -> None:
    codes = [code for code, _ in _found(tmp_path / "w", page.fails, _area(page))]
    assert page.code in codes


@pytest.mark.parametrize("page", ON_A_WORKSPACE, ids=lambda page: page.code)
def test_passing_example_gives_no_error(page: Page, tmp_path: Path) -> None:
    found = _found(tmp_path / "w", page.passes, _area(page))
    assert page.code not in [code for code, _ in found]
    assert [code for code, severity in found if severity == "error"] == []


@pytest.mark.parametrize(
    "page", [p for p in ON_A_WORKSPACE if _area(p) == "input"], ids=lambda page: page.code
)
def test_failing_input_example_gives_only_its_code(page: Page, tmp_path: Path) -> None:
    assert {code for code, _ in _found(tmp_path / "w", page.fails, "input")} == {page.code}


@pytest.mark.parametrize("area", ["input", "structure"])
def test_base_workspace_is_clean(area: str, tmp_path: Path) -> None:
    assert _found(tmp_path / "w", (), area) == []


TEXT = "a: 1\nb:\n  - x  # first\n  - y: 2\n    z: 3\nc: {d: 4, e: 5}\nf: >\n  folded\n  text\n"


@pytest.mark.parametrize(
    ("pointer", "body", "expected"),
    [
        pytest.param("/a", "2", TEXT.replace("a: 1", "a: 2"), id="scalar"),
        pytest.param("/a", "k: v", TEXT.replace("a: 1", "a:\n  k: v"), id="scalar by mapping"),
        pytest.param("/b", "[]", "a: 1\nb: []\nc:" + TEXT.split("c:")[1], id="block by flow"),
        pytest.param("/b/0", "w", TEXT.replace("- x", "- w"), id="item"),
        pytest.param("/b/1", "w", TEXT.replace("- y: 2\n    z: 3", "- w"), id="item of lines"),
        pytest.param("/b/0+", "- w", TEXT.replace("first\n", "first\n  - w\n"), id="new item"),
        pytest.param("/c/d", "6", TEXT.replace("d: 4", "d: 6"), id="inside flow"),
        pytest.param("/f", "|\n  x", TEXT.split("f:")[0] + "f: |\n  x\n", id="block scalar"),
        pytest.param("/f+", "g: 1", TEXT + "g: 1\n", id="after the last"),
    ],
)
def test_edits_keep_the_rest_of_the_text(pointer: str, body: str, expected: str) -> None:
    assert edited(TEXT, pointer, body) == expected


def test_deleting_removes_whole_lines() -> None:
    assert edited(TEXT, "/b/1", "", is_deleted=True) == TEXT.replace("  - y: 2\n    z: 3\n", "")


def test_page_without_a_heading_is_refused() -> None:
    with pytest.raises(ValueError, match="Why it matters"):
        page_from_text("# QPF999 name\n\n## What it means\n\n## Fails\n\n## Passes\n")
