"""Reading a map that has faults, so that the faults of its schemas are found in the same run."""

from dataclasses import replace

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import Document, Plain
from qpf.model.extraction_map import MapSpec
from qpf.model.strict import freeze
from qpf.sections.slips import meant
from qpf.sections.typed import read_model

__all__ = ["map_spec"]


def map_spec(document: Document, stems: tuple[str, ...], found: Diagnostics) -> MapSpec:
    """The typed map; parts with faults are reported and then left out."""
    faults = found if document.is_whole or document.value else Diagnostics()
    spec = read_model(MapSpec, document.value, document.origins, faults, owner="map")
    if spec is not None:
        return spec
    known, origins = meant(MapSpec, document.value, document.origins)
    document = replace(document, value=known, origins=origins)
    kept: dict[str, Plain] = {}
    whole = _minimal(document.collection, stems)
    for key, value in document.value.items():
        if _is_sound({**whole, key: value}, document):
            kept[key] = value
        elif isinstance(value, dict):
            kept[key] = _sound_part(whole, key, value, document)
    kept = {key: value for key, value in kept.items() if _is_sound({**whole, key: value}, document)}
    return MapSpec.model_validate(freeze({**whole, **kept}))


def _is_sound(value: dict[str, Plain], document: Document) -> bool:
    return read_model(MapSpec, value, document.origins, Diagnostics()) is not None


def _sound_part(
    whole: dict[str, Plain], key: str, value: dict[str, Plain], document: Document
) -> dict[str, Plain]:
    """The members of a mapping that are sound, on top of what the map must have."""
    base = whole.get(key)
    part: dict[str, Plain] = dict(base) if isinstance(base, dict) else {}
    for name, item in value.items():
        if _is_sound({**whole, key: {**part, name: item}}, document):
            part[name] = item
    return part


def _minimal(collection: str, stems: tuple[str, ...]) -> dict[str, Plain]:
    order: dict[str, Plain] = {
        str(number): {"agent": stem, "schema_file": stem}
        for number, stem in enumerate(stems, start=1)
    }
    return {
        "collection": collection,
        "distribution": {"name": "unknown", "package": "unknown", "version": "0.0.0"},
        "extraction_sequence": {"order": order},
    }
