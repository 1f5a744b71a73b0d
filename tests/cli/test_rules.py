"""`qpf rules`, `qpf explain`, and the pages about the use of the command line."""

import json
import shlex
from pathlib import Path

import pytest
from conftest import Run

from qpf.diagnostics.explain import Fence, Page, pages
from qpf.diagnostics.registry import facts

ABOUT_USE = [page for page in pages() if "QPF910" <= page.code <= "QPF919"]


def test_rules_list_every_code(qpf: Run) -> None:
    listed = json.loads(qpf("rules", "--format", "json").out)
    assert [rule["code"] for rule in listed] == [fact.code for fact in facts()]
    assert set(listed[0]) == {"code", "name", "severity", "area", "title"}
    assert len(qpf("rules").out.splitlines()) == len(listed) + 1


def test_rules_of_one_area(qpf: Run) -> None:
    listed = json.loads(qpf("rules", "--area", "input", "--format", "json").out)
    assert {rule["area"] for rule in listed} == {"input"}


@pytest.mark.parametrize("word", ["QPF101", "qpf101", "no-collections"])
def test_explain_prints_the_page(qpf: Run, word: str) -> None:
    answer = qpf("explain", word)
    assert answer.code == 0
    assert answer.out.startswith("# QPF101 ")
    assert "## Passes" in answer.out
    assert json.loads(qpf("explain", word, "--format", "json").out)["code"] == "QPF101"


@pytest.mark.parametrize("page", ABOUT_USE, ids=lambda page: page.code)
def test_the_examples_of_a_page_do_what_they_say(qpf: Run, workspace: Path, page: Page) -> None:
    assert f"error {page.code}" in _said(qpf, page.fails)


@pytest.mark.parametrize("page", ABOUT_USE, ids=lambda page: page.code)
def test_the_better_examples_find_no_error(qpf: Run, workspace: Path, page: Page) -> None:
    assert " error QPF" not in _said(qpf, page.passes)


def _said(qpf: Run, fences: tuple[Fence, ...]) -> str:
    """What the last command of the examples says to a person."""
    said = ""
    for fence in fences:
        for line in fence.body.splitlines():
            words = shlex.split(line.removeprefix("$ "), comments=True)
            if words[0] == "echo":
                Path(words[3]).write_text(f"{words[1]}\n")
            else:
                assert words[0] == "qpf"
                said = qpf(*words[1:]).err
    return said
