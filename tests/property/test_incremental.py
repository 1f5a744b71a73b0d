"""Incremental equals clean: a few edits of every family. `make edits` runs hundreds at night."""

from pathlib import Path

from edit_sequences import ALL, check_sequence
from edited_world import made_world
from edits_around import HAND_EDIT
from incremental import Kind, Steps

SHORT = ("touch", "comment", "owner", "template", "behind_a_link", "lost_file", HAND_EDIT)
"""Two ways to do nothing, values of all agents, a template, links, and the published tree."""


def test_incremental_equals_clean(tmp_path: Path) -> None:
    assert set(SHORT) <= set(ALL)
    with made_world(tmp_path, is_small=True) as world:
        steps = Steps(world, tmp_path / "clean")
        sequel = check_sequence(steps, 20, SHORT)
    assert list(sequel.edits) == list(SHORT)
    assert not sequel.refused
    assert steps.counts[Kind.SETTLED] == 1
    assert steps.clean_runs >= 4
