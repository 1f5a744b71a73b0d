"""Faults of every kind, planted into workspaces: `--fix --unsafe` undoes one or leaves it alone.

What it changes becomes what it was, or something else that is valid and keeps every comment; no
error appears that was not there. `QPF_SLIPS` plants more (`make slips`).
"""

import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import unified_diff
from pathlib import Path

from places_planted import Fault, drawn
from places_workspaces import golden_workspaces

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.mending import Mended, mend
from qpf.model.request import Request
from qpf.tools.fixing.files import InputFiles

PLANTED = 16 * int(os.environ.get("QPF_SLIPS", "1"))
SEED = 6


def faults() -> list[Fault]:
    """One fault a kind, and of those as many as are asked for, in a drawn order."""
    every = list(drawn(golden_workspaces(), 1, SEED))
    random.Random(SEED).shuffle(every)
    return every[:PLANTED]


def mended(fault: Fault, folder: Path) -> Mended:
    """The outcome for a copy of the fault's workspace."""
    ignored = shutil.ignore_patterns("expected", "__pycache__")
    shutil.copytree(fault.workspace.root, folder, ignore=ignored)
    for path, data in fault.changed.items():
        (folder / path).write_bytes(data)
    return mend(
        Request(workspace=folder),
        InputFiles(folder),
        Diagnostics,
        allow_unsafe=True,
        may_touch=lambda _: True,
    )


def verdict(fault: Fault, made: Mended) -> str:
    """`exact`, `valid`, `partly` (an error is left that was there), or `left` for no change."""
    before = {(one.code, one.message) for one in made.before.errors}
    new = [one for one in made.left.errors if (one.code, one.message) not in before]
    # An error that stood behind a fault of spelling or shape comes to light; none is at an edit
    assert not new or {one.code[3] for one in made.mended} <= {"1", "2"}, (fault.kind, new)
    assert set(made.contents) <= {source.path for source in fault.workspace.sources}
    if not made.contents:
        return "left"
    original = next(one.text for one in fault.workspace.sources if one.path == fault.path)
    after = made.contents.get(fault.path, b"").decode("utf-8")
    if set(made.contents) == {fault.path} and after == original:
        return "exact"
    return "partly" if made.left.has_errors else "valid"


def difference(fault: Fault, made: Mended) -> Iterator[str]:
    """What a mended file says that it did not say before the fault."""
    for source in fault.workspace.sources:
        if source.path in made.contents:
            after = made.contents[source.path].decode("utf-8").splitlines(keepends=True)
            yield from unified_diff(source.text.splitlines(keepends=True), after, n=0)


def test_a_planted_fault_is_undone_or_left(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    verdicts: Counter[str] = Counter()
    for number, fault in enumerate(faults()):
        made = mended(fault, tmp_path / f"{number}")
        judged = verdict(fault, made)
        verdicts[judged] += 1
        if judged in ("valid", "partly"):
            sys.stdout.write(f"{judged}: {fault.kind} in {fault.workspace.name}\n")
            sys.stdout.writelines(difference(fault, made))
    record_property("verdicts", dict(verdicts))
    sys.stdout.write(f"{dict(verdicts)}\n")
    assert verdicts["partly"] <= 0.1 * verdicts.total()
    assert verdicts.total() == min(PLANTED, len(faults()))
