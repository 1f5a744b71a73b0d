"""The beginning of a function: guards of its inputs, defaults that must be made, constants."""

import ast
import builtins
from collections.abc import Collection, Mapping

from qpf.diagnostics.catalogue.behaviour import bad_value
from qpf.language.body import HELPERS
from qpf.language.constraints import facts_of_input, write_guards
from qpf.language.docstrings import comment
from qpf.language.facts import Fact
from qpf.language.frame import Frame
from qpf.language.interface import Interface
from qpf.language.literals import described, literal, literal_fault
from qpf.language.operation_spec import ConstantSpec, OperationSpec
from qpf.language.pointers import located
from qpf.language.scope import OperationScope
from qpf.language.signatures import Signature
from qpf.language.type_text import parse_type
from qpf.language.types import ANY, BOOL, FLOAT, INT, STR, TypeRef
from qpf.model.code import Import
from qpf.model.document import child

__all__ = ["importable_names", "is_made_inside", "open_body"]


def importable_names(
    scope: OperationScope, own: Signature, used: Collection[str]
) -> tuple[Mapping[str, Import], Mapping[str, str]]:
    """Names that trees may use with their imports, and the local names of function modules.

    `used` are the functions the operation refers to; a variable may be called like another module.
    """
    taken = {one.function for one in scope.operations.values()}
    modules: dict[str, str] = {}
    called = {scope.functions[name].module for name in used if name in scope.functions}
    found: dict[str, Import] = dict(HELPERS)
    for signature in scope.functions.values():
        if signature.module in modules:
            continue
        package, _, stem = signature.module.rpartition(".")
        is_free = stem not in taken and stem not in HELPERS and not hasattr(builtins, stem)
        name = stem if is_free else f"{stem}_functions"
        if name in modules.values():
            name = f"extension_{name}"
        modules[signature.module] = name
        if signature.module in called:
            found[name] = Import(package, stem, name if name != stem else None)
    for one in scope.operations.values():
        if one.module != own.module:
            found[one.function] = Import(one.module, one.function)
    for partner in scope.partners.values():
        found[partner.client_class] = Import(partner.client_module, partner.client_class)
    for declared in scope.types.known.values():
        ref = declared.ref
        name = scope.types.python_name(ref)
        found[name] = Import(ref.module, ref.name, name if name != ref.name else None)
    return found, modules


def is_made_inside(value: object) -> bool:
    """Whether a default would be shared between calls and must be made in the body."""
    return isinstance(value, list | tuple | dict)


def open_body(spec: OperationSpec, outside: Interface, frame: Frame, pointer: str) -> None:
    """Bring inputs and constants into reach and write what comes before the steps."""
    for name, one in spec.input.items():
        at = child(f"{pointer}/input", name)
        place = frame.scope.origins.key(at)
        local = frame.define_as(
            name, outside.identifiers[name], outside.types[name], place, "input"
        )
        if is_made_inside(one.default):
            subject = ast.Name(local.identifier)
            absent = ast.Compare(subject, [ast.Is()], [ast.Constant(None)])
            with frame.body.when(absent, place):
                value = literal(one.default, local.type, frame.scope.types)
                frame.body.assign(local.identifier, value, place)
        write_guards(local, one, frame.scope, frame.body, at)
        frame.learn(facts_of_input(local, one))
    for name, constant in spec.constants.items():
        _open_constant(name, constant, frame, child(f"{pointer}/constants", name))


def _open_constant(name: str, spec: ConstantSpec, frame: Frame, at: str) -> None:
    place = frame.scope.origins.key(at)
    kind = _constant_type(spec, frame, at)
    pointer = located(frame.scope.origins, f"{at}/value", at)
    types = frame.scope.types
    faults = literal_fault(spec.value, kind, types, frame.scope.origins, pointer, name)
    frame.found.extend(faults)
    if kind.is_unknown or faults:
        frame.forget(name)
        return
    local = frame.define(name, kind, place, "constant")
    value = literal(spec.value, kind, types)
    is_display = isinstance(value, ast.List | ast.Dict)
    annotation = kind.annotation(types.python_name) if is_display else None
    frame.body.assign(local.identifier, value, place, annotation)
    note = ", ".join(part for part in (spec.unit, spec.summary) if part)
    if note:
        frame.body.annotate_last(comment(note))
    if kind.is_number and isinstance(spec.value, int | float):
        frame.learn(frozenset({Fact("low", local.identifier, float(spec.value))}))
        if spec.value != 0:
            frame.learn(frozenset({Fact("nonzero", local.identifier)}))


def _constant_type(spec: ConstantSpec, frame: Frame, at: str) -> TypeRef:
    if spec.type:
        within = frame.scope.origins.within
        pointer = f"{at}/type"
        return parse_type(
            spec.type,
            frame.scope.types,
            lambda start, length: within(pointer, start, length),
            frame.found,
        )
    for python, kind in ((bool, BOOL), (int, INT), (float, FLOAT), (str, STR)):
        if isinstance(spec.value, python):
            return kind
    place = frame.scope.origins.at(at)
    expected = "a scalar, or any value with a `type`"
    frame.found.add(bad_value(place, "the constant", expected, described(spec.value)))
    return ANY
