"""Slips in commented workspaces: what `--fix` changes is as it was before, and nothing else moves.

`QPF_SLIPS` draws more of each kind (`make slips`).
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from mending_bench import Trial, commented, slipped
from slips import SLIPS, Slip

TESTS = Path(__file__).parents[1]
CASES = ("minimal_agent", "wired_agents")
DRAWN = int(os.environ.get("QPF_SLIPS", "1"))
LEAST_MENDED = 0.6


@pytest.fixture(scope="module")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Copies of small workspaces, with comments in them."""
    root = tmp_path_factory.mktemp("slips")
    sources = [TESTS / "pages" / "base", *(TESTS / "golden" / name for name in CASES)]
    return tuple(commented(source, root / source.name) for source in sources)


def trials(workspaces: tuple[Path, ...], slip: Slip, *, is_unsafe: bool) -> Iterator[Trial]:
    """Trials of one slip, each in the next workspace that has room for it."""
    for number in range(DRAWN):
        chance = Random(f"{slip.name} {number}")
        start = SLIPS.index(slip) + number
        rotated = (workspaces[(start + n) % len(workspaces)] for n in range(4 * len(workspaces)))
        made = (slipped(one, slip, chance, is_unsafe=is_unsafe) for one in rotated)
        trial = next((trial for trial in made if trial is not None), None)
        if trial is not None:
            yield trial


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_a_slip_is_mended_or_left_and_comments_survive(
    slip: Slip, workspaces: tuple[Path, ...], record_property: Callable[[str, object], None]
) -> None:
    made = list(trials(workspaces, slip, is_unsafe=not slip.is_safe))
    assert made, "no workspace has room for this slip"
    for trial in made:
        assert trial.keeps_comments, trial
        assert trial.new_errors == (), trial
        assert trial.outcome != "wrong", trial
    outcomes = Counter(trial.outcome for trial in made)
    record_property("outcomes", dict(outcomes))
    assert outcomes["left"] <= (1 - LEAST_MENDED) * len(made), outcomes


@pytest.mark.parametrize(
    "slip", [slip for slip in SLIPS if not slip.is_safe], ids=lambda slip: slip.name
)
def test_a_guess_is_not_made_unasked(slip: Slip, workspaces: tuple[Path, ...]) -> None:
    assert {trial.outcome for trial in trials(workspaces, slip, is_unsafe=False)} == {"left"}
