"""Every break of a law stands where its file says: `make laws` tries them, at night."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BROKEN = sorted((ROOT / "tests" / "broken").glob("*.toml"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_every_break_has_its_place_and_its_test(path: Path) -> None:
    entries = tomllib.loads(path.read_text("utf-8"))["break"]
    moved = [
        one["what"]
        for one in entries
        if (ROOT / one["file"]).read_text("utf-8").count(one["old"]) != 1
    ]
    gone = [one["what"] for one in entries if not _is_there(one["test"])]
    assert (moved, gone) == ([], [])


def _is_there(test: str) -> bool:
    file, _, name = test.partition("::")
    path, function = ROOT / file, name.partition("[")[0].rpartition("::")[2]
    return path.exists() and (not name or f"def {function}(" in path.read_text("utf-8"))
