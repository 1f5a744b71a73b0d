"""Facts about meshes."""

from qpf.diagnostics.diagnostic import Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean

__all__ = ["bad_role"]


@fact("QPF589", "bad-bot-role", area="mesh")
def bad_role(place: Place, name: str, reason: str, known: tuple[str, ...] = ()) -> Finding:
    """A role of bots is not declared, or no bot ever has it"""
    return Finding(
        place,
        f"role `{name}` {reason}",
        help=did_you_mean(name, known)
        or "declare it under `roles`, or raise `count` to the number of roles",
    )
