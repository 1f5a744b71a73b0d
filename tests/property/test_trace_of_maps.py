"""Edit one value of a map: the lines that change are those the trace had listed, all of them.

What a map says becomes part of agents: parameters of instances, defaults, overrides of a strategy.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest
from emitting import read
from traced_edits import Bench, Edit, Leaf, scalars_of

from qpf.diagnostics.diagnostic import Diagnostics

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = {
    "instances_with_parameters": None,
    "defaults_from_map": None,
    "strategies_observed": "careful",
}
"""Golden cases, and the strategy that each observes."""
PRECISION = 0.95


def bench_of(case: str, folder: Path) -> Bench:
    """The documents of a golden case, to be edited."""
    documents = read(GOLDEN / case, Diagnostics())
    return Bench(documents, folder / case, GOLDEN / case / "glue", CASES[case])


def leaves_of(bench: Bench) -> Sequence[Leaf]:
    """The values of the map."""
    return [
        leaf
        for leaf in scalars_of(bench.documents, ("demo",))
        if bench.documents[leaf.document].path == "extractor_maps/demo.yaml"
    ]


@pytest.fixture(scope="module", params=CASES)
def edits(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Edit]:
    """Every accepted edit of one map."""
    bench = bench_of(request.param, tmp_path_factory.mktemp("maps"))
    return [edit for leaf in leaves_of(bench) if (edit := bench.edited(leaf)) is not None]


def test_what_changes_with_a_value_of_a_map_was_listed(edits: list[Edit]) -> None:
    assert sum(edit.moved for edit in edits) > 1_000
    missed = {e.place: sorted((e.lost - e.listed) | (e.won - e.listed_after)) for e in edits}
    assert not any(missed.values()), {place: lines for place, lines in missed.items() if lines}


def test_what_is_said_to_hold_a_value_of_a_map_changes_with_it(edits: list[Edit]) -> None:
    printed, right = sum(len(edit.printed) for edit in edits), sum(edit.right for edit in edits)
    wrong = {edit.place: sorted(edit.printed - edit.lost) for edit in edits}
    assert printed > 20
    assert right / printed >= PRECISION, {place: lines for place, lines in wrong.items() if lines}


def test_every_parameter_of_an_instance_is_held_somewhere_and_by_no_other_instance(
    tmp_path: Path,
) -> None:
    bench = bench_of("instances_with_parameters", tmp_path)
    given = [leaf for leaf in leaves_of(bench) if leaf.pointer.startswith("/instances/")]
    edits = [edit for leaf in given if (edit := bench.edited(leaf)) is not None]
    names = [edit.pointer.rpartition("/")[2] for edit in edits]
    assert names == ["domain", "slug", "hello", "longest", "domain", "slug"]
    for edit in edits:
        other = "cafe" if "hotel" in edit.pointer else "hotel"
        assert edit.printed, edit.place
        assert not [path for path, _ in edit.printed if other in path], edit.place
