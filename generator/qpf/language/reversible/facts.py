"""What the names in a layer mean: their types, what is known of them, what is reserved."""

import builtins
import keyword
import re
from functools import cache

from qpf.language.catalogue import CatalogueRoot, read_catalogue
from qpf.language.facts import Fact
from qpf.language.names import Local, Names
from qpf.language.reversible.spec import ParameterSpec
from qpf.language.signatures import Signature
from qpf.language.types import BOOL, BYTES, FLOAT, INT, STR, TypeRef
from qpf.tools.shipped import template_folder

__all__ = [
    "BUILT_IN",
    "PARTS",
    "TYPES",
    "field_of",
    "kit_functions",
    "names_of",
    "parameter_fault",
    "reserved",
]

PARTS = ("header", "route", "meta")
UNDO = "~undo"
TYPES = {"bool": BOOL, "int": INT, "float": FLOAT, "str": STR}
BUILT_IN = {"id": INT, "data": BYTES, "payload": BYTES}
"""The names every expression of a layer may use."""

_FIELD = re.compile(r"(header|route|meta)\.([A-Za-z0-9_][A-Za-z0-9_-]*)")
_LOCALS = frozenset(
    {"apply", "decode", "encode", "environ", "info", "names", "of", "packet", "record", "revert"}
    | {"self", "settings", "taken", "packed", "offload_over", *PARTS}
)
_PACKAGE = "qpf_fabric.transforms"
_LARGEST = 2**63


@cache
def kit_functions() -> dict[str, Signature]:
    """The functions behind `use`, read from the kit's source."""
    folder = template_folder() / "fabric/static/src/qpf_fabric/transforms"
    root = CatalogueRoot(folder, _PACKAGE, "templates/fabric/static/src/qpf_fabric/transforms")
    return dict(read_catalogue([root]).functions)


def field_of(path: str) -> tuple[str, str] | None:
    """Part and name of a field, or None when it is none."""
    hit = _FIELD.fullmatch(path)
    return (hit.group(1), hit.group(2)) if hit else None


def reserved(name: str) -> str:
    """What else a name means, or nothing."""
    if name in BUILT_IN:
        return "a part of every packet"
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        return "a word of Python"
    if hasattr(builtins, name) or name in {"true", "false", "null"}:
        return "a word of the language"
    modules = {one.partition(".")[0] for one in kit_functions()}
    return "a name of emitted code" if name in _LOCALS | modules else ""


def names_of(types: dict[str, TypeRef], parameters: dict[str, ParameterSpec]) -> Names:
    """The names in reach of an expression, with what the ranges of parameters tell."""
    known = {name: Local(name, name, kind) for name, kind in types.items()}
    facts = set()
    for name, one in parameters.items():
        low = one.range[0]
        if low is not None and name in types:
            facts.add(Fact("low", name, float(low)))
    return Names(known, facts=frozenset(facts))


def parameter_fault(spec: ParameterSpec, value: object) -> str:
    """Why a value does not fit a parameter, or nothing."""
    fits = {
        "bool": isinstance(value, bool),
        "str": isinstance(value, str),
        "int": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, int | float) and not isinstance(value, bool),
    }[spec.type]
    if not fits:
        return f"must be of type {spec.type}"
    if spec.one_of and value not in spec.one_of:
        return f"must be one of {', '.join(str(one) for one in spec.one_of)}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = spec.range
        if low is not None and value < low:
            return f"must be at least {low}"
        if high is not None and value > high:
            return f"must be at most {high}"
        if abs(value) >= _LARGEST:
            return "must fit 64 bits"
    return ""
