"""Every rule of the dialect has codes that show it, or a decision; the table is true."""

import ast
import shutil
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "docs"), str(ROOT / "tests/pages")]

from page_edits import apply  # noqa: E402
from page_runner import findings  # noqa: E402
from pages.rules import Rule, rules, rules_page  # noqa: E402

from qpf.diagnostics.explain import Fence, page_for  # noqa: E402
from qpf.diagnostics.registry import fact_with  # noqa: E402

SHOWN_BY_EXAMPLE = frozenset({"QPF202", "QPF205", "QPF206", "QPF207", "QPF208"})
"""Codes of types: their pages show one key, a rule is about another."""

EXAMPLES = [one for one in rules() if one.example is not None]
CODES = sorted({code for one in rules() for code in one.codes})


def test_the_rules_are_those_of_the_list() -> None:
    assert [one.number for one in rules()] == list(range(1, 121))


@pytest.mark.parametrize("rule", rules(), ids=lambda one: str(one.number))
def test_a_rule_has_a_code_or_a_reason(rule: Rule) -> None:
    assert rule.codes or len(rule.decision.split()) >= 8, rule.what
    if set(rule.codes) <= SHOWN_BY_EXAMPLE and rule.codes:
        assert rule.example is not None, "the pages of these codes show another rule"


@cache
def called() -> frozenset[str]:
    """Names that the factory calls outside of the catalogue."""
    folder = ROOT / "generator/qpf"
    files = [one for one in folder.rglob("*.py") if "catalogue" not in one.parts]
    nodes = (node for one in files for node in ast.walk(ast.parse(one.read_bytes())))
    return frozenset(
        name
        for node in nodes
        for name in (getattr(node, "attr", None), getattr(node, "id", None))
        if isinstance(name, str)
    )


@pytest.mark.parametrize("code", CODES)
def test_a_named_code_is_raised_somewhere_and_explained(code: str) -> None:
    fact = fact_with(code)
    assert fact is not None
    assert page_for(fact) is not None
    source = "".join(
        one.read_text("utf-8")
        for one in (ROOT / "generator/qpf/diagnostics/catalogue").glob("*.py")
    )
    constructor = source.partition(f'@fact("{code}"')[2].partition("\ndef ")[2].partition("(")[0]
    assert constructor in called(), f"nothing raises {code}"


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda one: str(one.number))
def test_an_example_breaks_its_rule(rule: Rule, tmp_path: Path) -> None:
    assert rule.example is not None
    workspace = tmp_path / "w"
    shutil.copytree(ROOT / "tests/pages/base", workspace)
    pointer, text = rule.example["at"], rule.example["text"]
    words = (rule.example["file"], "@", pointer) if pointer else (rule.example["file"],)
    apply(workspace, Fence(language="yaml", words=words, body=text + "\n"))
    errors = [one for one in findings(workspace, "behaviour") if one.severity.value == "error"]
    assert set(rule.codes) & {one.code for one in errors}
    assert {one.place.file for one in errors} == {rule.example["file"]}


def test_the_page_is_made_of_the_table() -> None:
    assert (ROOT / "docs/rules.md").read_text("utf-8") == rules_page(), "run `make docs`"
