"""Checks the defaults of a map by themselves: what every schema overrides may be wrong as well."""

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics
from qpf.model.document import Document
from qpf.sections.registry import sections
from qpf.sections.typed import read_model

__all__ = ["check_defaults"]


def check_defaults(document: Document, found: Diagnostics) -> None:
    """Report values that no section could have.

    Keys may be missing and lists empty, for schemas to fill, and a parameter may stand anywhere.

    A fault that an agent shows as well has the same words and the same place, and counts once.
    """
    defaults = document.value.get("defaults")
    if not isinstance(defaults, dict):
        return
    for section in sections():
        part = defaults.get(section.name)
        value, base = part, f"/defaults/{section.name}"
        if section.keys == (section.name,):
            value, base = {section.name: part}, "/defaults"
        if part is None or not isinstance(value, dict):
            continue
        owner = "" if section.flat else section.name
        faults = Diagnostics()
        read_model(section.spec, value, document.origins, faults, base=base, owner=owner)
        found.extend(one for one in faults.found if not _may_be_filled(one))


def _may_be_filled(fault: Diagnostic) -> bool:
    is_short = fault.code == "QPF209" and fault.message.endswith(" items")
    return fault.code == "QPF202" or is_short or "${" in fault.message
