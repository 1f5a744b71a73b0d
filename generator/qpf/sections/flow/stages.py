"""One function a kind of stage: checks it and writes its statements."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from qpf.diagnostics.catalogue.behaviour import bad_operand
from qpf.diagnostics.catalogue.behaviour_steps import (
    incomplete_step,
    undeclared,
    unknown_callable,
    unreachable_step,
)
from qpf.diagnostics.catalogue.flow import bad_flow_value, effect_in_flow, unknown_port
from qpf.language.body import call
from qpf.language.checker import Typed
from qpf.language.facts import facts_of
from qpf.language.frame import Frame
from qpf.language.lowering import arguments, bind, guarded
from qpf.language.normalise import negated
from qpf.language.signatures import Signature
from qpf.language.types import NONE, Kind, list_of
from qpf.language.values import condition, value
from qpf.sections.flow.reports import written_report
from qpf.sections.flow.spec import (
    ActStage,
    EachStage,
    EndStage,
    FlowSpec,
    KeepStage,
    RunStage,
    StateSpec,
)

__all__ = ["Lowering"]


class Lowering:
    """The stages of one flow on their way into the body of a method."""

    def __init__(self, spec: FlowSpec, frame: Frame, ports: Mapping[str, Signature]) -> None:
        """`ports` are callables whose function is already spelled from `self`."""
        self._spec, self._frame, self._ports = spec, frame, ports
        self.acted: set[str] = set()
        self.kept: set[str] = set()

    def stages(self) -> None:
        """Write every stage in order."""
        for index, stage in enumerate(self._spec.stages):
            self._frame.pointer = f"/flow/stages/{index}"
            if self._frame.ended is not None:
                place = self._frame.at()
                self._frame.found.add(unreachable_step(place, self._frame.ended))
                return
            _LOWER[type(stage)](self, stage)

    def run(self, stage: RunStage) -> None:
        """A name for what an operation gives."""
        frame = self._frame
        signature = frame.scope.operations.get(stage.run)
        if signature is None:
            known = frame.scope.operations
            frame.found.add(unknown_callable(frame.at("run"), "operation", stage.run, known))
        elif signature.is_async or signature.returns == NONE:
            frame.found.add(effect_in_flow(frame.at("run"), stage.run))
        else:
            given = self._filled(signature, stage.given)
            checked = arguments(frame, signature, given)
            if checked is not None:
                made = ast.Call(ast.Name(signature.function), [], checked[0])
                bind(frame, stage.result, Typed(made, checked[1]), "as")
        frame.forget(stage.result)

    def act(self, stage: ActStage) -> None:
        """A call of a port."""
        frame = self._frame
        if stage.result is not None and stage.when is not None:
            reason = "cannot have both `as` and `when`: without the act there is no value"
            frame.found.add(incomplete_step(frame.at("as"), "act", reason))
        with guarded(frame, stage.when):
            typed = self._acted(stage.act, stage.given)
            if typed is not None and stage.result is None:
                frame.body.evaluate(typed.node, frame.at("act"))
        if stage.result is not None and typed is not None:
            if typed.type == NONE:
                frame.found.add(incomplete_step(frame.at("as"), "act", "names no value"))
            else:
                bind(frame, stage.result, typed, "as")
        frame.forget(stage.result)

    def each(self, stage: EachStage) -> None:
        """A loop that acts for every item, and may collect."""
        frame = self._frame
        collects = "emit" in stage.model_fields_set
        if collects != (stage.result is not None) or (stage.where is not None and not collects):
            reason = "needs `emit` together with `as`, and `where` only with them"
            frame.found.add(incomplete_step(frame.at("each"), "each", reason))
            frame.forget(stage.result)
            return
        items = value(frame, stage.items, None, "`in`", "in")
        if items is not None and not items.type.is_listlike:
            frame.found.add(bad_operand(frame.at("in"), "each", [str(items.type)]))
            items = None
        if items is not None:
            self._loop(stage, items)
        frame.forget(stage.result)

    def _loop(self, stage: EachStage, items: Typed) -> None:
        frame = self._frame
        target = frame.fresh(stage.result) if stage.result is not None else ""
        mark, kind = frame.body.mark, None
        with frame.inner(nested=True):
            local = frame.define(stage.each, items.type.item, frame.at("each"), "item")
            with (
                frame.body.each(local.identifier, items.node, frame.at("each")),
                guarded(frame, stage.when),
            ):
                typed = self._acted(stage.act, stage.given)
                if typed is not None and stage.outcome is not None:
                    bind(frame, stage.outcome, typed, "outcome", what="outcome")
                elif typed is not None:
                    frame.body.evaluate(typed.node, frame.at("act"))
                if stage.result is not None:
                    kind = self._emit(stage, target)
        if stage.result is not None and kind is not None:
            result = list_of(kind.type)
            annotation = result.annotation(frame.scope.types.python_name)
            frame.body.assign_at(mark, target, ast.List([]), frame.at("as"), annotation)
            frame.define_as(stage.result, target, result, frame.at("as"))

    def _emit(self, stage: EachStage, target: str) -> Typed | None:
        frame = self._frame
        test = condition(frame, stage.where, "where") if stage.where is not None else None
        if stage.where is not None and test is None:
            return None
        node = test.node if test is not None else ast.Constant(True)
        typed = value(frame, stage.emit, None, "`emit`", "emit")
        if typed is None:
            return None
        append = call(ast.Attribute(ast.Name(target), "append"), typed.node)
        if test is None:
            frame.body.evaluate(append, frame.at("emit"))
            return typed
        with frame.body.when(node, frame.at("where")):
            frame.body.evaluate(append, frame.at("emit"))
        return typed

    def keep(self, stage: KeepStage) -> None:
        """New values of states, one after the other."""
        frame = self._frame
        with guarded(frame, stage.when):
            for name, written in stage.keep.items():
                state = self._spec.state.get(name)
                local = frame.names.known.get(name)
                if state is None or local is None:
                    place, known = frame.key("keep", name), self._spec.state
                    frame.found.add(undeclared(place, "state", name, known, "flow.state"))
                    continue
                self.kept.add(name)
                typed = value(frame, written, local.type, f"`{name}`", "keep", name)
                if typed is not None:
                    self._check_growth(stage, name, typed, local.identifier)
                    kept = _kept(typed, state)
                    frame.body.assign(local.identifier, kept, frame.at("keep", name))

    def _check_growth(self, stage: KeepStage, name: str, typed: Typed, identifier: str) -> None:
        """A text or a list that every beat makes longer would take all memory there is."""
        keeping = [one for one in self._spec.stages if isinstance(one, KeepStage)]
        is_only = sum(name in one.keep for one in keeping) == 1 and stage.when is None
        is_list = typed.type.is_listlike
        if not is_only or not _grows(typed.node, identifier):
            return
        if (is_list and self._spec.state[name].limit is None) or typed.type.kind is Kind.STR:
            remedy = "give the state a `limit`" if is_list else "keep a list with a `limit`"
            place = self._frame.at("keep", name)
            self._frame.found.add(bad_flow_value(place, f"`{name}`", "grows in every beat", remedy))

    def end(self, stage: EndStage) -> None:
        """An early report."""
        frame = self._frame
        test = condition(frame, stage.when, "when")
        if test is None:
            return
        with frame.body.when(test.node, frame.at("when")), frame.inner(test.facts):
            node = written_report(self._spec.organ, stage.end, frame, "end")
            if node is not None:
                frame.body.returns(node[0], frame.at("end"))
        frame.learn(facts_of(negated(test.node)))

    def _acted(self, port: str, given: Mapping[str, object]) -> Typed | None:
        frame = self._frame
        signature = self._ports.get(port)
        if signature is None:
            frame.found.add(unknown_port(frame.at("act"), "port", port, self._ports))
            return None
        self.acted.add(port)
        checked = arguments(frame, signature, self._filled(signature, given))
        if checked is None:
            return None
        passed = [one.value for one in checked[0]]
        return Typed(ast.Call(ast.Name(signature.function), passed, []), checked[1])

    def _filled(self, signature: Signature, given: Mapping[str, object]) -> dict[str, object]:
        """The arguments as written, the others by names that are in reach."""
        known = self._frame.names.known
        own = {one.name: one.name for one in signature.parameters if one.name in known}
        return {**own, **given}


def _grows(node: ast.expr, identifier: str) -> bool:
    """Whether it is what a name stands for, and more."""
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            sides = (left, right)
            return any(_is(one, identifier) or _grows(one, identifier) for one in sides)
    return False


def _is(node: ast.expr, identifier: str) -> bool:
    return isinstance(node, ast.Name) and node.id == identifier


def _kept(typed: Typed, state: StateSpec) -> ast.expr:
    """The value to keep: lists are copied, those with a limit keep their newest items."""
    if not typed.type.is_listlike:
        return typed.node
    if state.limit is None:
        return call("list", typed.node) if isinstance(typed.node, ast.Name) else typed.node
    newest = ast.UnaryOp(ast.USub(), ast.Constant(state.limit))
    return ast.Subscript(typed.node, ast.Slice(newest, None))


_LOWER: Mapping[type, Callable[[Lowering, Any], None]] = {
    RunStage: Lowering.run,
    ActStage: Lowering.act,
    EachStage: Lowering.each,
    KeepStage: Lowering.keep,
    EndStage: Lowering.end,
}
