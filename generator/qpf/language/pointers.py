"""JSON pointers of values that have a short and a long form."""

from collections.abc import Iterable

from qpf.diagnostics.diagnostic import Place
from qpf.model.document import Origins

__all__ = ["located", "unknown_part"]


def located(origins: Origins, *pointers: str) -> str:
    """The first pointer that was really written; the last when none was."""
    return next((one for one in pointers if one in origins.nodes), pointers[-1])


def unknown_part(origins: Origins, pointer: str, name: str, known: Iterable[str]) -> Place:
    """What of `family.name` nothing declares: the name of a known family, else all of it."""
    family, dot, last = name.partition(".")
    if dot and any(one.startswith(f"{family}.") for one in known):
        return origins.within(pointer, len(family) + 1, max(len(last), 1))
    return origins.at(pointer)
