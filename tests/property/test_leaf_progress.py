"""An interrupted audit goes on where it stopped, and an idle leaf makes it fail."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests/golden")]

import leaf_audit  # noqa: E402
import leaf_effects  # noqa: E402
from emitting import read  # noqa: E402
from leaf_audit import Verdict  # noqa: E402
from leaf_progress import Progress, state_of  # noqa: E402
from leaf_sites import sites_of  # noqa: E402
from leaf_units import Effect  # noqa: E402

from qpf.diagnostics.diagnostic import Diagnostics  # noqa: E402

SITES = sites_of(read(ROOT / "tests/golden/minimal_agent", Diagnostics()))


def _verdict(number: int, effect: Effect = Effect.CODE) -> Verdict:
    return Verdict(SITES[number], effect, "src/a.py", None, ("QPF101",), 1, 2)


def test_verdicts_are_found_again_and_the_rest_is_missing(tmp_path: Path) -> None:
    first = Progress(tmp_path / "of/it.jsonl", "state")
    first.read(SITES)
    first.add([(0, _verdict(0)), (2, _verdict(2, Effect.NOTHING))])
    with first.file.open("a", encoding="utf-8") as lines:
        lines.write('[3, 1, "torn')
    again = Progress(first.file, "state")
    again.read(SITES)
    assert again.known == {0: _verdict(0), 2: _verdict(2, Effect.NOTHING)}
    assert [*again.missing([0, 1, 2, 3, 4], 2)] == [[1, 3], [4]]


def test_verdicts_of_another_state_are_forgotten(tmp_path: Path) -> None:
    first = Progress(tmp_path / "it.jsonl", "state")
    first.read(SITES)
    first.add([(0, _verdict(0))])
    for _ in range(2):
        other = Progress(first.file, "moved")
        other.read(SITES)
        assert other.known == {}


def test_the_state_moves_with_what_decides(tmp_path: Path) -> None:
    file = tmp_path / "schemas/demo/a.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("a: 1\n", "utf-8")
    before = state_of(tmp_path)
    assert before == state_of(tmp_path)
    file.write_text("a: 2\n", "utf-8")
    assert before != state_of(tmp_path)


@pytest.mark.parametrize(("effect", "status"), [(Effect.NOTHING, 1), (Effect.DOCUMENTS, 0)])
def test_a_leaf_that_changes_nothing_fails_the_program(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    effect: Effect,
    status: int,
    tmp_path: Path,
) -> None:
    (site,) = (one for one in SITES if one.kind == "map" and one.pointer == "/purpose")
    told = Verdict(site, effect, "", None, (), 1, 1)
    monkeypatch.setattr(leaf_audit, "audited", lambda *_, chosen, **__: [told for _ in chosen])
    monkeypatch.setattr(leaf_effects, "PROGRESS", tmp_path)
    monkeypatch.setattr(sys, "argv", ["leaf_effects", "--collection", "core", "--sample", "1"])
    assert leaf_effects.main() == status
    assert bool(capsys.readouterr().out) == bool(status)
