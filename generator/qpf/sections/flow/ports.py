"""Whether what stands for a port by default takes and gives what the port does."""

from collections.abc import Sequence

from qpf.diagnostics.catalogue.flow import bad_flow_value
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.assign import accepts
from qpf.language.scope import OperationScope
from qpf.language.types import NONE, TypeRef
from qpf.model.document import child
from qpf.sections.flow.kit import KitPort
from qpf.sections.flow.spec import PortSpec

__all__ = ["check_stand_in"]


def check_stand_in(
    name: str,
    port: PortSpec,
    stands: KitPort,
    types: tuple[Sequence[TypeRef], TypeRef],
    scope: OperationScope,
    found: Diagnostics,
) -> None:
    """Report values that a port of the kit does not take, and one that it does not give.

    `types` are those of what the port takes, and of what it gives.
    """
    (inputs, returns), at = types, child("/flow/ports", name)
    what = f"the port `{name}`"
    if len(stands.takes) != len(inputs):
        place = scope.origins.at(f"{at}/input")
        reason = f"takes {len(inputs)} values, `{stands.name}` takes {len(stands.takes)}"
        found.add(bad_flow_value(place, what, reason))
        return
    for key, given, taken in zip(port.input, inputs, stands.takes, strict=True):
        if taken is None or not accepts(taken, given, scope.types):
            place = scope.origins.at(child(f"{at}/input", key))
            reason = f"takes `{given}`, `{stands.name}` takes `{taken or 'what no schema says'}`"
            found.add(bad_flow_value(place, what, reason))
    made = stands.gives
    if returns != NONE and (made is None or not accepts(returns, made, scope.types)):
        place = scope.origins.at(f"{at}/output")
        reason = f"gives `{returns}`, `{stands.name}` gives `{made or 'what no schema says'}`"
        found.add(bad_flow_value(place, what, reason))
