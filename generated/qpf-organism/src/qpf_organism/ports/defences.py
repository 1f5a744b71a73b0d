"""Defences that an organ attacks itself to try: limits of the process, and guards of the host."""

import resource
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

Probe = Callable[[], bool]
"""Tries one defence: whether it held."""

_CGROUP = Path("/sys/fs/cgroup")
_UNLIMITED = "max"


class Defences:
    """Probes by the name of the attack they stand against.

    `memory_overflow` and `cpu_spike` are tried against the limits the process runs under; a guard
    that the host registers replaces or adds one. What nothing guards is not defended.
    """

    def __init__(
        self, guards: Mapping[str, Probe] = MappingProxyType({}), cgroup: Path = _CGROUP
    ) -> None:
        """`guards` are probes of the host; `cgroup` is where the kernel shows the group's limits.

        Limits of the group are read once: they do not change while a service runs.
        """
        memory, cpu = _limited(cgroup / "memory.max"), _limited(cgroup / "cpu.max")
        self._probes: dict[str, Probe] = {
            "memory_overflow": lambda: memory or _is_finite(resource.RLIMIT_AS),
            "cpu_spike": lambda: cpu or _is_finite(resource.RLIMIT_CPU),
            **guards,
        }

    def guard(self, attack: str, probe: Probe) -> None:
        """Make a defence known that can be tried."""
        self._probes[attack] = probe

    def probe(self, attack: str) -> bool:
        """Try an attack: whether a defence held. One that fails itself did not hold."""
        probe = self._probes.get(attack)
        if probe is None:
            return False
        try:  # a broken defence defends nothing
            return bool(probe())
        except Exception:  # pylint: disable=broad-exception-caught
            return False


def _is_finite(limit: int) -> bool:
    return resource.getrlimit(limit)[0] != resource.RLIM_INFINITY


def _limited(file: Path) -> bool:
    try:
        words = file.read_text("ascii").split()
    except (OSError, UnicodeDecodeError):
        return False
    return bool(words) and words[0] != _UNLIMITED
