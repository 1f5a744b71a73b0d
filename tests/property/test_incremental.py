"""Incremental equals clean: a few edits of every family. `make edits` runs hundreds at night."""

from pathlib import Path

import pytest
from edit_sequences import ALL, check_sequence
from edited_world import made_world
from edits_around import HAND_EDIT
from incremental import Kind, Steps

SHORT = (
    "touch",
    "comment",
    "sentence",
    "same_size",
    "quotes",
    "rename_operation",
    "lost_file",
    "template_comment",
    "tool",
    "line_ends",
    "behind_a_link",
    HAND_EDIT,
    "git_switch",
)
"""Each way to do nothing, and one edit of each family: values, structure, surroundings."""


@pytest.fixture
def steps(tmp_path: Path) -> object:
    """A small world."""
    with made_world(tmp_path, with_radio=False) as world:
        yield Steps(world, tmp_path / "clean")


def test_incremental_equals_clean(steps: Steps) -> None:
    assert set(SHORT) <= set(ALL)
    sequel = check_sequence(steps, 20, SHORT)
    assert sum(sequel.edits.values()) == len(SHORT)
    assert not sequel.refused
    assert steps.counts[Kind.SETTLED] >= 3
    assert steps.clean_runs >= 6
