"""Names a person gives to `init` and `new`, checked before anything is written."""

import keyword
import re
import sys

from qpf.diagnostics.catalogue import usage
from qpf.diagnostics.diagnostic import Diagnostics

__all__ = ["NAME", "checked_name", "class_name_of", "distribution_of", "name_from"]

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_RESERVED = frozenset({"core", "generated", "manifests", "qpf", "qpf_core", "tests"})
_EXPECTED = "lower-case words joined by `_` that are no Python keyword and no standard module"
_LONGEST = 40


def checked_name(text: str, found: Diagnostics) -> str:
    """The name as it is; raises `Stopped` when no package or module can bear it."""
    if not _is_usable(text):
        found.add(usage.unusable_name(text, _EXPECTED))
        found.stop_if_errors()
    return text


def name_from(words: str) -> str:
    """A usable name made of any text, such as the name of a folder."""
    name = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:_LONGEST].strip("_")
    if not name[:1].isalpha():
        name = f"my_{name}".strip("_")
    return name if _is_usable(name) else f"my_{name}"


def class_name_of(name: str) -> str:
    """`order_router` -> `OrderRouter`."""
    return "".join(part.capitalize() for part in name.split("_"))


def distribution_of(name: str) -> str:
    """`order_desk` -> `order-desk-agents`."""
    return f"{name.replace('_', '-')}-agents"


def _is_usable(name: str) -> bool:
    is_taken = name in _RESERVED or name in sys.stdlib_module_names or keyword.iskeyword(name)
    return NAME.fullmatch(name) is not None and len(name) <= _LONGEST and not is_taken
