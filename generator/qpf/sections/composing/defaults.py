"""The map's defaults as a schema-like tree."""

from qpf.diagnostics.catalogue import composition
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import Document, Origins, Plain
from qpf.model.extraction_map import MapSpec
from qpf.sections.registry import section_named, sections

__all__ = ["defaults_of"]


def defaults_of(
    document: Document, spec: MapSpec, found: Diagnostics
) -> tuple[dict[str, Plain], Origins]:
    """Defaults with their origins, rooted like a schema.

    A section that is spread over several top-level keys (`system`) has its defaults spread too.
    """
    value: dict[str, Plain] = {}
    origins = Origins({})
    written = document.value.get("defaults")
    for name in spec.defaults:
        section = section_named(name)
        pointer = f"/defaults/{name}"
        if section is None or not isinstance(written, dict):
            place = document.origins.key(pointer)
            known = tuple(s.name for s in sections())
            found.add(composition.unknown_default_section(place, name, known))
            continue
        part = written[name]
        if section.flat and section.keys != (name,) and isinstance(part, dict):
            value.update(part)
            own = document.origins.under(pointer)
            origins = origins.merged(
                Origins(
                    {p: place for p, place in own.nodes.items() if p},
                    {p: place for p, place in own.keys.items() if p},
                    {p: text for p, text in own.texts.items() if p},
                )
            )
        else:
            value[name] = part
            origins = origins.merged(document.origins.under(pointer).placed(f"/{name}"))
    return value, origins
