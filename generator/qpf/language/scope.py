"""Everything the steps of an agent's operations may refer to, and where each name was declared."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from qpf.diagnostics.diagnostic import Place
from qpf.language.signatures import PartnerOperation, Signature
from qpf.language.type_table import TypeTable
from qpf.model.document import Origins

__all__ = ["LayerFacts", "LayerKind", "OperationScope"]


class LayerKind(StrEnum):
    """The five kinds of memory; the value is the attribute of `ctx.memory`."""

    WORKING = "working"
    EPISODIC = "episodic"
    SEMANTIC = "semantic"
    CAUSAL = "causal"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class LayerFacts:
    """A declared memory layer.

    `index` are the keys episodes may be found by; `influences` lead from the known factors to their
    effects.
    """

    kind: LayerKind
    index: tuple[str, ...] = ()
    place: Place | None = None
    influences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationScope:
    """What is visible to the operations of one agent.

    `package` is the agent's dotted package. The mappings go from the name a schema writes to its
    facts: `functions` has `family.function` of catalogue and extensions and `agent.function` of
    library agents (`elsewhere` leads from those that are not needed to their agent), `operations`
    the agent's own, `partners` has `agent.operation`; `layers` the keys of `memorytopology`;
    `events`, `metrics`, `packets`, `triggers` and `audit_scopes` lead to the place of the
    declaration.
    """

    agent: str
    package: str
    origins: Origins
    types: TypeTable = field(default_factory=TypeTable)
    functions: Mapping[str, Signature] = field(default_factory=dict)
    operations: Mapping[str, Signature] = field(default_factory=dict)
    partners: Mapping[str, PartnerOperation] = field(default_factory=dict)
    layers: Mapping[str, LayerFacts] = field(default_factory=dict)
    events: Mapping[str, Place] = field(default_factory=dict)
    metrics: Mapping[str, Place] = field(default_factory=dict)
    packets: Mapping[str, Place] = field(default_factory=dict)
    triggers: Mapping[str, Place] = field(default_factory=dict)
    audit_scopes: Mapping[str, Place] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give foreign types that share a name aliases, so that all emitted code agrees on them."""
        object.__setattr__(self, "types", self.types.at_home(self.package))

    def with_operations(self, operations: Mapping[str, Signature]) -> "OperationScope":
        """The same scope with the agent's own operations known."""
        return replace(self, operations=operations)
