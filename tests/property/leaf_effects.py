"""What each scalar leaf of every document changes; without a choice it writes `docs/leaves.md`.

`python tests/property/leaf_effects.py [--collection NAME] [--sample N] [--findings FILE] ...`
An interrupted audit goes on where it stopped, unless the factory or a document has moved.
"""

import argparse
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRESS = ROOT / ".qpf/leaves"
_PORTION = 300
sys.path[:0] = [str(ROOT / "tests/golden"), str(Path(__file__).parent)]


def main() -> int:
    """Audit, write what was asked for, and name the exceptions; 1 when there is one."""
    from emitting import read
    from leaf_audit import audited, collections_of
    from leaf_page import findings, idle, page, unlawful
    from leaf_progress import Progress, state_of
    from leaf_sites import sites_of

    from qpf.diagnostics.diagnostic import Diagnostics

    asked = _arguments()
    documents = read(ROOT, Diagnostics())
    cache = ROOT / ".qpf/templates"
    verdicts = []
    state = state_of(ROOT)
    for name in [asked.collection] if asked.collection else collections_of(documents):
        sites = [site for site in sites_of(documents) if site.collection == name]
        numbers = [n for n, site in enumerate(sites) if site.path.startswith(asked.under)]
        if 0 < asked.sample < len(numbers):
            numbers = sorted(random.Random(asked.seed).sample(numbers, asked.sample))
        begun = time.monotonic()
        progress = Progress(PROGRESS / f"{name}.jsonl", state)
        progress.read(sites)
        for part in progress.missing(numbers, _PORTION):
            own = audited(documents, name, cache, glue=ROOT / "glue", jobs=asked.jobs, chosen=part)
            progress.add([*zip(part, own, strict=True)])
            sys.stderr.write(f"{name}: {len(progress.known)} of {len(sites)} leaves\n")
        sys.stderr.write(f"{name}: {len(numbers)} in {time.monotonic() - begun:.0f} s\n")
        verdicts += [progress.known[number] for number in numbers]
    if asked.findings:
        Path(asked.findings).write_text(findings(verdicts), "utf-8")
    if not (asked.collection or asked.sample or asked.under):
        (ROOT / "docs/leaves.md").write_text(page(verdicts), "utf-8")
    exceptions = dict.fromkeys([*idle(verdicts), *unlawful(verdicts)])
    for one in exceptions:
        sys.stdout.write(f"{one.site.path}{one.site.pointer}: {one.effect.name.lower()}\n")
    return int(bool(exceptions))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--collection", default="", help="audit this one alone")
    parser.add_argument("--under", default="", help="only documents whose paths begin so")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--sample", type=int, default=0, help="so many leaves of each collection")
    parser.add_argument("--seed", type=int, default=6, help="which sample")
    parser.add_argument("--findings", default="", help="a file for every verdict, as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
