"""Expansion: schemas become agents, with defaults, parameters, instances and a strategy applied."""

from collections.abc import Sequence

from qpf.diagnostics.catalogue import composition
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import Document, DocumentKind
from qpf.model.extraction_map import MapSpec
from qpf.model.spec import ComposedCollection
from qpf.sections.composing.composer import Composer, stem_of
from qpf.sections.composing.strategies import chosen_strategy
from qpf.sections.composing.tolerant import map_spec

__all__ = ["expand"]


def expand(
    documents: Sequence[Document], strategy: str | None, found: Diagnostics
) -> tuple[ComposedCollection, ...]:
    """Compose every agent of every collection.

    `strategy` is observed in each map that declares it; None means the maps' defaults. Faults are
    added to `found`, and what they do not touch is composed all the same.
    """
    maps = {d.collection: d for d in documents if d.kind is DocumentKind.MAP}
    glues = {d.collection: d for d in documents if d.kind is DocumentKind.GLUE}
    schemas = [d for d in documents if d.kind is DocumentKind.SCHEMA]
    composers = []
    for name, document in sorted(maps.items()):
        own = {stem_of(d.path): d for d in schemas if d.collection == name}
        spec = map_spec(document, tuple(own), found)
        composers.append(Composer(document, spec, own, found, chosen_strategy(spec, strategy)))
    _check_strategy([c.map for c in composers], maps, strategy, found)
    return tuple(c.compose(glues.get(c.document.collection)) for c in composers)


def _check_strategy(
    specs: Sequence[MapSpec], maps: dict[str, Document], asked: str | None, found: Diagnostics
) -> None:
    known = {name for spec in specs if spec.strategies for name in spec.strategies.named}
    for spec in specs:
        document = maps.get(spec.collection)
        if document is None or spec.strategies is None:
            continue
        if spec.strategies.default not in spec.strategies.named:
            place = document.origins.at("/strategies/default")
            names = tuple(spec.strategies.named)
            found.add(composition.unknown_strategy(place, spec.strategies.default, names))
    if asked is not None and asked not in known and maps:
        first = maps[min(maps)]
        found.add(composition.unknown_strategy(Place(first.path), asked, tuple(sorted(known))))
