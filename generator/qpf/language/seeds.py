"""Results of steps that follow from what a `return` step gives."""

import re
from collections.abc import Mapping

from qpf.language.operation_spec import OperationSpec
from qpf.language.steps.call import CallSpec
from qpf.language.steps.return_ import ReturnSpec

__all__ = ["Parts", "seeds_of", "settled", "sole_return"]

_PATH = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)?")


class Parts(dict[str, object]):
    """A record of which only some fields are known."""


def seeds_of(written: object, expected: object) -> dict[str, object]:
    """What names must stand for, so that the value `written` in the steps gives `expected`."""
    found: dict[str, object] = {}
    _collect(written, expected, found)
    return found


def _collect(written: object, expected: object, found: dict[str, object]) -> None:
    if isinstance(written, Mapping) and isinstance(expected, Mapping):
        for key, item in written.items():
            if key in expected:
                _collect(item, expected[key], found)
    elif isinstance(written, str) and _PATH.fullmatch(written):
        name, _, field = written.partition(".")
        if not field:
            found[name] = expected
            return
        parts = found.setdefault(name, Parts())
        if isinstance(parts, Parts):
            parts[field] = expected


def sole_return(spec: OperationSpec) -> object:
    """What the only `return` step of an operation gives; None when there are several."""
    returned = [step.result for step in spec.steps if isinstance(step, ReturnSpec)]
    return returned[0] if len(returned) == 1 else None


def settled(
    seeds: Mapping[str, object], spec: OperationSpec, others: Mapping[str, OperationSpec]
) -> dict[str, object]:
    """The seeds, and what follows from them where an operation hands on one of its inputs."""
    found = dict(seeds)
    for step in reversed(spec.steps):
        if not isinstance(step, CallSpec) or step.call not in others:
            continue
        handed_on = sole_return(others[step.call])
        known = found.get(step.result or "", ...)
        if isinstance(handed_on, str) and handed_on in step.given and known is not ...:
            for name, value in seeds_of(step.given[handed_on], known).items():
                found.setdefault(name, value)
    return found
