"""Faults of tables and streams are found where they stand, all in one run."""

from pathlib import Path

import pytest

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.stages.expand import expand
from qpf.stages.load import load
from qpf.stages.validate import validate
from qpf.tools.shipped import shipped_root

GOLDEN = Path(__file__).parents[1] / "golden" / "tables_and_streams"
SCHEMA = "schemas/demo/mailroom.yaml"


def faults(folder: Path, *edits: tuple[str, str]) -> list[str]:
    """Change the text of the golden case, and return what is found as `code line`."""
    text = (GOLDEN / SCHEMA).read_text("utf-8")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    for name in ("extractor_maps/demo.yaml", "pyproject.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text((GOLDEN / name).read_text("utf-8"), "utf-8")
    (folder / SCHEMA).parent.mkdir(parents=True, exist_ok=True)
    (folder / SCHEMA).write_text(text, "utf-8")
    found = Diagnostics()
    documents = load(folder, found, library=shipped_root(), keep_going=True)
    validate(expand(tuple(documents), None, found), found)
    lines = text.splitlines()
    return [f"{one.code} {lines[one.place.line - 1].strip()}" for one in found.errors]


def test_the_case_has_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("default: 0.5}", "default: much}", ["QPF471 room"]),
        ("default: false}", "default: 0}", ["QPF471 is_read"]),
        (
            "on_delete: set_null, nullable: true, index",
            "on_delete: set_null, index",
            ["QPF471 box"],
        ),
        (
            "label: {type: str(40), unique: true}",
            "label: {type: json, unique: true}",
            ["QPF471 la"],
        ),
        ("indices: [[is_read, came_at]]", "indices: [[is_read, came]]", ["QPF470 indices"]),
        ("add: [letters.is_read]", "add: [letters.is_written]", ["QPF472 - summary: Letters are"]),
        (
            "list: boxes, filters: [id, label, room]",
            "list: boxes, filters: [name]",
            ["QPF470 - {path: /boxes"],
        ),
        (
            "show: boxes, parts: [letters]",
            "show: boxes, parts: [boxes]",
            ['QPF475 - {path: "/boxes'],
        ),
        ("fields: [seal, note]", "fields: [note]", ["QPF475 - {path: /letters"]),
        (
            "list: boxes, filters: [id, label, room]",
            "list: boxes, fields: [label]",
            ["QPF475 - {path: /boxes"],
        ),
        ("every: 500ms", "every: soon", ["QPF42"]),
        (
            "publishes: {output: mail.sorted}",
            "publishes: {output: mail.in}",
            ["QPF478 - name: sorter"],
        ),
        ("handler: {operation: sort}", "handler: {}", ["QPF479 handler: {}"]),
        ("handler: {operation: sort}", "handler: {operation: sorts}", ["QPF3"]),
        ("handler: {operation: write}", "handler: {protocol: qp}", ["QPF479", "QPF479"]),
        ("kind: counter", "kind: histogram", ["QPF479 measures:"]),
        ("topic: mail.in, group", "topic: mail.out, group", ["QPF478 - name: writer", "QPF476"]),
        ("batch: 2\n", "batch: 1001\n", ["QPF478 batch: 1001"]),
        ("What is no letter.}", "No letter., max_length: 100}", ["QPF478 reads: {topic: mail.so"]),
    ],
)
def test_a_fault_is_found_where_it_stands(
    tmp_path: Path, old: str, new: str, expected: list[str]
) -> None:
    found = faults(tmp_path, (old, new))
    assert len(found) >= len(expected), found
    assert [one[: len(two)] for one, two in zip(sorted(found), sorted(expected), strict=False)] == (
        sorted(expected)
    ), found


def test_a_batch_may_fill_a_topic_but_not_overflow_it(tmp_path: Path) -> None:
    full = ("batch: 2\n", "batch: 1000\n")
    held = ("Letters with their box.}", "Sorted., max_length: 100}")
    assert faults(tmp_path, full, held) == []
    (told,) = faults(tmp_path, ("batch: 10,", "batch: 101,"), held)
    assert told.startswith("QPF478 reads: {topic: mail.in")


def test_faults_of_both_sections_come_together(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        ("default: 0.5}", "default: much}"),
        ("handler: {operation: sort}", "handler: {}"),
    )
    assert [one[:6] for one in found] == ["QPF479", "QPF471"] or [one[:6] for one in found] == [
        "QPF471",
        "QPF479",
    ]
