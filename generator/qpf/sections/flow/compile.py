"""Compiles a flow: its names are bound, its stages checked and written as the body of a method."""

import math
from collections.abc import Mapping, Sequence

from qpf.diagnostics.catalogue.behaviour_steps import unused_name
from qpf.diagnostics.catalogue.flow import bad_flow_value, unknown_port
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.body import HELPERS, Body
from qpf.language.compile import operation_signatures
from qpf.language.compiled import CompiledOperation
from qpf.language.constraints import constrained
from qpf.language.frame import Frame, Promise
from qpf.language.identifiers import Identifiers, identifier
from qpf.language.literals import literal_fault
from qpf.language.opening import importable_names
from qpf.language.operation_spec import OperationSpec
from qpf.language.scope import OperationScope
from qpf.language.signatures import Signature, SignatureParameter
from qpf.language.type_text import parse_type
from qpf.language.types import ANY, NONE, TypeRef
from qpf.model.document import child
from qpf.sections.flow.compiled import CompiledFlow, CompiledPort, CompiledValue
from qpf.sections.flow.kit import kit_ports
from qpf.sections.flow.ports import check_stand_in
from qpf.sections.flow.reports import written_report
from qpf.sections.flow.spec import FlowSpec, PortSpec, RunStage, SenseSpec, StateSpec
from qpf.sections.flow.stages import Lowering

__all__ = ["compile_flow"]

_RESERVED = frozenset({"health", "self", "organ", "name", "key", "deadline_s", "cycle", "ports"})


def compile_flow(
    spec: FlowSpec,
    specs: Sequence[OperationSpec],
    operations: Sequence[CompiledOperation],
    scope: OperationScope,
    found: Diagnostics,
) -> CompiledFlow | None:
    """Check a flow and write the body of a beat; None when something was reported.

    `specs` are the operations as written, `operations` those that compiled.
    """
    reports = Diagnostics()
    inside = scope.with_operations(operation_signatures(specs, scope))
    senses = _values(spec.senses, "senses", inside, reports)
    states = _values(spec.state, "state", inside, reports)
    ports = _ports(spec, inside, reports)
    if len(operations) < len(specs):
        found.extend(reports.found)
        return None
    frame = _frame(spec, inside, senses, states, reports)
    callables = {one.name: _callable(one, spec.ports[one.name]) for one in ports}
    lowering = Lowering(spec, frame, callables)
    lowering.stages()
    frame.pointer = "/flow"
    made = written_report(spec.organ, spec.result, frame, "result")
    if made is not None:
        frame.body.returns(made[0], frame.at("result"))
    if not reports.has_errors:
        _check_use(spec, frame, lowering)
    found.extend(reports.found)
    if made is None or reports.has_errors:
        return None
    return CompiledFlow(
        spec=spec,
        scope=inside,
        operations=tuple(operations),
        senses=senses,
        states=states,
        ports=ports,
        lines=tuple(frame.body.lines),
        imports=frozenset(frame.body.imports),
        result_types=made[1],
        may_refuse=frame.may_refuse or _refuses(spec, operations),
    )


def _refuses(spec: FlowSpec, operations: Sequence[CompiledOperation]) -> bool:
    """Whether an operation that is run has limits of its own."""
    ran = {stage.run for stage in spec.stages if isinstance(stage, RunStage)}
    return any(
        one.may_refuse or any(constrained(given) for given in one.spec.input.values())
        for one in operations
        if one.name in ran
    )


def _values(
    written: Mapping[str, SenseSpec] | Mapping[str, StateSpec],
    key: str,
    scope: OperationScope,
    found: Diagnostics,
) -> tuple[CompiledValue, ...]:
    made = []
    for name, one in written.items():
        at = child(f"/flow/{key}", name)
        kind = _type(one.type, scope, f"{at}/type", found)
        pointer = f"{at}/default"
        faults = literal_fault(one.default, kind, scope.types, scope.origins, pointer, name)
        found.extend(faults)
        made.append(
            CompiledValue(
                name=name,
                identifier=identifier(name),
                type=kind,
                default=one.default,
                summary=one.summary,
                place=scope.origins.key(at),
            )
        )
    return tuple(made)


def _type(text: str, scope: OperationScope, pointer: str, found: Diagnostics) -> TypeRef:
    origins = scope.origins
    return parse_type(text, scope.types, lambda s, n: origins.within(pointer, s, n), found)


def _ports(spec: FlowSpec, scope: OperationScope, found: Diagnostics) -> tuple[CompiledPort, ...]:
    known, made = kit_ports(), []
    for name, port in spec.ports.items():
        at = child("/flow/ports", name)
        inputs = tuple(
            _type(text, scope, child(f"{at}/input", one), found) for one, text in port.input.items()
        )
        returns = _type(port.output, scope, f"{at}/output", found) if port.output else NONE
        if ANY in (*inputs, returns):
            continue
        stands = known.get(port.default)
        if stands is None:
            place = scope.origins.at(f"{at}/default")
            found.add(unknown_port(place, "port of the organism kit", port.default, known))
            continue
        check_stand_in(name, port, stands, (inputs, returns), scope, found)
        made.append(
            CompiledPort(
                name=name,
                identifier=identifier(name),
                inputs=inputs,
                returns=returns,
                owner=stands.owner,
                function=stands.function,
                summary=port.summary,
                place=scope.origins.key(at),
            )
        )
    return tuple(made)


def _callable(port: CompiledPort, spec: PortSpec) -> Signature:
    names = zip(spec.input, port.inputs, strict=True)
    return Signature(
        name=port.name,
        function=f"self._ports.{port.identifier}",
        module="",
        parameters=tuple(SignatureParameter(name, name, kind) for name, kind in names),
        returns=port.returns,
    )


def _frame(
    spec: FlowSpec,
    scope: OperationScope,
    senses: Sequence[CompiledValue],
    states: Sequence[CompiledValue],
    found: Diagnostics,
) -> Frame:
    functions = {one.function for one in scope.operations.values()}
    names = Identifiers({*HELPERS, *_RESERVED, *functions})
    own = Signature(name="", function="", module="", parameters=(), returns=NONE)
    importable, modules = importable_names(scope, own, ())
    body = Body(importable, depth=3)
    promise = Promise(NONE, scope.origins.at("/flow/result"))
    frame = Frame(scope, promise, body, names, found, spec.organ, {}, modules)
    for one in senses:
        frame.define_as(one.name, f"health.{one.identifier}", one.type, one.place, "sense")
    for one in states:
        frame.define_as(one.name, f"self._{one.identifier}", one.type, one.place, "state")
    return frame


def _check_use(spec: FlowSpec, frame: Frame, lowering: Lowering) -> None:
    found, origins = frame.found, frame.scope.origins
    for local in frame.unused():
        if local.place is not None and local.what not in ("item", "outcome"):
            found.add(unused_name(local.place, local.what, local.name))
    for name in spec.ports:
        if name not in lowering.acted:
            found.add(unused_name(origins.key(child("/flow/ports", name)), "port", name))
    for name in spec.state:
        if name not in lowering.kept:
            place = origins.key(child("/flow/state", name))
            reason = "never changes: no stage keeps a value for it"
            found.add(bad_flow_value(place, f"the state `{name}`", reason, "use `keep`"))
    for name, sense in spec.senses.items():
        _check_sense(name, sense, frame)


def _check_sense(name: str, sense: SenseSpec, frame: Frame) -> None:
    at = child("/flow/senses", name)
    what, place = f"the sense `{name}`", frame.scope.origins.at(f"{at}/range")
    if sense.range is None:
        if sense.outside == "clamp":
            at_outside = frame.scope.origins.at(f"{at}/outside")
            frame.found.add(bad_flow_value(at_outside, what, "has no range to clamp to"))
        return
    low, high = (-math.inf if sense.range[0] is None else sense.range[0], sense.range[1])
    top = math.inf if high is None else high
    if sense.type == "bool":
        frame.found.add(bad_flow_value(place, what, "is a truth value and has no range"))
    elif low > top or (low == -math.inf and top == math.inf):
        frame.found.add(bad_flow_value(place, what, "has a range that is empty or open"))
    elif not low <= sense.default <= top:
        at_default = frame.scope.origins.at(f"{at}/default")
        frame.found.add(bad_flow_value(at_default, what, "has a default outside its range"))
    elif sense.outside == "clamp" and sense.type == "int":
        at_outside = frame.scope.origins.at(f"{at}/outside")
        frame.found.add(bad_flow_value(at_outside, what, "is an int, only floats are clamped"))
