"""Writes down what the golden cases give now; read the difference before you commit it."""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2] / "generator")]

from golden_cases import CASES, DIAGNOSTICS, EXPECTED, Case, Outcome, recorded, replay  # noqa: E402

__all__ = ["main", "write"]


def write(case: Case, outcome: Outcome) -> None:
    """Replace what is written down for a case."""
    shutil.rmtree(case.root / EXPECTED, ignore_errors=True)
    (case.root / DIAGNOSTICS).unlink(missing_ok=True)
    for path, text in outcome.kept(case).items():
        file = case.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")


def main() -> None:
    """Regenerate every case and say which changed."""
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            before = recorded(case)
            write(case, replay(case, Path(folder) / case.name))
            is_same = recorded(case) == before
            sys.stdout.write(f"{'unchanged' if is_same else 'changed  '} {case.name}\n")


if __name__ == "__main__":
    main()
