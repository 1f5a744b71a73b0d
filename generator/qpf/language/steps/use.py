"""`use`: call a function of the catalogue or of the collection's extensions."""

import ast

from pydantic import Field

from qpf.diagnostics.catalogue.behaviour_steps import unknown_callable, unreadable_function
from qpf.diagnostics.catalogue.formulas import unneeded_agent
from qpf.language.frame import Frame
from qpf.language.invoking import invoke
from qpf.language.step import Step, StepSpec

__all__ = ["STEP", "UseSpec"]


class UseSpec(StepSpec):
    """A function as `family.function`, its arguments by name, and the name of its result.

    The family is a module of the catalogue or of the extensions, or a library agent of the same
    collection that the agent needs: its formulas and operations are functions too.

    With `when` it is called only when the condition holds; `else` is the result when it does not.
    """

    use: str
    given: dict[str, object] = Field(default_factory=dict, alias="with")
    result: str | None = Field(default=None, alias="as")
    when: str | None = None
    otherwise: object = Field(default=None, alias="else")


def lower(spec: UseSpec, frame: Frame) -> None:
    """Write the call."""
    signature = frame.scope.functions.get(spec.use)
    if signature is None:
        _report(spec, frame)
        frame.forget(spec.result)
        return
    if signature.unreadable:
        frame.found.add(unreadable_function(frame.at("use"), spec.use, signature.unreadable))
        frame.forget(spec.result)
        return
    frame.affect("functions", spec.use)
    frame.may_refuse = True
    frame.is_async = frame.is_async or signature.is_async
    family = ast.Name(frame.module_names[signature.module])

    def build(given: list[ast.keyword]) -> ast.expr:
        node = ast.Call(ast.Attribute(family, signature.function), [], given)
        return ast.Await(node) if signature.is_async else node

    invoke(frame, "use", spec, signature, build)


def _report(spec: UseSpec, frame: Frame) -> None:
    known, owner = frame.scope.functions, frame.scope.elsewhere.get(spec.use)
    if owner is None:
        place = frame.part("use", spec.use, known)
        frame.found.add(unknown_callable(place, "function", spec.use, known))
        return
    families = {name.partition(".")[0] for name in known}
    needed = families & set(frame.scope.elsewhere.values())
    frame.found.add(unneeded_agent(frame.at("use"), spec.use, owner, needed))


STEP = Step("use", UseSpec, lower)
