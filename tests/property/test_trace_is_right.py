"""Edit one value: the lines that change are those the trace had listed.

Recall is the share of changed lines that were listed, precision the share of the lines said to hold
a value that changed with it. `make trace` measures both on every collection of this repository.
"""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from emitting import read
from traced_edits import Bench, Edit, scalars_of

from qpf.diagnostics.diagnostic import Diagnostics

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = ("every_step", "formulas")
EDITS = 5
SEED = 20
RECALL, PRECISION = 0.99, 0.7


def edits_of(bench: Bench, collections: Sequence[str], count: int, seed: int) -> list[Edit]:
    """Some accepted edits of a workspace, the same on every run."""
    leaves = list(scalars_of(bench.documents, collections))
    random.Random(seed).shuffle(leaves)
    found: list[Edit] = []
    for leaf in leaves:
        edit = bench.edited(leaf) if len(found) < count else None
        if edit is not None:
            found.append(edit)
    return found


def share(part: int, whole: int) -> float:
    """A part of a whole; all of nothing."""
    return part / whole if whole else 1.0


@pytest.fixture(scope="module")
def edits(tmp_path_factory: pytest.TempPathFactory) -> list[Edit]:
    """Edits of the golden cases."""
    folder = tmp_path_factory.mktemp("edited")
    found = []
    for case in CASES:
        documents = read(GOLDEN / case, Diagnostics())
        glue = GOLDEN / case / "glue"
        bench = Bench(documents, folder / case, glue)
        found += edits_of(bench, ("demo",), EDITS, SEED)
    return found


def test_what_changes_was_listed(edits: list[Edit]) -> None:
    assert len(edits) == len(CASES) * EDITS
    moved = sum(edit.moved for edit in edits)
    assert moved > 10
    missed = [(edit.place, sorted(edit.lost - edit.listed)) for edit in edits]
    foretold = sum(edit.foretold for edit in edits)
    assert share(foretold, moved) >= RECALL, [one for one in missed if one[1]]


@pytest.mark.parametrize("pointer", ["/name", "/rootpath", "/distribution/name"])
def test_what_is_called_after_a_name_was_listed(pointer: str, tmp_path: Path) -> None:
    documents = read(GOLDEN / "formulas", Diagnostics())
    bench = Bench(documents, tmp_path / "named", GOLDEN / "formulas/glue")
    named = [leaf for leaf in scalars_of(bench.documents, ("demo",)) if leaf.pointer == pointer]
    edits = [edit for leaf in named if (edit := bench.edited(leaf)) is not None]
    assert any(edit.moved for edit in edits)
    missed = {edit.place: sorted(edit.lost - edit.listed) for edit in edits}
    assert not any(missed.values()), missed


def test_what_is_said_to_hold_a_value_changes_with_it(edits: list[Edit]) -> None:
    printed = sum(len(edit.printed) for edit in edits)
    wrong = [(edit.place, sorted(edit.printed - edit.lost)) for edit in edits]
    assert printed > 5
    assert share(sum(edit.right for edit in edits), printed) >= PRECISION, [
        w for w in wrong if w[1]
    ]


def test_calls_of_other_sections_are_listed_with_the_example_they_send(tmp_path: Path) -> None:
    documents = read(GOLDEN / "rpc_and_discovery", Diagnostics())
    bench = Bench(documents, tmp_path / "rpc", None)
    leaf = next(
        leaf
        for leaf in scalars_of(documents, ("demo",))
        if leaf.pointer == "/operations/1/examples/0/given/texts/0"
    )
    edit = bench.edited(leaf)
    assert edit is not None
    assert {path.rpartition("/")[2] for path, _ in edit.lost} == {
        "test_api_server.py",
        "test_prices.py",
        "test_rpc_server.py",
    }
    assert edit.foretold == edit.moved
    assert not {path for path, _ in edit.listed if "/src/" in path}
