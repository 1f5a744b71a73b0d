"""`translate`: one word for another by a table, or one record into another field by field."""

from pydantic import Field

from qpf.diagnostics.catalogue.behaviour_steps import incomplete_step
from qpf.language.checker import Typed
from qpf.language.frame import Frame
from qpf.language.lowering import bind
from qpf.language.rules import declared_type
from qpf.language.step import Step, StepSpec
from qpf.language.translation import mapped_record, table_lookup
from qpf.language.values import value

__all__ = ["STEP", "TranslateSpec"]


class TranslateSpec(StepSpec):
    """The subject, then either a table of words or a record type with its fields; and the name."""

    translate: str
    result: str = Field(alias="as")
    table: dict[str, object] = Field(default_factory=dict)
    otherwise: object = Field(default=None, alias="else")
    type: str = ""
    into: str = ""
    fields: dict[str, object] = Field(default_factory=dict)


def lower(spec: TranslateSpec, frame: Frame) -> None:
    """Write a lookup or a construction."""
    if bool(spec.table) == bool(spec.into):
        reason = "needs either `table` or `into`"
        frame.found.add(incomplete_step(frame.at("translate"), "translate", reason))
        frame.forget(spec.result)
        return
    subject = value(frame, spec.translate, None, "the subject", "translate")
    typed: Typed | None = None
    if subject is not None and spec.table:
        wanted = declared_type(frame, spec.type, "type") or frame.hints.get(spec.result)
        default = {"else": spec.otherwise} if "otherwise" in spec.model_fields_set else {}
        typed = table_lookup(frame, subject, spec.table, default, wanted, spec.translate)
    elif subject is not None:
        kind = declared_type(frame, spec.into, "into")
        typed = mapped_record(frame, subject, kind, spec.fields)
    if typed is None:
        frame.forget(spec.result)
    else:
        bind(frame, spec.result, typed, "as")


STEP = Step("translate", TranslateSpec, lower)
