"""Facts about gRPC services."""

from qpf.diagnostics.diagnostic import Note, Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "bad_field_number",
    "no_such_result",
    "no_wire_type",
    "second_server",
    "served_by_library",
    "taken_name",
    "unfitting_request",
]


@fact("QPF590", "bad-field-number", area="rpc")
def bad_field_number(place: Place, name: str, number: int, reason: str) -> Finding:
    """The number of a message's field cannot be used"""
    return Finding(
        place,
        f"field `{name}` has the number {number}, which {reason}",
        help="give it a number of its own from 1 on, outside of 19000 to 19999",
    )


@fact("QPF591", "unfitting-request", area="rpc")
def unfitting_request(
    place: Place, method: str, name: str, reason: str, inputs: tuple[str, ...]
) -> Finding:
    """The fields of a request are not the inputs of the operation"""
    return Finding(
        place,
        f"`{name}` of `{method}` {reason}",
        help=did_you_mean(name, inputs) or f"inputs of the operation: {listed(inputs)}",
    )


@fact("QPF592", "no-wire-type", area="rpc")
def no_wire_type(place: Place, name: str, kind: str) -> Finding:
    """A value has a type that no field of a message can carry"""
    return Finding(
        place,
        f"`{name}` is of type `{kind}`, which no field of a message can carry",
        help="bool, int, float, str, bytes, enumerations and lists of these travel in fields",
    )


@fact("QPF593", "no-such-result", area="rpc")
def no_such_result(place: Place, name: str, source: str, known: tuple[str, ...]) -> Finding:
    """A field of an answer comes from nothing that the operation returns"""
    choices = f"fields of the result: {listed(known)}" if known else "the result has no fields"
    return Finding(
        place,
        f"`{name}` comes from `{source}`, which the result does not have",
        help=did_you_mean(source, known) or choices,
    )


@fact("QPF594", "second-server", area="rpc")
def second_server(place: Place, section: str, agent: str, other: str) -> Finding:
    """Two agents of a collection have a gRPC server, or two are nodes of a network"""
    return Finding(
        place,
        f"`{agent}` has a section `{section}`, and so has `{other}`",
        help="a service has one set of settings for it: keep the section in one agent",
    )


@fact("QPF595", "taken-rpc-name", area="rpc")
def taken_name(place: Place, name: str, reason: str, first: Place | None) -> Finding:
    """A name of a gRPC service means something else already"""
    notes = (Note("the first one", first),) if first is not None else ()
    return Finding(place, f"`{name}` {reason}", help="choose another name", notes=notes)


@fact("QPF596", "rpc-in-library", area="rpc")
def served_by_library(place: Place, agent: str) -> Finding:
    """A library agent has a gRPC server"""
    return Finding(
        place,
        f"`{agent}` is a library and answers no calls",
        help="move `rpc` to a service agent whose operations use those of the library",
    )
