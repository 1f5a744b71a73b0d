"""What several steps share: conditions around an effect, calls with checked arguments, results."""

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from qpf.diagnostics.catalogue.behaviour import bad_value, type_mismatch
from qpf.diagnostics.catalogue.behaviour_steps import missing_argument, unknown_argument
from qpf.language.assign import Bindings, accepts, substituted
from qpf.language.checker import Typed
from qpf.language.frame import Frame
from qpf.language.signatures import Signature, SignatureParameter
from qpf.language.types import JSON, Kind, TypeRef
from qpf.language.values import as_json, condition, value

__all__ = ["CTX", "arguments", "bind", "ctx_call", "details", "guarded", "memory_of"]

CTX = ast.Name("ctx")


def ctx_call(method: str, *given: ast.expr) -> ast.Call:
    """A call of the operation's context."""
    return ast.Call(ast.Attribute(CTX, method), list(given), [])


def memory_of(layer: str, method: str) -> ast.Attribute:
    """A method of a memory layer."""
    return ast.Attribute(ast.Attribute(ast.Attribute(CTX, "memory"), layer), method)


@contextmanager
def guarded(frame: Frame, when: str | None) -> Iterator[None]:
    """Write what follows under the step's condition, if it has one."""
    if when is None:
        yield
        return
    test = condition(frame, when, "when")
    node = test.node if test is not None else ast.Constant(True)
    facts = test.facts if test is not None else frozenset()
    with frame.body.when(node, frame.at("when")), frame.inner(facts):
        yield


def details(frame: Frame, written: Mapping[str, object], *keys: str | int) -> dict[str, ast.expr]:
    """The trees of a mapping of values, each under its name."""
    found = {}
    for name, one in written.items():
        typed = value(frame, one, None, f"`{name}`", *keys, name)
        if typed is not None:
            found[name] = typed.node
    return found


def arguments(
    frame: Frame, signature: Signature, given: Mapping[str, object]
) -> tuple[list[ast.keyword], TypeRef] | None:
    """The keyword arguments of a call and its type; None when something was reported."""
    shown = signature.name
    known = [one.name for one in signature.parameters]
    complete = True
    for name in given:
        if name not in known:
            frame.found.add(unknown_argument(frame.key("with", name), shown, name, known))
            complete = False
    bindings: Bindings = {}
    passed = []
    for parameter in signature.parameters:
        if parameter.name in given:
            node = _argument(frame, shown, parameter, given[parameter.name], bindings)
            complete = complete and node is not None
            if node is not None:
                passed.append(ast.keyword(parameter.identifier, node))
        elif parameter.required:
            diagnostic = missing_argument(frame.at(), shown, parameter.name, str(parameter.type))
            frame.found.add(diagnostic)
            complete = False
    return (passed, substituted(signature.returns, bindings)) if complete else None


def _argument(
    frame: Frame, shown: str, parameter: SignatureParameter, given: object, bindings: Bindings
) -> ast.expr | None:
    what = f"the argument `{parameter.name}` of `{shown}`"
    open_type = any(one.kind is Kind.VARIABLE for one in parameter.type.named())
    typed = value(frame, given, parameter.type, what, "with", parameter.name)
    if typed is None:
        return None
    if parameter.type.inner == JSON:
        return as_json(typed)
    if open_type and not accepts(parameter.type, typed.type, frame.scope.types, bindings):
        place = frame.at("with", parameter.name)
        frame.found.add(type_mismatch(place, what, str(parameter.type), str(typed.type)))
        return None
    return typed.node


def bind(frame: Frame, name: str, typed: Typed, *keys: str | int, what: str = "name") -> None:
    """Give a value a name; displays get an annotation, which mypy needs for empty ones."""
    if any(one.is_unknown for one in _parts(typed.type)):
        place = frame.at(*keys)
        frame.found.add(bad_value(place, f"`{name}`", "a known type", str(typed.type)))
    local = frame.define(name, typed.type, frame.key(*keys), what)
    annotation = None
    if isinstance(typed.node, ast.List | ast.Dict):
        annotation = typed.type.annotation(frame.scope.types.python_name)
    frame.body.assign(local.identifier, typed.node, frame.at(*keys), annotation)


def _parts(kind: TypeRef) -> Iterator[TypeRef]:
    yield kind
    for item in kind.items:
        yield from _parts(item)
