"""Planning gives each path once, below its distribution, and blames the pack or the value."""

from pathlib import Path

import pytest
from emission import PACK, agent, collection, graph, write_pack

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.graph import Graph
from qpf.model.plan import Plan
from qpf.stages.plan import plan
from qpf.tools.packs import read_packs
from qpf.tools.packs_root import pack_roots


def planned(root: Path, found: Diagnostics, of: Graph | None = None, *only: str) -> Plan:
    """Read the packs and plan."""
    return plan(of or graph(), read_packs((root,), found), found, only)


def refused(root: Path, found: Diagnostics, of: Graph | None = None) -> list[tuple[str, str]]:
    """Code and place of what stops planning."""
    with pytest.raises(Stopped):
        planned(root, found, of)
    return [(d.code, str(d.place)) for d in found.found]


def test_files_come_by_distribution_and_path(packs: Path, found: Diagnostics) -> None:
    paths = [file.full_path for file in planned(packs, found).files]
    assert paths == [
        "demo-agents/NOTES.md",
        "demo-agents/src/demo/greeter.py",
        "demo-agents/src/demo/helper.py",
        "demo-agents/src/shared/kept/one.py",
        "other-agents/NOTES.md",
        "other-agents/src/other/third.py",
        "other-agents/src/shared/kept/one.py",
    ]


def test_a_selected_collection_is_planned_alone(packs: Path, found: Diagnostics) -> None:
    result = planned(packs, found, None, "other")
    assert result.distributions == ("other-agents",)
    assert result.first_party == ("demo", "other")


@pytest.mark.parametrize(
    ("requires", "count"),
    [
        ("{section: system}", 7),
        ("{section: absent}", 0),
        ("{role: controller}", 7),
        ("{role: apiserver}", 0),
        ("{collection: demo}", 4),
        ("{collection: demo, section: absent}", 0),
    ],
)
def test_a_pack_applies_where_its_requirements_hold(
    tmp_path: Path, found: Diagnostics, requires: str, count: int
) -> None:
    root = write_pack(tmp_path / "p", f"requires: {requires}\n{PACK}")
    assert len(planned(root, found).files) == count


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("module.py.j2", "absent.j2", "QPF602", 4),
        ("view: modules", "view: absent", "QPF603", 4),
        ("view: emission", "view: no.such.module", "QPF603", 4),
        ("select: wanted", "select: absent", "QPF603", 7),
        ("{stem}", "{colour}", "QPF604", 4),
        ("{stem}", "{stem:>9}", "QPF604", 4),
    ],
)
def test_a_pack_that_does_not_fit_is_blamed_at_its_line(
    tmp_path: Path, found: Diagnostics, old: str, new: str, code: str, line: int
) -> None:
    root = write_pack(tmp_path / "p", PACK.replace(old, new))
    assert (code, f"templates/demo/pack.yaml:{line}:1") in refused(root, found)


@pytest.mark.parametrize(
    "change",
    [
        ("summary:", "sumary:"),
        ("view: emission", "view: 3"),
        ("for_each: agent", "for_each: file"),
        ("from: static", "from: absent"),
        ("artifacts:", "artifacts: 3\nstatic:"),
        ("view: emission", "view: emission\nrequires: governance"),
        ("view: emission", "view: [emission"),
        (PACK, "- a\n"),
    ],
)
def test_a_malformed_pack_is_refused(
    tmp_path: Path, found: Diagnostics, change: tuple[str, str]
) -> None:
    root = write_pack(tmp_path / "p", PACK.replace(*change))
    assert {code for code, _ in refused(root, found)} == {"QPF601"}


@pytest.mark.parametrize("slug", ["../up", "a b", "/abs", "é", "a//b", "./x"])
def test_no_path_leaves_its_distribution(packs: Path, found: Diagnostics, slug: str) -> None:
    result = refused(packs, found, graph(collection("demo", agent("demo", slug))))
    assert {code for code, _ in result} == {"QPF605"}


def test_one_path_twice_names_both_values(packs: Path, found: Diagnostics) -> None:
    twice = collection("demo", agent("demo", "one"), agent("demo", "one"))
    assert [code for code, _ in refused(packs, found, graph(twice))] == ["QPF606"]


def test_paths_that_differ_only_in_case_are_one_path(packs: Path, found: Diagnostics) -> None:
    twice = collection("demo", agent("demo", "One"), agent("demo", "one"))
    assert [code for code, _ in refused(packs, found, graph(twice))] == ["QPF607"]


def test_a_file_cannot_be_a_folder(packs: Path, found: Diagnostics) -> None:
    inside = collection("demo", agent("demo", "one"), agent("demo", "one.py/two"))
    assert [code for code, _ in refused(packs, found, graph(inside))] == ["QPF608"]


def test_a_value_that_cannot_be_printed_is_reported_where_it_stands(
    tmp_path: Path, found: Diagnostics
) -> None:
    root = write_pack(tmp_path / "p", PACK.replace("view: modules", "view: broken"))
    assert ("QPF610", "schemas/demo/greeter.yaml:3:1") in refused(root, found)


def test_a_static_tree_without_a_selection_is_copied_whole(
    tmp_path: Path, found: Diagnostics
) -> None:
    root = write_pack(tmp_path / "p", PACK.replace(", select: wanted", ""))
    paths = [file.path for file in planned(root, found).files]
    assert paths.count("src/shared/left.py") == 2


def test_the_packs_of_the_factory_can_be_read(found: Diagnostics) -> None:
    assert {pack.name for pack in read_packs(pack_roots(), found)} >= {"memorytopology"}
