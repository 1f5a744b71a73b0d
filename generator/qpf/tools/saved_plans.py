"""Writes plans to files and reads them back; a plan that no longer holds stops the run."""

import json
from collections.abc import Mapping
from pathlib import Path

from qpf.diagnostics.catalogue import usage
from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.manifest import Digests
from qpf.model.saved_plan import SavedPlan

__all__ = ["FORMAT", "plan_object", "read_plan", "refuse_moved"]

FORMAT = 1
"""The number of the file format."""


def plan_object(plan: SavedPlan) -> dict[str, object]:
    """The part of a plan file that says when the plan holds."""
    return {
        "format": FORMAT,
        "strategy": plan.strategy,
        "collections": list(plan.collections),
        "inputs": dict(plan.inputs),
        "templates": dict(plan.templates),
    }


def read_plan(file: Path, found: Diagnostics) -> SavedPlan:
    """A plan from its file; raises `Stopped` when it is none."""
    try:
        raw = json.loads(file.read_bytes())
        if raw["format"] != FORMAT:
            raise ValueError(f"its format is `{raw['format']}`, expected `{FORMAT}`")
        strategy = raw["strategy"]
        return SavedPlan(
            name=file.name,
            inputs=_digests(raw["inputs"]),
            templates=_digests(raw["templates"]),
            collections=tuple(str(name) for name in raw["collections"]),
            strategy=None if strategy is None else str(strategy),
        )
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
    except KeyError as error:
        reason = f"the key `{error.args[0]}` is missing"
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        reason = str(error)
    found.add(usage.broken_plan(file.name, reason))
    raise Stopped


def refuse_moved(plan: SavedPlan | None, digests: Digests, found: Diagnostics) -> None:
    """Raise `Stopped` when an input of the plan moved since it was made."""
    moved = plan.moved(digests.inputs, digests.templates) if plan is not None else ()
    if plan is not None and moved:
        found.add(usage.plan_moved(plan.name, moved))
        raise Stopped


def _digests(value: Mapping[str, object]) -> dict[str, str]:
    return {str(name): str(digest) for name, digest in value.items()}
