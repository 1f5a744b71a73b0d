"""From the names in a schema to safety layers."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from qpf_core.autonomy.layers.base import LayerSetup, SafetyLayer
from qpf_core.autonomy.layers.governed import AuditLogging, GovernanceConstraintCheck
from qpf_core.autonomy.layers.input_validation import TensorInputValidation
from qpf_core.autonomy.layers.output_calibration import OutputCalibration
from qpf_core.autonomy.layers.rate_limiting import RateLimiting

LayerFactory = Callable[[LayerSetup], SafetyLayer]

_LAYERS: Mapping[str, LayerFactory] = MappingProxyType(
    {
        "audit_logging": AuditLogging,
        "governance_constraint_check": GovernanceConstraintCheck,
        "output_calibration": OutputCalibration,
        "rate_limiting": RateLimiting,
        "tensor_input_validation": TensorInputValidation,
    }
)


def known_layers() -> tuple[str, ...]:
    """Return the names that need no factory of the caller's, sorted."""
    return tuple(sorted(_LAYERS))


def build_layers(
    names: Sequence[str], setup: LayerSetup, extra: Mapping[str, LayerFactory] | None = None
) -> tuple[SafetyLayer, ...]:
    """Build the layers in the order of their names; `extra` adds or replaces factories.

    Raises ValueError for a name nobody knows, so that an agent never starts with a check that is
    only written down.
    """
    factories = {**_LAYERS, **(extra or {})}
    unknown = [name for name in names if name not in factories]
    if unknown:
        raise ValueError(
            f"unknown safety layers: {', '.join(unknown)}; known: {', '.join(sorted(factories))}"
        )
    return tuple(factories[name](setup) for name in names)
