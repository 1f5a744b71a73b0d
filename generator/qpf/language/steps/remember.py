"""`remember`: write to a memory layer."""

from pydantic import Field

from qpf.language.frame import Frame
from qpf.language.lowering import guarded
from qpf.language.memories import WRITERS, check_keys
from qpf.language.step import Step, StepSpec

__all__ = ["STEP", "RememberSpec", "Remembered"]


class Remembered(StepSpec):
    """What is remembered where; which keys belong together depends on the kind of layer.

    working: `key`, `value`, `ttl_s` · episodic: `value`, `kind`, `index`, `embedding` · semantic:
    `node`, `kind`, `fields`, or `source`, `edge`, `target`, `fields` · causal: `effect`, `factors`,
    `weight`, `evidence` · archive: `name`, `value`.
    """

    layer: str
    value: object = None
    key: str | None = None
    ttl_s: float | None = None
    kind: str | None = None
    index: dict[str, object] = Field(default_factory=dict)
    embedding: str | None = None
    node: str | None = None
    source: str | None = None
    edge: str | None = None
    target: str | None = None
    fields: dict[str, object] = Field(default_factory=dict)
    effect: str | None = None
    factors: object = None
    weight: object = None
    evidence: object = None
    name: str | None = None


class RememberSpec(StepSpec):
    """What is remembered, and the condition."""

    remember: Remembered
    when: str | None = None


def lower(spec: RememberSpec, frame: Frame) -> None:
    """Write the call that belongs to the kind of layer."""
    facts = frame.layer(spec.remember.layer, "remember", "layer")
    if facts is None:
        return
    frame.affect("writes", spec.remember.layer)
    given = spec.remember.model_fields_set - {"layer"}
    if not check_keys(frame, "remember", facts.kind, given):
        return
    with guarded(frame, spec.when):
        WRITERS[facts.kind](spec.remember, frame, facts)


STEP = Step("remember", RememberSpec, lower)
