"""`recall`: read from a memory layer."""

from typing import Annotated

from pydantic import Field

from qpf.language.frame import Frame
from qpf.language.memories import check_keys
from qpf.language.recollection import READERS
from qpf.language.rules import declared_type
from qpf.language.step import Step, StepSpec

__all__ = ["STEP", "RecallSpec", "Recalled"]


class Recalled(StepSpec):
    """What is looked for; which keys belong together depends on the kind of layer.

    working: `key` · episodic: `kind`, `where`, `limit`, `newest_first`, or `near`, `limit`, `kind`
    semantic: `neighbours_of`, `kind`, or `nodes` (a kind) · causal: `causes_of` or `effects_of`,
    `depth` · archive: `name`.
    """

    layer: str
    key: str | None = None
    kind: str | None = None
    where: dict[str, object] = Field(default_factory=dict)
    limit: Annotated[int, Field(ge=1, le=10000)] = 100
    newest_first: bool = True
    near: str | None = None
    neighbours_of: str | None = None
    nodes: str | None = None
    causes_of: str | None = None
    effects_of: str | None = None
    depth: Annotated[int, Field(ge=1, le=32)] = 1
    name: str | None = None


class RecallSpec(StepSpec):
    """What is looked for, the name and type of what is found, and what stands for nothing."""

    recall: Recalled
    result: str = Field(alias="as")
    type: str = "json"
    otherwise: object = Field(default=None, alias="else")


def lower(spec: RecallSpec, frame: Frame) -> None:
    """Write the call that belongs to the kind of layer, and the conversion to the type."""
    facts = frame.layer(spec.recall.layer, "recall", "layer")
    kind = declared_type(frame, spec.type, "type")
    given = spec.recall.model_fields_set - {"layer"}
    if facts is None or kind is None or not check_keys(frame, "recall", facts.kind, given):
        frame.forget(spec.result)
        return
    READERS[facts.kind](spec, frame, facts, kind)


STEP = Step("recall", RecallSpec, lower)
