"""What the factory brings along for every workspace: the core collection and its library.

In a checkout they are the folders beside the generator, in an installed factory inside the package.
"""

from pathlib import Path

import qpf

__all__ = [
    "KITS",
    "SHIPPED",
    "shipped_files",
    "shipped_library",
    "shipped_root",
    "template_folder",
]

SHIPPED = ("core",)
"""The collections a workspace has without holding their schemas."""

KITS = ("fabric", "organism")
"""Libraries that a workspace has too, once a map says that its collection stands on one."""

_PACKAGE = Path(qpf.__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def shipped_root() -> Path:
    """The folder laid out like a workspace that holds the shipped collections."""
    return _CHECKOUT if _is_checkout() else _PACKAGE / "_builtin"


def template_folder() -> Path:
    """The folder of the factory's own packs."""
    return _CHECKOUT / "templates" if _is_checkout() else _PACKAGE / "_packs"


def shipped_library() -> Path:
    """The static package whose modules and catalogue of functions schemas may name."""
    return template_folder() / "core" / "static" / "src" / "qpf_core"


def shipped_files(root: Path) -> tuple[Path, ...]:
    """The maps and glue files of the shipped collections, and the folders of their schemas."""
    return tuple(
        root / part
        for name in (*SHIPPED, *KITS)
        for part in (f"schemas/{name}", f"extractor_maps/{name}.yaml", f"glue/{name}.yaml")
    )


def _is_checkout() -> bool:
    return (_CHECKOUT / "templates").is_dir() and not (_PACKAGE / "_packs").is_dir()
