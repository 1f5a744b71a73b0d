"""`qpf validate --fix --unsafe` writes a missing section with holes that a person fills in."""

import re
from pathlib import Path

import pytest
import yaml
from conftest import Run, bytes_below as bytes_of_all

from qpf.sections.registry import sections
from qpf.sections.section import Section
from qpf.sections.skeleton import HOLE, skeleton

SCHEMA, MAP = "schemas/demo/greeter.yaml", "extractor_maps/demo.yaml"


def bytes_below(root: Path) -> dict[str, bytes]:
    """What a person wrote."""
    return {path: data for path, data in bytes_of_all(root).items() if path[0] != "."}


def without(file: Path, section: str) -> str:
    """Take a top-level or second-level block out of a file; what is left."""
    text = file.read_text("utf-8")
    left, count = re.subn(rf"(?m)^( *){section}:.*\n(?:\1 +.*\n|\s*\n)*", "", text)
    assert count == 1, section
    file.write_text(left, "utf-8")
    return left


@pytest.fixture(name="bare")
def _bare(workspace: Path) -> Path:
    """A workspace where nobody wrote how the agent learns."""
    without(workspace / MAP, "learningsystem")
    file = workspace / SCHEMA
    file.write_text(file.read_text("utf-8").rstrip() + "\n# the last word", "utf-8")
    return workspace


def test_missing_section_is_written_with_holes_and_each_is_told(qpf: Run, bare: Path) -> None:
    before = (bare / SCHEMA).read_text("utf-8")
    assert "QPF201" in qpf("validate").err
    answer = qpf("validate", "--fix", "--unsafe")
    assert answer.code == 1
    text = (bare / SCHEMA).read_text("utf-8")
    assert text.startswith(before + "\nlearningsystem:\n")
    assert "QPF201" not in answer.err
    written = text[len(before) :]
    assert written.count(HOLE) >= 1
    number = before.count("\n") + 1
    for line, content in enumerate(written.splitlines()[1:], number + 1):
        if HOLE in content:
            assert f"{SCHEMA}:{line}:" in answer.err, content


def test_twice_is_once(qpf: Run, bare: Path) -> None:
    qpf("validate", "--fix", "--unsafe")
    once = bytes_below(bare)
    assert " 0 mended" in qpf("validate", "--fix", "--unsafe").err
    assert bytes_below(bare) == once


def test_nothing_is_written_unasked(qpf: Run, bare: Path) -> None:
    before = bytes_below(bare)
    assert qpf("validate", "--fix").code == 1
    assert bytes_below(bare) == before
    assert "+learningsystem:" in qpf("validate", "--diff", "--unsafe").out
    assert bytes_below(bare) == before


def test_several_sections_and_line_ends_of_the_file(qpf: Run, bare: Path) -> None:
    for name in ("worldmodelintegration", "reasoningengine"):
        without(bare / MAP, name)
    file = bare / SCHEMA
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    before = file.read_bytes()
    answer = qpf("validate", "--fix", "--unsafe")
    after = file.read_bytes()
    assert after.startswith(before)
    assert "QPF201" not in answer.err
    assert after.count(b"\r\n") == after.count(b"\n")
    names = yaml.safe_load(after)
    assert {"learningsystem", "worldmodelintegration", "reasoningengine"} <= set(names)


def test_document_that_cannot_grow_is_left(qpf: Run, bare: Path) -> None:
    file = bare / SCHEMA
    file.write_text(file.read_text("utf-8") + "\n...\n", "utf-8")
    before = bytes_below(bare)
    assert qpf("validate", "--fix", "--unsafe").code == 1
    assert bytes_below(bare) == before


@pytest.mark.parametrize(
    "section", [one for one in sections() if one.mandatory], ids=lambda one: one.name
)
def test_every_skeleton_is_yaml_of_known_keys(section: Section) -> None:
    value = yaml.safe_load("\n".join(skeleton(section)))
    assert set(value) <= set(section.owned)
