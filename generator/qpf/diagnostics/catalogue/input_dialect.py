"""Facts about documents that are YAML, but written for something else."""

from qpf.diagnostics.diagnostic import Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import listed

__all__ = [
    "foreign_document",
    "misplaced_document",
    "sample_dialect",
    "snake_dialect",
    "usage_guide_dialect",
]

_IMPORT = "`qpf import {file}` writes the canonical form"


@fact("QPF150", "sample-dialect", area="input")
def sample_dialect(place: Place) -> Finding:
    """A schema is written in the sample dialect"""
    return Finding(
        place,
        "the schema is written in the sample dialect (D2): `system` is a mapping,"
        " expected the name of the system",
        help=_IMPORT.format(file=place.file),
    )


@fact("QPF151", "snake-dialect", area="input")
def snake_dialect(place: Place, keys: tuple[str, ...]) -> Finding:
    """A schema is written in the snake-case dialect"""
    return Finding(
        place,
        f"the schema is written in the snake-case dialect (D3): it holds {listed(keys, 4)}",
        help=_IMPORT.format(file=place.file),
    )


@fact("QPF152", "usage-guide-dialect", area="input")
def usage_guide_dialect(place: Place, key: str) -> Finding:
    """A schema is written in the dialect of the usage guide"""
    return Finding(
        place,
        f"the schema is written in the dialect of the usage guide (D4): it holds `{key}`",
        help=_IMPORT.format(file=place.file),
    )


@fact("QPF153", "foreign-document", area="input")
def foreign_document(place: Place, name: str, kind: str) -> Finding:
    """A document is written for another tool"""
    return Finding(
        place,
        f"the document is {name}: expected {kind}",
        help="move it out of the folders the factory reads, or describe the agent anew:"
        " `qpf new COLLECTION/NAME`",
    )


@fact("QPF154", "misplaced-document", area="input")
def misplaced_document(place: Place, found: str, home: str, key: str) -> Finding:
    """A document lies in the folder of another kind"""
    return Finding(
        place,
        f"the document is {found}: it holds `{key}`",
        help=f"move it to `{home}`",
    )
