"""A plan that a person read and wants carried out as it was read, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["SavedPlan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlan:
    """What `qpf plan --out` wrote: the digests of all inputs and templates it was made from.

    `name` is the file as it was given, `collections` and `strategy` limit the run as they did then.
    """

    name: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    collections: tuple[str, ...] = ()
    strategy: str | None = None

    def moved(self, inputs: Mapping[str, str], templates: Mapping[str, str]) -> tuple[str, ...]:
        """The inputs and templates that are not as they were, by name."""
        now = {**inputs, **{f"templates/{name}": digest for name, digest in templates.items()}}
        then = {
            **self.inputs,
            **{f"templates/{name}": digest for name, digest in self.templates.items()},
        }
        return tuple(name for name in sorted({*now, *then}) if now.get(name) != then.get(name))
