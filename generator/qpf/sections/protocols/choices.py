"""Rules of layers in a row: their parameters exist and fit, no two write the same field."""

from collections.abc import Mapping, Sequence

from qpf.diagnostics.catalogue.layers import bad_parameter
from qpf.diagnostics.catalogue.protocols import layers_overlap, unknown_layer_parameter
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.reversible.facts import parameter_fault
from qpf.language.reversible.model import CompiledLayer
from qpf.language.reversible.pipeline_spec import Choice, ChosenLayer, chosen
from qpf.model.document import child
from qpf.model.spec import AgentSpec

__all__ = ["check_choices"]


def check_choices(
    agent: AgentSpec,
    pointer: str,
    choices: Sequence[Choice],
    layers: Mapping[str, CompiledLayer],
    found: Diagnostics,
) -> None:
    """Report what is wrong with the chosen layers at `pointer` that are among `layers`."""
    writers: dict[str, Place] = {}
    for index, item in enumerate(choices):
        one, at = chosen(item), child(pointer, index)
        layer = layers.get(one.name)
        if layer is None:
            continue
        _check_parameters(agent, layer, one, child(at, one.name), found)
        for path in layer.writes:
            if path in writers:
                found.add(layers_overlap(agent.at(at), one.name, path, writers[path]))
                break
        writers |= dict.fromkeys(layer.writes, agent.at(at))


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
