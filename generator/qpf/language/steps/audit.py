"""`audit`: write to the agent's tamper-evident log."""

import ast

from pydantic import Field

from qpf.language.body import keywords
from qpf.language.frame import Frame
from qpf.language.lowering import CTX, details, guarded
from qpf.language.step import Step, StepSpec

__all__ = ["STEP", "AuditSpec"]


class AuditSpec(StepSpec):
    """An audit scope, what was done (by default the operation's name), details, the condition."""

    audit: str
    action: str = ""
    detail: dict[str, object] = Field(default_factory=dict)
    when: str | None = None


def lower(spec: AuditSpec, frame: Frame) -> None:
    """Write the call."""
    frame.affect("scopes", spec.audit)
    known = frame.scope.audit_scopes
    frame.declared("audit scope", spec.audit, known, "governance.auditscope", "audit")
    with guarded(frame, spec.when):
        given: list[ast.expr] = [
            ast.Constant(spec.audit),
            ast.Constant(spec.action or frame.operation),
        ]
        named = keywords(details(frame, spec.detail, "detail"))
        written = ast.Call(ast.Attribute(CTX, "audit"), given, named)
        frame.body.evaluate(ast.Await(written), frame.at("audit"))


STEP = Step("audit", AuditSpec, lower)
