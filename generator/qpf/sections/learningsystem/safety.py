"""The safety layers the runtime has."""

__all__ = ["SAFETY_LAYERS"]

SAFETY_LAYERS = (
    "tensor_input_validation",
    "output_calibration",
    "rate_limiting",
    "audit_logging",
    "governance_constraint_check",
)
"""Names that `autonomyprofile.safetylayer` may hold."""
