"""Facts about topics and the workers over them."""

from collections.abc import Iterable

from qpf.diagnostics.diagnostic import Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = ["bad_handler", "bad_worker", "same_constant", "unknown_topic", "unused_topic"]


@fact("QPF476", "unknown-topic", area="streams")
def unknown_topic(place: Place, name: str, known: Iterable[str]) -> Finding:
    """A worker reads or writes a topic that does not exist"""
    known = tuple(known)
    return Finding(
        place,
        f"there is no topic `{name}`",
        help=did_you_mean(name, known) or f"declared: {listed(known)}",
    )


@fact("QPF477", "unused-topic", area="streams", severity=Severity.WARNING)
def unused_topic(place: Place, name: str) -> Finding:
    """A topic that nobody writes to"""
    return Finding(
        place,
        f"nothing is ever published to `{name}`",
        help="let a worker publish to it, or leave it out",
    )


@fact("QPF491", "one-constant-for-topics", area="streams")
def same_constant(place: Place, name: str, constant: str, other: str) -> Finding:
    """A topic is called like another one in Python"""
    return Finding(
        place,
        f"the topic `{name}` is `{constant}` in Python, as {other} is",
        help="give it another name",
    )


@fact("QPF478", "bad-worker", area="streams")
def bad_worker(place: Place, name: str, reason: str, fix: str) -> Finding:
    """A worker cannot run as it is described"""
    return Finding(place, f"worker `{name}` {reason}", help=fix)


@fact("QPF479", "bad-handler", area="streams")
def bad_handler(place: Place, name: str, reason: str, fix: str) -> Finding:
    """What a worker does with messages cannot be told"""
    return Finding(place, f"worker `{name}` {reason}", help=fix)
