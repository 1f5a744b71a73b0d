"""Compiles operations: checks everything a schema says about them and writes their functions."""

from collections.abc import Mapping, Sequence

from qpf.diagnostics.catalogue.behaviour_steps import (
    duplicate_name,
    missing_return,
    no_example,
    undeclared,
    unused_name,
)
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.body import HELPERS, Body
from qpf.language.circles import check_circles
from qpf.language.compiled import CompiledOperation, CompiledParameter, Reach
from qpf.language.constraints import constrained
from qpf.language.example_foretold import check_foretold
from qpf.language.example_results import check_results
from qpf.language.examples import check_examples
from qpf.language.frame import Frame, Promise
from qpf.language.function import finished_function
from qpf.language.identifiers import Identifiers
from qpf.language.interface import (
    DEFAULT_MODULE,
    Interface,
    interface_of,
    is_effectful,
    operation_signature,
    references,
    reserved_names,
)
from qpf.language.names import Names
from qpf.language.nested import defined_names, lower_steps
from qpf.language.opening import importable_names, open_body
from qpf.language.operation_spec import OperationSpec
from qpf.language.reach import reach_of
from qpf.language.scope import OperationScope
from qpf.language.signatures import Signature
from qpf.language.step import UnknownStep
from qpf.language.steps.return_ import ReturnSpec
from qpf.language.types import NONE, TypeRef
from qpf.model.document import child

__all__ = ["compile_operations", "operation_signatures"]

_LOCALS = frozenset({"ctx", "element", "factor", "arguments", "ask", "controller", "self"})
"""Names beside the inputs, here and where routes, methods and clients pass them on."""

_ATTRIBUTES = frozenset({"invoke", "learning", "runtime", "strategies", "world"})
"""What the controller holds beside the operations, which are its methods."""


def compile_operations(
    specs: Sequence[OperationSpec],
    scope: OperationScope,
    found: Diagnostics,
    pointer: str = "/operations",
) -> tuple[CompiledOperation, ...]:
    """Compile all operations of one agent; those with errors are left out and reported.

    `pointer` is where the list of operations stands in the composed schema of the agent.
    """
    _check_names(specs, scope, found, pointer)
    signatures = operation_signatures(specs, scope, pointer)
    check_circles(specs, signatures, scope.origins, found, pointer)
    inside = scope.with_operations(signatures)
    reserved = reserved_names(specs, inside) | {one.function for one in signatures.values()}
    compiled = []
    by_name = {spec.name: spec for spec in specs}
    for index, spec in enumerate(specs):
        reports = Diagnostics()
        reach = reach_of(spec, by_name)
        one = _compile(spec, inside, reserved, reach, f"{pointer}/{index}", reports)
        found.extend(reports.found)
        if not reports.has_errors and one is not None:
            compiled.append(one)
            if not one.is_async:
                check_results(one, inside, f"{pointer}/{index}", found)
    others = {one.name: one for one in compiled}
    for index, spec in enumerate(specs):
        if spec.name in others and others[spec.name].is_async:
            check_foretold(others[spec.name], inside, others, f"{pointer}/{index}", found)
    return tuple(compiled)


def operation_signatures(
    specs: Sequence[OperationSpec], scope: OperationScope, pointer: str = "/operations"
) -> dict[str, Signature]:
    """How operations look from outside, by name; what partners of the agent need of it."""
    functions = Identifiers({*HELPERS, *_ATTRIBUTES, *_LOCALS})
    names = {spec.name: functions.of(spec.name) for spec in specs}
    effectful = _effectful(specs, scope)
    reserved = reserved_names(specs, scope) | set(names.values()) | set(HELPERS) | _LOCALS
    return {
        spec.name: operation_signature(
            spec,
            scope,
            function=names[spec.name],
            reserved=frozenset(reserved),
            is_async=spec.name in effectful,
            pointer=f"{pointer}/{index}",
        )
        for index, spec in enumerate(specs)
    }


def _effectful(specs: Sequence[OperationSpec], scope: OperationScope) -> set[str]:
    """Operations with effects, directly or through what they call."""
    found = {spec.name for spec in specs if is_effectful(spec, scope)}
    called = [(spec.name, set(references(spec, "call"))) for spec in specs]
    while True:
        reached = {name for name, callees in called if found & callees}
        if reached <= found:
            return found
        found |= reached


def _check_names(
    specs: Sequence[OperationSpec], scope: OperationScope, found: Diagnostics, pointer: str
) -> None:
    first: dict[str, Place] = {}
    for index, spec in enumerate(specs):
        place = scope.origins.at(f"{pointer}/{index}/name")
        if spec.name in first:
            found.add(duplicate_name(place, "operation", spec.name, first[spec.name]))
        first.setdefault(spec.name, place)


def _compile(
    spec: OperationSpec,
    scope: OperationScope,
    reserved: frozenset[str] | set[str],
    reach: Reach,
    pointer: str,
    found: Diagnostics,
) -> CompiledOperation | None:
    signature = scope.operations[spec.name]
    importable, modules = importable_names(scope, signature, references(spec, "use"))
    names = Identifiers({*HELPERS, *_LOCALS, *reserved})
    outside = interface_of(spec, scope, names, pointer, found)
    errors = {name: one.summary for name, one in spec.errors.items()}
    promise = Promise(outside.returns, scope.origins.at(f"{pointer}/output"))
    body = Body(importable)
    frame = Frame(scope, promise, body, names, found, spec.name, errors, modules)
    open_body(spec, outside, frame, pointer)
    _lower(spec, outside, frame, pointer)
    _check_use(spec, frame, pointer)
    check_examples(spec, outside, scope, reach, pointer, found)
    if found.has_errors:
        return None
    return _finished(spec, outside, frame, signature, reach, pointer)


def _lower(spec: OperationSpec, outside: Interface, frame: Frame, pointer: str) -> None:
    at = f"{pointer}/steps"
    later = dict(reversed(list(defined_names(spec.steps, frame, at))))
    frame.names = Names(frame.names.known, later, frame.names.facts)
    if outside.returns is not None:
        results = [step.result for step in spec.steps if isinstance(step, ReturnSpec)]
        frame.hints = {one: outside.returns for one in results if isinstance(one, str)}
    lower_steps(spec.steps, frame, at)
    is_readable = not any(isinstance(step, UnknownStep) for step in spec.steps)
    if outside.returns is not None and frame.ended is None and is_readable:
        place = frame.scope.origins.at(f"{pointer}/output")
        frame.found.add(missing_return(place, str(outside.returns)))


def _check_use(spec: OperationSpec, frame: Frame, pointer: str) -> None:
    found, origins = frame.found, frame.scope.origins
    free = {name for name, one in spec.input.items() if constrained(one)}
    if not found.has_errors:
        for local in frame.unused():
            if not (local.what == "input" and local.name in free) and local.place is not None:
                found.add(unused_name(local.place, local.what, local.name))
        for name in spec.errors:
            if name not in frame.raised:
                place = origins.key(child(f"{pointer}/errors", name))
                found.add(unused_name(place, "error", name))
    if not spec.examples:
        found.add(no_example(origins.at(f"{pointer}/name"), spec.name))
    if spec.audit is not None and spec.audit not in frame.scope.audit_scopes:
        known, where = frame.scope.audit_scopes, "governance.auditscope"
        place = origins.at(f"{pointer}/audit")
        found.add(undeclared(place, "audit scope", spec.audit, known, where))


def _finished(
    spec: OperationSpec,
    outside: Interface,
    frame: Frame,
    signature: Signature,
    reach: Reach,
    pointer: str,
) -> CompiledOperation:
    place = frame.scope.origins.at(f"{pointer}/name")
    lines = finished_function(spec, outside, frame, signature, pointer)
    own = f"{frame.scope.package}.{spec.module or DEFAULT_MODULE}"
    return CompiledOperation(
        name=spec.name,
        function=signature.function,
        module=spec.module or DEFAULT_MODULE,
        dotted=own,
        summary=spec.summary,
        is_async=frame.is_async,
        parameters=_parameters(spec, outside, frame, pointer),
        returns=outside.returns if outside.returns is not None else NONE,
        lines=lines,
        imports=frozenset(one for one in frame.body.imports if one.module != own),
        effects=frame.effects(),
        errors=tuple(frame.raised),
        spec=spec,
        place=place,
        pointer=pointer,
        may_refuse=frame.may_refuse,
        reach=reach,
    )


def _parameters(
    spec: OperationSpec, outside: Interface, frame: Frame, pointer: str
) -> tuple[CompiledParameter, ...]:
    types: Mapping[str, TypeRef] = outside.types
    return tuple(
        CompiledParameter(
            name=name,
            identifier=outside.identifiers[name],
            type=types[name],
            required="default" not in one.model_fields_set,
            default=one.default,
            summary=one.summary,
            unit=one.unit,
            place=frame.scope.origins.key(child(f"{pointer}/input", name)),
        )
        for name, one in spec.input.items()
    )
