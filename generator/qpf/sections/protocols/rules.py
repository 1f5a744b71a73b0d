"""Rules of protocols: their layers exist, fit together, and have the parameters they are given."""

from collections.abc import Iterator, Mapping, Sequence

from qpf.diagnostics.catalogue.layers import bad_parameter, duplicate_layer, layer_name_taken
from qpf.diagnostics.catalogue.protocols import (
    layers_overlap,
    unknown_layer,
    unknown_layer_parameter,
)
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.reversible.facts import parameter_fault
from qpf.language.reversible.model import CompiledLayer
from qpf.language.reversible.pipeline_spec import ChosenLayer, PipelineSpec, chosen
from qpf.language.reversible.spec import LayerSpec
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.layers.spec import LayersSpec
from qpf.sections.module_claims import module_claims
from qpf.sections.packet_layers import visible_layers
from qpf.sections.protocols.spec import ProtocolsSpec
from qpf.sections.section import Claim, Route
from qpf.views.naming import ModuleName

__all__ = ["TAKEN", "across", "check", "claims", "offers", "routes"]

TAKEN = frozenset({"http", "models", "pipeline", "registry"})
"""Modules beside those of protocols and layers."""

_ROUTES = (
    ("POST", "/protocols/{name}/send"),
    ("POST", "/protocols/{name}/receive"),
    ("POST", "/pipelines/run"),
    ("GET", "/layers"),
    ("GET", "/protocols"),
)


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Names are unique and free."""
    spec = agent.section("protocols", ProtocolsSpec)
    own = agent.find("layers", LayersSpec)
    first: dict[str, Place] = {}
    for index, layer in enumerate(own.layers if own is not None else ()):
        first.setdefault(_stem(layer.name), agent.at(f"/layers/{index}/name"))
        _check_free(agent, f"/layers/{index}/name", "layer", layer.name, found)
    for index, one in enumerate(spec.protocols):
        pointer = f"/protocols/{index}/name"
        _check_free(agent, pointer, "protocol", one.name, found)
        stem = _stem(one.name)
        if stem in first:
            place = agent.at(pointer)
            what = "protocols or layers"
            found.add(duplicate_layer(place, what, one.name, first[stem]))
        first.setdefault(stem, agent.at(pointer))


def _stem(name: str) -> str:
    """The module of a layer or of a protocol: `a_b` and `a__b` would share one."""
    return str(ModuleName(name))


def _check_free(agent: AgentSpec, pointer: str, what: str, name: str, found: Diagnostics) -> None:
    if name in TAKEN:
        found.add(layer_name_taken(agent.at(pointer), what, name, "a module beside it"))


def routes(agent: AgentSpec) -> Iterator[Route]:
    """What protocols answer over HTTP."""
    del agent
    yield from (Route(method, path, "/protocols") for method, path in _ROUTES)


def claims(agent: AgentSpec) -> Iterator[Claim]:
    """Modules beside those of layers; what is called like a layer or like these is told above."""
    yield from module_claims(agent, "/protocols", "registry")
    yield from module_claims(agent, "/protocols", "http")
    stems = {*TAKEN, *(_stem(layer.name) for layer in _declared(agent))}
    for index, one in enumerate(agent.section("protocols", ProtocolsSpec).protocols):
        stem = _stem(one.name)
        if stem not in stems:
            pointer = f"/protocols/{index}/name"
            yield from module_claims(agent, pointer, stem, f"test_protocol_{stem}")
        stems.add(stem)


def offers(agent: AgentSpec) -> tuple[str, ...]:
    """Functions of the registry that look at a choice of layers."""
    del agent
    return ("registry.build", "registry.check_config", "registry.pipeline_of")


def across(agent: AgentSpec, needed: Sequence[AgentSpec], found: Diagnostics) -> None:
    """Layers are among those the agent sees; no two of one protocol write the same field."""
    if any("layers" in one.broken for one in (*needed, agent)):
        return
    declared = {layer.name for one in (*needed, agent) for layer in _declared(one)}
    layers = visible_layers(agent, needed)
    for pointer, spec in _pipelines(agent.section("protocols", ProtocolsSpec)):
        writers: dict[str, Place] = {}
        for index, item in enumerate(spec.layers):
            one, at = chosen(item), f"{pointer}/layers/{index}"
            layer = layers.get(one.name)
            if layer is None:
                if one.name not in declared:
                    place = agent.key(child(at, one.name))
                    found.add(unknown_layer(place, one.name, tuple(layers)))
                continue
            _check_parameters(agent, layer, one, child(at, one.name), found)
            for path in layer.writes:
                if path in writers:
                    found.add(layers_overlap(agent.at(at), one.name, path, writers[path]))
                    break
            writers |= dict.fromkeys(layer.writes, agent.at(at))


def _declared(agent: AgentSpec) -> tuple[LayerSpec, ...]:
    spec = agent.find("layers", LayersSpec)
    return spec.layers if spec is not None else ()


def _pipelines(spec: ProtocolsSpec) -> Iterator[tuple[str, PipelineSpec]]:
    for index, one in enumerate(spec.protocols):
        yield f"/protocols/{index}", one
    yield "/pipeline", spec.pipeline


def _check_parameters(
    agent: AgentSpec, layer: CompiledLayer, one: ChosenLayer, at: str, found: Diagnostics
) -> None:
    parameters: Mapping[str, object] = one.parameters
    for name, value in parameters.items():
        declared = layer.spec.parameters.get(name)
        if declared is None:
            known = tuple(layer.spec.parameters)
            place = agent.key(child(at, name))
            found.add(unknown_layer_parameter(place, layer.name, name, known))
        elif reason := parameter_fault(declared, value):
            found.add(bad_parameter(agent.at(child(at, name)), name, reason))
