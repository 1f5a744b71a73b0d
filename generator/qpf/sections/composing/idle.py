"""Defaults that no agent takes, because each says otherwise."""

from collections.abc import Sequence

from qpf.model.document import Plain, ancestors
from qpf.sections.composing.merge import replaced

__all__ = ["idle_defaults"]


def idle_defaults(
    defaults: dict[str, Plain], schemas: Sequence[dict[str, Plain]]
) -> tuple[str, ...]:
    """Pointers of the outermost defaults that every schema replaces, in the order of the first."""
    lost = [dict.fromkeys(replaced(defaults, schema)) for schema in schemas]
    every = dict.fromkeys(pointer for one in lost for pointer in one)
    idle = [
        pointer
        for pointer in every
        if all(any(above in one for above in ancestors(pointer)) for one in lost)
    ]
    return tuple(p for p in idle if not any(above in idle for above in [*ancestors(p)][1:]))
