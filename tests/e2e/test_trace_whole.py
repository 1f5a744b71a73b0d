"""Traces of every collection of this repository: is each line known, and is what is said right?"""

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import pytest
from e2e_environment import ROOT
from emitting import read
from test_trace_is_right import PRECISION, RECALL, edits_of, share
from traced_edits import Bench, Edit, scalars_of

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.line_map import LineMap
from qpf.model.request import Request
from qpf.tracing import line_map

COLLECTIONS = {
    "core": (),
    "organism": (),
    "fabric": (),
    "l9": (),
    "genesis": ("organism",),
    "qnetworks": ("fabric",),
}
"""The collections, and the kits each stands on beside the core."""
NAMES = {"slug", "controller", "rootpath", "inbound_packet"}
"""Parameters that no edit of one value can change: other places must say the same."""
RENAMES = [
    (r"plastos(?!_adapter)", "polymers"),
    (r"mortgageos(?!_adapter)", "mortgages"),
    ("transaction_batch", "trade_batch"),
    ("loan_application", "loan_request"),
]
EDITS = 12
SEED = 7


@pytest.fixture(scope="module")
def lines() -> LineMap:
    """The map of this repository."""
    return line_map(Request(workspace=ROOT), Diagnostics())


def test_every_line_of_every_collection_has_an_origin(lines: LineMap) -> None:
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    texts: dict[str, int] = {}
    for path, mapped in lines.files.items():
        text = (ROOT / "generated" / path).read_text("utf-8").splitlines()
        kind = PurePosixPath(path).suffix or PurePosixPath(path).name
        count = counts[path.partition("/")[0], kind]
        for number, line in enumerate(text):
            if line.strip():
                count[0] += 1
                origin = mapped.lines[number] if number < len(mapped.lines) else None
                count[1] += origin is not None and 0 < origin.line <= _length(
                    origin.template, texts
                )
    for (distribution, kind), (total, known) in sorted(counts.items()):
        print(f"{distribution:16} {kind:12} {known:6} of {total:6}")
    print("lines", sum(total for total, _ in counts.values()))
    assert len({distribution for distribution, _ in counts}) == len(COLLECTIONS)
    assert all(known == total for total, known in counts.values())


def _length(template: str, texts: dict[str, int]) -> int:
    if template not in texts:
        file = ROOT / "templates" / template
        texts[template] = len(file.read_text("utf-8").splitlines()) if file.is_file() else 0
    return texts[template]


def bench_of(collection: str, folder: Path) -> Bench:
    """A collection and what it stands on, to be edited."""
    kept = {"core", collection, *COLLECTIONS[collection]}
    documents = [one for one in read(ROOT, Diagnostics()) if one.collection in kept]
    return Bench(documents, folder / "staging", ROOT / "glue")


def measured(name: str, edits: Sequence[Edit]) -> tuple[float, float]:
    """Recall and precision of some edits, which are shown."""
    moved, foretold = sum(e.moved for e in edits), sum(e.foretold for e in edits)
    printed, right = sum(len(e.printed) for e in edits), sum(e.right for e in edits)
    listed, lost = sum(len(e.listed) for e in edits), sum(len(e.lost) for e in edits)
    print(f"{name}: {foretold} of {moved} listed; {right} of {printed} said to hold it did")
    print(f"{name}: {listed} lines listed before, {lost} of them changed")
    return share(foretold, moved), share(right, printed)


@pytest.mark.parametrize("collection", ["l9", "genesis", "qnetworks"])
def test_what_changes_with_a_value_was_listed(collection: str, tmp_path: Path) -> None:
    edits = edits_of(bench_of(collection, tmp_path), (collection,), EDITS, SEED)
    assert len(edits) == EDITS
    recall, precision = measured(collection, edits)
    assert recall >= RECALL
    assert precision >= PRECISION


@pytest.fixture(scope="module")
def instances(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The collection with instances."""
    return bench_of("l9", tmp_path_factory.mktemp("instances"))


def test_what_changes_with_any_parameter_was_listed(instances: Bench) -> None:
    given = [
        leaf
        for leaf in scalars_of(instances.documents, ("l9",))
        if leaf.steps[0] == "instances" and "parameters" in leaf.steps
    ]
    edits = [edit for leaf in given if (edit := instances.edited(leaf)) is not None]
    told = {edit.pointer.rpartition("/")[2] for edit in edits}
    assert {leaf.pointer.rpartition("/")[2] for leaf in given} - told == NAMES
    assert measured("parameters of l9", edits) == (1, 1)


@pytest.mark.parametrize(("old", "new"), RENAMES)
def test_what_changes_with_a_name_that_several_places_share_was_listed(
    instances: Bench, old: str, new: str
) -> None:
    renamed = {
        leaf: re.sub(old, new, leaf.value)
        for leaf in scalars_of(instances.documents, ("l9",))
        if isinstance(leaf.value, str) and re.search(old, leaf.value)
    }
    edit = instances.edited_together(renamed)
    assert edit is not None
    assert not (edit.lost - edit.listed) | (edit.won - edit.listed_after)
