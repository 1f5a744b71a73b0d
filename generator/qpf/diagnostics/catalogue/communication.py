"""Facts about channels, packets and events."""

from qpf.diagnostics.diagnostic import Note, Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "channels_closed",
    "duplicate_packet_type",
    "event_from_nowhere",
    "event_never_published",
    "event_without_wiring",
    "kind_without_channel",
    "packet_never_sent",
    "packet_without_wiring",
    "unknown_channel",
]


@fact("QPF430", "kind-without-channel", area="communication")
def kind_without_channel(
    place: Place, kind: str, direction: str, needs: tuple[str, ...]
) -> Finding:
    """A kind of input or output has no open channel"""
    return Finding(
        place,
        f"{direction} `{kind}` has no open channel",
        help=f"open one of {listed(needs)} under `channels`",
    )


@fact("QPF431", "unknown-channel", area="communication")
def unknown_channel(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """A channel, input or output is not known"""
    return Finding(
        place,
        f"`{name}` is not a channel",
        help=did_you_mean(name, known) or f"known: {listed(known, 30)}",
    )


@fact("QPF432", "channels-closed", area="communication", severity=Severity.WARNING)
def channels_closed(place: Place) -> Finding:
    """Every channel is closed"""
    return Finding(
        place,
        "all channels are `false`",
        help="open the ones the agent uses",
    )


@fact("QPF433", "duplicate-packet-type", area="communication")
def duplicate_packet_type(place: Place, name: str, first: Place) -> Finding:
    """A packet type is declared twice"""
    return Finding(
        place,
        f"packet type `{name}` is declared twice",
        help="keep one",
        notes=(Note("the first one", first),),
    )


@fact("QPF434", "event-never-published", area="communication", severity=Severity.WARNING)
def event_never_published(place: Place, name: str) -> Finding:
    """An event is declared that no operation publishes"""
    return Finding(
        place,
        f"no operation publishes `{name}`",
        help="publish it in a step, or remove it",
    )


@fact("QPF435", "packet-never-sent", area="communication", severity=Severity.WARNING)
def packet_never_sent(place: Place, name: str) -> Finding:
    """A packet type is declared that no operation sends"""
    return Finding(
        place,
        f"no operation sends `{name}`",
        help="send it in a step, or remove it",
    )


@fact("QPF436", "event-from-nowhere", area="communication")
def event_from_nowhere(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """An agent listens to an event that no agent publishes"""
    return Finding(
        place,
        f"no agent publishes `{name}`",
        help=did_you_mean(name, known) or f"published events: {listed(known)}",
    )


@fact("QPF437", "event-without-wiring", area="communication")
def event_without_wiring(place: Place, name: str, subject: str) -> Finding:
    """An event is observed without a wiring that brings it"""
    return Finding(
        place,
        f"`{name}` is observed, but no wiring brings it",
        help=f"wire it with `event_observe` to `{subject}`",
    )


@fact("QPF438", "packet-without-wiring", area="communication")
def packet_without_wiring(place: Place, name: str) -> Finding:
    """A packet type is sent, but no wiring carries it"""
    return Finding(
        place,
        f"packets of type `{name}` are sent, but no wiring carries them",
        help="add a wiring with `packet_send`",
    )
