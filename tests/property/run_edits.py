"""`make edits`: long sequences of random edits, at night. Each failure tells its seed and step.

python tests/property/run_edits.py [--seeds 1 2 3] [--edits 200] [--gates none|fast|full]
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2] / "generator")]

from edit_sequences import ALL, check_sequence  # noqa: E402
from edited_world import made_world  # noqa: E402
from incremental import Steps  # noqa: E402

from qpf.model.request import GateLevel  # noqa: E402

__all__ = ["main"]


def main(words: list[str] | None = None) -> int:
    """Run the sequences one after the other; 1 when a law is broken."""
    options = _options(words)
    failed = 0
    for seed in options.seeds:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="qpf-edits-") as name:
            folder = Path(name)
            with made_world(folder, is_small=options.small) as world:
                steps = Steps(world, folder / "clean", GateLevel(options.gates))
                failed += _one(steps, seed, options)
        print(f"seed {seed}: {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


def _one(steps: Steps, seed: int, options: argparse.Namespace) -> int:
    names = random.Random(seed).choices(options.only or ALL, k=options.edits)
    said: list[str] = []

    def tell(line: str) -> None:
        said.append(line)
        if options.verbose:
            print(f"seed {seed}: {line}", file=sys.stderr, flush=True)

    try:
        sequel = check_sequence(steps, seed, names, tell)
    except AssertionError as error:
        print(f"seed {seed}: broken at {said[-1] if said else 'the start'}: {error}")
        if options.debug:
            raise
        return 1
    counts = ", ".join(f"{count} {kind.name.lower()}" for kind, count in steps.counts.items())
    refused = sum(sequel.refused.values())
    print(f"seed {seed}: {sum(sequel.edits.values())} edits ({refused} refused by both), {counts},")
    print(f"  {steps.clean_runs} clean runs compared; {dict(sorted(sequel.edits.items()))}")
    return 0


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Random edits: incremental equals clean.")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--gates", choices=[one.value for one in GateLevel], default="none")
    parser.add_argument("--only", nargs="+", choices=ALL, help="these edits alone")
    parser.add_argument("--small", action="store_true", help="one collection alone")
    parser.add_argument("--verbose", action="store_true", help="tell each edit")
    parser.add_argument("--debug", action="store_true", help="with the traceback of a failure")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
