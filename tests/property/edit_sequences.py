"""Sequences of random edits: after each, the incremental tree is the clean one, byte for byte."""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import edits_around
import edits_of_structure
from edited_world import World
from edits import EDITS
from incremental import Kind, Ran, Steps, set_time

__all__ = ["ALL", "SWITCH", "Sequel", "check_sequence"]

SWITCH = "git_switch"
"""The whole workspace becomes what it was at another step, with times of long ago."""

ALL = (*sorted(EDITS), SWITCH)
assert edits_around.AROUND and edits_of_structure.STRUCTURE

_LONG_AGO_NS = 1_500_000_000 * 10**9
_NOTHING = (Kind.CURRENT, Kind.SETTLED)

Files = Mapping[Path, bytes]


@dataclass(slots=True)
class Sequel:
    """What a sequence did: how often each edit came, and how many were refused."""

    edits: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


def check_sequence(
    steps: Steps,
    seed: int,
    names: Sequence[str],
    tell: Callable[[str], None] = lambda _: None,
) -> Sequel:
    """Make the edits in this order, and check the law after each; `tell` hears of each first."""
    rng = random.Random(seed)
    world, sequel, history = steps.world, Sequel(), []
    first = steps.run()
    assert first.kind is Kind.WORKED, first.errors
    steps.check(first, {})
    for number, name in enumerate(names):
        history.append(_files(world, inputs_only=True))
        tell(f"{number}: {name}")
        if _step(steps, name, rng, history, sequel):
            sequel.edits[name] += 1
    return sequel


def _step(
    steps: Steps, name: str, rng: random.Random, history: list[Files], sequel: Sequel
) -> bool:
    """One edit with everything that must hold after it; False when it did not apply."""
    world, published = steps.world, steps.tree()
    files, state = _files(world), world.state()
    if name == SWITCH:
        _restore(world, rng.choice(history), inputs_only=True)
        expected: Kind | str | None = ""
    else:
        expected = EDITS[name](world, rng)
    if expected is None:
        assert world.state() == state
        return False
    if world.state() == state and steps.tree() == published and expected in list(Kind):
        expected = expected if expected in _NOTHING else ""
    ran = steps.run()
    _check_kind(ran, expected, is_same_input=world.state() == state)
    if name == edits_around.HAND_EDIT:
        ran = steps.run(force=True)
        steps.check(ran, published)
    elif ran.kind is Kind.REFUSED:
        sequel.refused[name] += 1
        steps.check(ran, published)
        _restore(world, files)
        back = steps.run()
        assert back.kind in (Kind.CURRENT, Kind.WORKED), back
        assert steps.tree() == published
        return True
    else:
        steps.check(ran, published)
    assert steps.run().kind is Kind.CURRENT
    return True


def _check_kind(ran: Ran, expected: Kind | str, *, is_same_input: bool) -> None:
    """What must not be done is not done, and what must be done is done."""
    if expected is Kind.SETTLED:
        # Nothing may be left to say when the edit gave the same bytes.
        assert ran.kind is (Kind.CURRENT if is_same_input else Kind.SETTLED), ran
    elif expected is Kind.WORKED:
        assert ran.kind not in _NOTHING, ran
    elif isinstance(expected, Kind):
        assert ran.kind is expected, ran


def _files(world: World, *, inputs_only: bool = False) -> Files:
    packs = () if inputs_only else (p for p in world.factory.rglob("*") if p.is_file())
    return {path: path.read_bytes() for path in (*world.input_files(), *packs)}


def _restore(world: World, files: Files, *, inputs_only: bool = False) -> None:
    """Let the files be what they were, with times of long ago, as git may leave them."""
    for path in _files(world, inputs_only=inputs_only).keys() - files.keys():
        path.unlink()
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)
            set_time(path, _LONG_AGO_NS)
    for folder in sorted(world.workspace.glob("schemas/*")):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
