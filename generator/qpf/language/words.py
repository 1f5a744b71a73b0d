"""Names that expressions use: one word each, and the word that Python reads."""

import unicodedata
from collections.abc import Mapping

from qpf.diagnostics.catalogue.behaviour_steps import bad_name, folded_name
from qpf.diagnostics.diagnostic import Diagnostics, Place

__all__ = ["check_word", "read_as"]


def read_as(name: str) -> str:
    """The name that Python reads: identifiers are compared in the form NFKC."""
    return unicodedata.normalize("NFKC", name)


def check_word(
    place: Place, what: str, name: str, others: Mapping[str, Place | None], found: Diagnostics
) -> None:
    """Report a name that is no word, or that Python reads as another; `others` are its peers."""
    if not name.isidentifier():
        found.add(bad_name(place, what, name))
    elif read_as(name) != name:
        plain = read_as(name)
        found.add(folded_name(place, what, name, plain, plain in others, others.get(plain)))
