"""What a layer may say of its parameters, looks, targets and examples."""

from collections.abc import Iterator, Sequence

from qpf.diagnostics.catalogue.layers import (
    bad_parameter,
    bad_target,
    duplicate_target,
    layer_name_taken,
    unused_in_layer,
)
from qpf.diagnostics.catalogue.protocols import unknown_layer_parameter
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.reversible.facts import field_of, parameter_fault, reserved
from qpf.language.reversible.model import Compress, Effect, Put
from qpf.language.reversible.spec import LayerSpec, ParameterSpec, ReadSpec
from qpf.model.document import Origins, child

__all__ = ["check_declared", "check_examples", "check_targets", "check_use"]


def check_declared(spec: LayerSpec, origins: Origins, found: Diagnostics, pointer: str) -> None:
    """Every name is free and declared once; defaults fit their types."""
    seen: dict[str, str] = {}
    for what, key, name in _names(spec):
        at = child(f"{pointer}/{key}", name)
        owner = reserved(name) or seen.get(name, "")
        if owner:
            found.add(layer_name_taken(origins.key(at), what, name, owner))
        seen.setdefault(name, f"a {what} of this layer")
    for name, one in spec.parameters.items():
        _check_parameter(name, one, origins, found, child(f"{pointer}/parameters", name))
    for name, look in spec.reads.items():
        _check_read(name, look, origins, found, child(f"{pointer}/reads", name))


def _names(spec: LayerSpec) -> Iterator[tuple[str, str, str]]:
    for what, key, names in (
        ("parameter", "parameters", spec.parameters),
        ("look", "reads", spec.reads),
        ("value", "let", spec.let),
    ):
        for name in names:
            yield what, key, name


def _check_parameter(
    name: str, one: ParameterSpec, origins: Origins, found: Diagnostics, at: str
) -> None:
    reason = parameter_fault(one, one.default)
    if reason:
        found.add(bad_parameter(origins.at(f"{at}/default"), name, reason))
    low, high = one.range
    if one.range != (None, None) and (one.type in ("bool", "str") or one.one_of):
        reason = "takes no range"
        found.add(bad_parameter(origins.at(f"{at}/range"), name, reason))
    elif low is not None and high is not None and low > high:
        found.add(bad_parameter(origins.at(f"{at}/range"), name, "has an empty range"))
    plain = one.model_copy(update={"one_of": ()})
    for index, value in enumerate(one.one_of):
        reason = parameter_fault(plain, value)
        if reason:
            found.add(bad_parameter(origins.at(f"{at}/one_of/{index}"), name, reason))


def _check_read(name: str, one: ReadSpec, origins: Origins, found: Diagnostics, at: str) -> None:
    if field_of(one.source) is None:
        found.add(bad_target(origins.at(f"{at}/from"), one.source))
    as_parameter = ParameterSpec(type=one.type, default=one.default, summary="a look")
    reason = parameter_fault(as_parameter, one.default)
    if reason:
        found.add(bad_parameter(origins.at(f"{at}/default"), name, reason))


def check_targets(effects: Sequence[Effect], found: Diagnostics) -> None:
    """No field is written twice."""
    first: dict[str, Place] = {}
    for one in effects:
        if isinstance(one, Put | Compress):
            if one.path in first:
                found.add(duplicate_target(one.place, one.path, first[one.path]))
            first.setdefault(one.path, one.place)


def check_use(
    spec: LayerSpec, used: set[str], origins: Origins, found: Diagnostics, pointer: str
) -> None:
    """Every declared name has an effect; silent when something else is wrong."""
    if found.has_errors:
        return
    for what, key, name in _names(spec):
        if name not in used:
            place = origins.key(child(f"{pointer}/{key}", name))
            found.add(unused_in_layer(place, what, name, tuple(sorted(used))))


def check_examples(
    spec: LayerSpec, written: set[str], origins: Origins, found: Diagnostics, pointer: str
) -> None:
    """Examples name parameters of the layer and fields that it writes."""
    for index, one in enumerate(spec.examples):
        at = f"{pointer}/examples/{index}"
        for name, value in one.given.parameters.items():
            place = origins.at(child(f"{at}/given/with", name))
            declared = spec.parameters.get(name)
            if declared is None:
                known = tuple(spec.parameters)
                found.add(unknown_layer_parameter(place, spec.name, name, known))
            elif reason := parameter_fault(declared, value):
                found.add(bad_parameter(place, name, reason))
        for path in one.expect:
            if path != "data" and path not in written:
                found.add(bad_target(origins.key(child(f"{at}/expect", path)), path))
