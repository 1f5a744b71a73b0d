"""How many faults of the operations the emitted tests find: `l9_mutation.py [--sample N]`.

A seeded sample of faults of every agent's operation modules. Prints JSON: per agent `killed`,
`total` and the survivors. Exits 1 below the wanted share.
"""

import sys

from mutants import is_operation_module
from mutation_trials import Subject, run

SUBJECT = Subject(
    collection="l9",
    distribution="l9-agents",
    kits=("core",),
    is_tried=lambda _, text: is_operation_module(text),
    sample=40,
    least=0.85,
)

if __name__ == "__main__":
    sys.exit(run(SUBJECT, __doc__))
