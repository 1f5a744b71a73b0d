"""Facts about what is built from a published tree: receipts, checksums, signatures."""

from qpf.diagnostics.diagnostic import Place, Severity
from qpf.diagnostics.fact import Finding, fact

__all__ = [
    "checksum_differs",
    "key_unusable",
    "metadata_differs",
    "not_as_recorded",
    "not_current",
    "not_judged",
    "signature_lacks",
    "signature_wrong",
]

_EXTRACT = "run `qpf extract`, then build again"


@fact("QPF808", "not-as-recorded", area="review")
def not_as_recorded(place: Place, path: str) -> Finding:
    """A published file is not the one its manifest records"""
    return Finding(place, f"`{path}` is not as its manifest records it", help=_EXTRACT)


@fact("QPF809", "not-current", area="review")
def not_current(place: Place, distribution: str) -> Finding:
    """An input has changed since the published tree was made from it"""
    return Finding(
        place,
        f"this has changed since `{distribution}` was published",
        help=_EXTRACT,
    )


@fact("QPF810", "not-judged", area="review", severity=Severity.WARNING)
def not_judged(place: Place, distribution: str) -> Finding:
    """What is built did not pass every gate"""
    return Finding(
        place,
        f"`{distribution}` did not pass every gate; its receipt says so",
        help="run `qpf extract` with `--gates full`",
    )


@fact("QPF811", "metadata-differs", area="review")
def metadata_differs(place: Place, path: str, reason: str) -> Finding:
    """What a wheel says of itself is not what its schemas give"""
    return Finding(
        place,
        f"`{path}` {reason}",
        help="do not install it; build the wheel again with `qpf build`",
    )


@fact("QPF812", "signature-lacks", area="review")
def signature_lacks(place: Place, name: str, folder: str) -> Finding:
    """A package that must be signed lies beside no signed checksums"""
    return Finding(
        place,
        f"`{name}` is missing beside `{folder}`, so nobody has signed for it",
        help="build with `qpf build --sign KEY`, and keep the files of its folder together",
    )


@fact("QPF813", "signature-wrong", area="review")
def signature_wrong(place: Place, reason: str) -> Finding:
    """The checksums were not signed with the expected key, or were changed afterwards"""
    return Finding(
        place,
        f"the signature of the checksums does not hold: {reason}",
        help="do not install what they name; ask whoever built it for key and files",
    )


@fact("QPF814", "checksum-differs", area="review")
def checksum_differs(place: Place, name: str) -> Finding:
    """A package is not the one that the signed checksums name"""
    return Finding(
        place,
        f"`{name}` is not the file that the checksums name",
        help="do not install it; fetch it again, or build it again with `qpf build`",
    )


@fact("QPF815", "key-unusable", area="review")
def key_unusable(place: Place, reason: str) -> Finding:
    """A key cannot sign"""
    return Finding(
        place,
        f"this key cannot sign: {reason}",
        help="name the private key, for example one made with `ssh-keygen -t ed25519`",
    )
