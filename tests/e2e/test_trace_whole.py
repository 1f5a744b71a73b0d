"""Traces of every collection of this repository: is each line known, and is what is said right?"""

from collections import defaultdict
from pathlib import Path, PurePosixPath

import pytest
from e2e_environment import ROOT
from emitting import read
from test_trace_is_right import PRECISION, RECALL, edits_of, share
from traced_edits import Bench

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


@pytest.mark.parametrize("collection", ["l9", "genesis", "qnetworks"])
def test_what_changes_with_a_value_was_listed(collection: str, tmp_path: Path) -> None:
    kept = {"core", collection, *COLLECTIONS[collection]}
    documents = [one for one in read(ROOT, Diagnostics()) if one.collection in kept]
    bench = Bench(documents, tmp_path / "staging", ROOT / "glue")
    edits = edits_of(bench, (collection,), EDITS, SEED)
    moved, foretold = sum(e.moved for e in edits), sum(e.foretold for e in edits)
    printed, right = sum(len(e.printed) for e in edits), sum(e.right for e in edits)
    print(f"{collection}: {foretold} of {moved} listed; {right} of {printed} said to hold it did")
    assert len(edits) == EDITS
    assert share(foretold, moved) >= RECALL
    assert share(right, printed) >= PRECISION / 2
