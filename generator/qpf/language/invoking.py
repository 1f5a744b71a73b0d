"""What `use` and `call` share: the call, its result, its condition, what stands for no result."""

import ast
from collections.abc import Callable
from typing import Protocol

from qpf.diagnostics.catalogue.behaviour_steps import incomplete_step
from qpf.language.assign import joined
from qpf.language.checker import Typed
from qpf.language.facts import facts_of
from qpf.language.frame import Frame
from qpf.language.lowering import arguments, bind, guarded
from qpf.language.normalise import negated
from qpf.language.signatures import Signature
from qpf.language.types import NONE
from qpf.language.values import condition, value

__all__ = ["invoke"]

Build = Callable[[list[ast.keyword]], ast.expr]
"""Makes the call from its keyword arguments."""


class _Invocation(Protocol):
    given: dict[str, object]
    result: str | None
    when: str | None
    otherwise: object

    @property
    def model_fields_set(self) -> set[str]:
        """The fields that were written."""


def invoke(frame: Frame, verb: str, spec: _Invocation, signature: Signature, build: Build) -> None:
    """Write the call; one with a condition and a result becomes an `if` with its `else`."""

    def made() -> Typed | None:
        checked = arguments(frame, signature, spec.given)
        return Typed(build(checked[0]), checked[1]) if checked is not None else None

    fault = _fault(spec, signature)
    if fault:
        frame.found.add(incomplete_step(frame.at(verb), verb, fault))
    elif spec.result is None:
        with guarded(frame, spec.when):
            typed = made()
            if typed is not None:
                frame.body.evaluate(typed.node, frame.at(verb))
    elif spec.when is None:
        typed = made()
        if typed is not None:
            bind(frame, spec.result, typed, "as")
    else:
        _choose(frame, verb, spec, spec.result, spec.when, made)
    frame.forget(spec.result)


def _fault(spec: _Invocation, signature: Signature) -> str:
    """What is wrong with the keys of a step, or nothing."""
    is_conditional, has_other = spec.when is not None, "otherwise" in spec.model_fields_set
    if spec.result is None:
        if has_other:
            return "takes `else` only with `as` and `when`"
        return "" if signature.returns == NONE else "needs `as`: its result is lost"
    if is_conditional and not has_other:
        return "needs `else`: without it `as` has no value when the condition does not hold"
    return "takes `else` only with `when`" if has_other and not is_conditional else ""


def _choose(
    frame: Frame,
    verb: str,
    spec: _Invocation,
    name: str,
    when: str,
    made: Callable[[], Typed | None],
) -> None:
    test = condition(frame, when, "when")
    if test is None:
        return
    identifier = frame.fresh(name)
    mark = frame.body.mark
    with frame.body.when(test.node, frame.at("when")), frame.inner(test.facts):
        typed = made()
        if typed is None:
            return
        frame.body.assign(identifier, typed.node, frame.at(verb))
    expected = typed.type if spec.otherwise is not None else None
    with frame.body.otherwise(frame.at("else")), frame.inner(facts_of(negated(test.node))):
        other = value(frame, spec.otherwise, expected, "`else`", "else")
        if other is None:
            return
        frame.body.assign(identifier, other.node, frame.at("else"))
    kind = joined(typed.type, other.type, frame.scope.types) or typed.type
    frame.define_as(name, identifier, kind, frame.key("as"))
    if kind != typed.type:
        annotation = kind.annotation(frame.scope.types.python_name)
        frame.body.declare_at(mark, identifier, annotation, frame.at("as"))
