"""Facts about layers of packets."""

from qpf.diagnostics.diagnostic import Note, Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "bad_parameter",
    "bad_target",
    "duplicate_layer",
    "duplicate_target",
    "layer_name_taken",
    "not_one_value",
    "unused_in_layer",
]


@fact("QPF460", "layer-name-taken", area="layers")
def layer_name_taken(place: Place, what: str, name: str, owner: str) -> Finding:
    """A name in a layer means something else already"""
    return Finding(
        place,
        f"{what} `{name}` cannot have this name: it is {owner}",
        help="choose another name",
    )


@fact("QPF461", "bad-target", area="layers")
def bad_target(place: Place, written: str) -> Finding:
    """An effect, a look or an example names no field of a packet"""
    return Finding(
        place,
        f"`{written}` is no field of a packet",
        help="write `header.x`, `route.x` or `meta.x`, with a name of letters, digits, `_` and `-`",
    )


@fact("QPF462", "duplicate-target", area="layers")
def duplicate_target(place: Place, path: str, first: Place) -> Finding:
    """A layer writes one field twice"""
    return Finding(
        place,
        f"`{path}` is written twice",
        help="write it once, with `choose` when it has several values",
        notes=(Note("the first one", first),),
    )


@fact("QPF463", "bad-parameter", area="layers")
def bad_parameter(place: Place, name: str, reason: str) -> Finding:
    """A value does not fit the parameter it is for"""
    return Finding(place, f"`{name}` {reason}", help="change the value or the declaration")


@fact("QPF464", "duplicate-layer", area="layers")
def duplicate_layer(place: Place, what: str, name: str, first: Place) -> Finding:
    """Two layers or protocols have one name"""
    return Finding(
        place,
        f"there are two {what} called `{name}`",
        help="rename one of them",
        notes=(Note("the first one", first),),
    )


@fact("QPF468", "not-one-value", area="layers")
def not_one_value(place: Place, what: str, forms: tuple[str, ...]) -> Finding:
    """A value is given in no way, or in several"""
    return Finding(
        place, f"{what} needs exactly one of {listed(forms)}", help="give the value in one way"
    )


@fact("QPF469", "unused-in-layer", area="layers")
def unused_in_layer(place: Place, what: str, name: str, used: tuple[str, ...]) -> Finding:
    """A parameter, a look or a value changes nothing"""
    return Finding(
        place,
        f"{what} `{name}` is never used",
        help=did_you_mean(name, used) or "use it in an expression or remove it",
    )
