"""Facts about meshes."""

from qpf.diagnostics.diagnostic import Place
from qpf.diagnostics.fact import Finding, fact

__all__ = ["bad_role"]


@fact("QPF589", "bad-bot-role", area="mesh")
def bad_role(place: Place, name: str, reason: str) -> Finding:
    """A role of bots is not declared, or no bot ever has it"""
    return Finding(
        place,
        f"role `{name}` {reason}",
        help="declare it under `roles`, or raise `count` to the number of roles",
    )
