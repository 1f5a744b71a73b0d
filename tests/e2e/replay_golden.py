"""Replays the golden cases with the interpreter that runs this, and says what is not as recorded.

Standard output is one JSON object: the version, the number of compared files, and the differences.
"""

import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests/golden")]

from golden_cases import CASES, recorded, replay  # noqa: E402

__all__ = ["main"]


def main() -> None:
    """Replay every case in a temporary folder."""
    compared, different = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            given, expected = replay(case, Path(folder) / case.name).kept(case), recorded(case)
            compared += len(expected)
            names = sorted({*given, *expected})
            different += [f"{case.name}/{n}" for n in names if given.get(n) != expected.get(n)]
    version = ".".join(map(str, sys.version_info[:3]))
    json.dump({"python": version, "compared": compared, "different": different}, sys.stdout)


if __name__ == "__main__":
    main()
