"""Reading a glue file that has faults, so that those of its other wirings are found as well."""

from dataclasses import replace

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import Document, Origins, Plain
from qpf.model.glue import GlueSpec
from qpf.sections.slips import meant
from qpf.sections.typed import read_model

__all__ = ["glue_spec"]

_WIRINGS = "/wirings"


def glue_spec(document: Document, found: Diagnostics) -> tuple[GlueSpec, Document]:
    """The typed glue, and the document with the places of what was kept of it."""
    faults = found if document.is_whole or document.value else Diagnostics()
    spec = read_model(GlueSpec, document.value, document.origins, faults, owner="glue")
    if spec is not None:
        return spec, document
    value, origins = meant(GlueSpec, document.value, document.origins)
    value, origins = _sound(value, origins)
    document = replace(document, value=value, origins=origins)
    return read_model(GlueSpec, value, origins, Diagnostics()) or GlueSpec(), document


def _sound(value: dict[str, Plain], origins: Origins) -> tuple[dict[str, Plain], Origins]:
    """What can be typed: single wirings, and whole harmonizations."""
    kept = {k: v for k, v in value.items() if _is_sound({k: v}, origins)}
    wirings = value.get("wirings")
    if "wirings" in kept or not isinstance(wirings, list):
        return kept, origins
    sound = [n for n, one in enumerate(wirings) if _is_sound({"wirings": [one]}, origins)]
    moved = origins.without(_WIRINGS)
    for new, old in enumerate(sound):
        moved = moved.merged(origins.under(f"{_WIRINGS}/{old}").placed(f"{_WIRINGS}/{new}"))
    return {**kept, "wirings": [wirings[n] for n in sound]}, moved


def _is_sound(value: dict[str, Plain], origins: Origins) -> bool:
    return read_model(GlueSpec, value, origins, Diagnostics()) is not None
