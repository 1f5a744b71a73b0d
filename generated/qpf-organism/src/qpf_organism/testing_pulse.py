"""What emitted tests of pulses stand on: a machine that is busy with other tests."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib import import_module
from unittest.mock import patch

from qpf_organism.pulse.policy import MissBudget, PulsePolicy

_ALL = MissBudget(10**9 - 1, 10**9)


@contextmanager
def patient(*modules: str) -> Iterator[None]:
    """Let pulses of emitted modules, told by their names, miss beats without an end.

    Under the policy `fail` a pulse ends when the machine is busy, and with it the readiness of its
    service; tests of anything else do without that. Raises TypeError for a module without a policy.
    """
    with ExitStack() as stack:
        for module in map(import_module, modules):
            policy = getattr(module, "POLICY", None)
            if not isinstance(policy, PulsePolicy):
                raise TypeError(f"{module.__name__} has no policy of a pulse")
            stack.enter_context(patch.object(module, "POLICY", replace(policy, budget=_ALL)))
        yield
