"""Rules of protocols: their names are free, their layers exist and fit together."""

from collections.abc import Iterator, Sequence

from qpf.diagnostics.catalogue.layers import duplicate_layer, layer_name_taken
from qpf.diagnostics.catalogue.protocols import unknown_layer
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.reversible.pipeline_spec import PipelineSpec, chosen
from qpf.language.reversible.spec import LayerSpec
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.layers.spec import LayersSpec
from qpf.sections.module_claims import module_claims
from qpf.sections.packet_layers import visible_layers
from qpf.sections.protocols.choices import check_choices
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
        for index, item in enumerate(spec.layers):
            name = chosen(item).name
            if name not in layers and name not in declared:
                place = agent.key(child(f"{pointer}/layers/{index}", name))
                found.add(unknown_layer(place, name, tuple(layers)))
        check_choices(agent, f"{pointer}/layers", spec.layers, layers, found)


def _declared(agent: AgentSpec) -> tuple[LayerSpec, ...]:
    spec = agent.find("layers", LayersSpec)
    return spec.layers if spec is not None else ()


def _pipelines(spec: ProtocolsSpec) -> Iterator[tuple[str, PipelineSpec]]:
    for index, one in enumerate(spec.protocols):
        yield f"/protocols/{index}", one
    yield "/pipeline", spec.pipeline
