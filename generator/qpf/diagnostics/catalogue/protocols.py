"""Facts about protocols."""

from qpf.diagnostics.diagnostic import Note, Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = ["layers_overlap", "unknown_layer", "unknown_layer_parameter"]


@fact("QPF465", "unknown-layer", area="protocols")
def unknown_layer(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """A protocol names a layer that it cannot see"""
    seen = f"known: {listed(known)}" if known else "let the agent need one that declares layers"
    return Finding(place, f"there is no layer `{name}`", help=did_you_mean(name, known) or seen)


@fact("QPF466", "unknown-layer-parameter", area="protocols")
def unknown_layer_parameter(place: Place, layer: str, name: str, known: tuple[str, ...]) -> Finding:
    """A layer has no such parameter"""
    seen = f"known: {listed(known)}" if known else "it has no parameters"
    return Finding(
        place,
        f"layer `{layer}` has no parameter `{name}`",
        help=did_you_mean(name, known) or seen,
    )


@fact("QPF467", "layers-overlap", area="protocols")
def layers_overlap(place: Place, name: str, path: str, first: Place) -> Finding:
    """Two layers of one protocol write the same field"""
    return Finding(
        place,
        f"layer `{name}` writes `{path}`, as another layer of the protocol does",
        help="leave one of them out, or let it write another field",
        notes=(Note("the other one", first),),
    )
