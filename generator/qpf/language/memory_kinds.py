"""The kinds of effects that entries of each memory layer are."""

from collections.abc import Mapping

from qpf.language.scope import LayerKind

__all__ = ["KINDS"]

KINDS: Mapping[LayerKind, tuple[str, ...]] = {
    LayerKind.WORKING: ("working",),
    LayerKind.EPISODIC: ("episodes",),
    LayerKind.SEMANTIC: ("nodes", "edges"),
    LayerKind.CAUSAL: ("links",),
    LayerKind.ARCHIVE: ("archive",),
}
"""What is in doubt when an entry of a layer may or may not have been made."""
