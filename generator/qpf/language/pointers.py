"""JSON pointers of values that have a short and a long form."""

from qpf.model.document import Origins

__all__ = ["located"]


def located(origins: Origins, *pointers: str) -> str:
    """The first pointer that was really written; the last when none was."""
    return next((one for one in pointers if one in origins.nodes), pointers[-1])
