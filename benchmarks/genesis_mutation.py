"""How many faults of organs, genome and arbiter the emitted tests find: `genesis_mutation.py`.

A seeded sample of faults of every organ with its operations, of the genome, the health and the
arbiter; `--sample 0` tries all. Prints JSON: per agent `killed`, `total` and the survivors. Exits 1
below the wanted share.
"""

import sys
from pathlib import Path

from mutants import is_operation_module
from mutation_trials import Subject, run

_AGENTS = ("arbiter", "balance", "entropy", "optimize", "regen")
_MADE = ("arbiter", "genome", "health", "organ")


def is_tried(path: Path, text: str) -> bool:
    """Whether a module is an organ, the genome, or the arbiter."""
    if path.parent.name not in _AGENTS:
        return False
    return path.stem in _MADE or is_operation_module(text)


SUBJECT = Subject(
    collection="genesis",
    distribution="lambda-genesis",
    kits=("core", "organism"),
    is_tried=is_tried,
    sample=60,
    least=0.9,
)

if __name__ == "__main__":
    sys.exit(run(SUBJECT, __doc__))
