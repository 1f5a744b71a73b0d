"""Checks one layer and gives it the form it is emitted from."""

from collections.abc import Sequence

from qpf.diagnostics.catalogue.layers import duplicate_layer
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.reversible.checks import (
    check_declared,
    check_examples,
    check_targets,
    check_use,
)
from qpf.language.reversible.effects import effects_of, offload_of
from qpf.language.reversible.facts import BUILT_IN, TYPES, names_of
from qpf.language.reversible.model import CompiledLayer, Compress, Put, Value
from qpf.language.reversible.spec import LayerSpec
from qpf.language.reversible.trees import imports_in
from qpf.language.reversible.values import Reader
from qpf.language.types import TypeRef
from qpf.model.document import Origins, child
from qpf.views.naming import ModuleName

__all__ = ["compile_layers"]


def compile_layers(
    specs: Sequence[LayerSpec],
    origins: Origins,
    found: Diagnostics,
    home: str = "",
    pointer: str = "/layers",
) -> tuple[CompiledLayer, ...]:
    """Compile the layers of one agent; those with faults are reported and left out.

    `home` is the dotted package of the agent, `pointer` where the list stands in its schema.
    """
    first: dict[str, Place] = {}
    compiled = []
    for index, spec in enumerate(specs):
        at = f"{pointer}/{index}"
        place = origins.at(f"{at}/name")
        stem = str(ModuleName(spec.name))
        if stem in first:
            found.add(duplicate_layer(place, "layers", spec.name, first[stem]))
            continue
        first[stem] = place
        reports = Diagnostics()
        layer = _compiled(spec, origins, reports, home, at)
        found.extend(reports.found)
        if not reports.has_errors:
            compiled.append(layer)
    return tuple(compiled)


def _compiled(
    spec: LayerSpec, origins: Origins, found: Diagnostics, home: str, pointer: str
) -> CompiledLayer:
    check_declared(spec, origins, found, pointer)
    chosen = {name: TYPES[one.type] for name, one in spec.parameters.items()}
    types: dict[str, TypeRef] = {**BUILT_IN, **chosen}
    types |= {name: TYPES[one.type] for name, one in spec.reads.items()}
    parameters = dict(spec.parameters)
    reader = Reader(names_of(types, parameters), origins, found)
    lets: list[tuple[str, Value]] = []
    for name, one in spec.let.items():
        lets.append((name, reader.value(one, child(f"{pointer}/let", name), f"`{name}`")))
        types[name] = lets[-1][1].type
        reader.names = names_of(types, parameters)
    effects = effects_of(spec, reader, pointer)
    limits = Reader(names_of(chosen, parameters), origins, found, reader.used)
    over = offload_of(spec, limits, pointer)
    check_targets(effects, found)
    written = {one.path for one in effects if isinstance(one, Put | Compress)}
    check_examples(spec, written, origins, found, pointer)
    check_use(spec, reader.used, origins, found, pointer)
    values = [value for _, value in lets] + [one.value for one in effects if isinstance(one, Put)]
    return CompiledLayer(
        name=spec.name,
        home=home,
        spec=spec,
        lets=tuple(lets),
        effects=effects,
        offload_over=over,
        imports=frozenset().union(*(imports_in(value) for value in values)),
        place=origins.at(f"{pointer}/name"),
        pointer=pointer,
    )
