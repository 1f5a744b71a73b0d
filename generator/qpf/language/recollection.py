"""How a value is read from each kind of memory layer, and turned into its type."""

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from qpf.diagnostics.catalogue.behaviour import bad_value
from qpf.diagnostics.catalogue.behaviour_steps import incomplete_step
from qpf.language.body import call
from qpf.language.checker import Typed
from qpf.language.frame import Frame
from qpf.language.lowering import bind, memory_of
from qpf.language.memories import index_keys
from qpf.language.scope import LayerFacts, LayerKind
from qpf.language.types import FLOAT, JSON, STR, Kind, TypeRef, list_of, optional
from qpf.language.values import value

if TYPE_CHECKING:  # the step imports this module
    from qpf.language.steps.recall import RecallSpec

__all__ = ["READERS"]

_ITEM = ast.Name("element")


def _text(frame: Frame, written: object, key: str, kind: TypeRef = STR) -> ast.expr:
    typed = value(frame, written, kind, f"`{key}`", "recall", key)
    return typed.node if typed is not None else ast.Constant(None)


def _awaited(
    layer: LayerKind, method: str, given: list[ast.expr], named: list[ast.keyword]
) -> ast.expr:
    return ast.Await(ast.Call(memory_of(layer, method), given, named))


def _convertible(frame: Frame, kind: TypeRef) -> bool:
    if kind.kind in (Kind.OPTIONAL, Kind.NONE, Kind.UNKNOWN, Kind.BYTES):
        found = bad_value(frame.at("type"), "`type`", "a type of stored values", str(kind))
        frame.found.add(found)
        return False
    return True


def _typed(frame: Frame, node: ast.expr, kind: TypeRef) -> ast.expr:
    """Plain values back to their type."""
    if kind == JSON:
        return node
    return call("from_plain", kind.annotation(frame.scope.types.python_name), node)


def _working(spec: "RecallSpec", frame: Frame, facts: LayerFacts, kind: TypeRef) -> None:
    if not _convertible(frame, kind):
        frame.forget(spec.result)
        return
    wanted = spec.recall
    stored = _awaited(facts.kind, "get", [_text(frame, wanted.key, "key")], [])
    if kind == JSON:
        if "otherwise" in spec.model_fields_set:
            reason = "takes `else` only with a `type`"
            frame.found.add(incomplete_step(frame.at("else"), "recall", reason))
        bind(frame, spec.result, Typed(stored, JSON), "as")
        return
    held = frame.fresh(f"stored_{spec.result}")
    frame.body.assign(held, stored, frame.at("recall"))
    fallback: Typed | None = Typed(ast.Constant(None), optional(kind))
    if "otherwise" in spec.model_fields_set:
        fallback = value(frame, spec.otherwise, kind, "`else`", "else")
    if fallback is None:
        frame.forget(spec.result)
        return
    present = ast.Compare(ast.Name(held), [ast.IsNot()], [ast.Constant(None)])
    node = ast.IfExp(present, _typed(frame, ast.Name(held), kind), fallback.node)
    result = kind if fallback.type != optional(kind) else fallback.type
    bind(frame, spec.result, Typed(node, result), "as")


def _listed(
    spec: "RecallSpec", frame: Frame, source: ast.expr, element: ast.expr, kind: TypeRef
) -> None:
    """A list made of what was found; an awaited source is named first, so that lines stay short."""
    found = frame.fresh(f"found_{spec.result}")
    frame.body.assign(found, source, frame.at("recall"))
    loop = ast.comprehension(_ITEM, ast.Name(found), [], 0)
    bind(frame, spec.result, Typed(ast.ListComp(element, [loop]), list_of(kind)), "as")


def _episodic(spec: "RecallSpec", frame: Frame, facts: LayerFacts, kind: TypeRef) -> None:
    if not _convertible(frame, kind) or not _no_else(spec, frame):
        frame.forget(spec.result)
        return
    wanted = spec.recall
    named = []
    if wanted.kind is not None:
        named.append(ast.keyword("kind", ast.Constant(wanted.kind)))
    if wanted.where and index_keys(frame, facts, wanted.where, "recall", "where"):
        names: list[ast.expr | None] = [ast.Constant(name) for name in wanted.where]
        trees = []
        for name, written in wanted.where.items():
            typed = value(frame, written, STR, f"`{name}`", "recall", "where", name)
            trees.append(typed.node if typed is not None else ast.Constant(""))
        named.append(ast.keyword("where", ast.Dict(names, trees)))
    named.append(ast.keyword("limit", ast.Constant(wanted.limit)))
    if wanted.near is not None:
        near = [_text(frame, wanted.near, "near", list_of(FLOAT))]
        source = _awaited(facts.kind, "nearest", near, named)
    else:
        if not wanted.newest_first:
            named.append(ast.keyword("newest_first", ast.Constant(False)))
        source = _awaited(facts.kind, "find", [], named)
    _listed(spec, frame, source, _typed(frame, ast.Attribute(_ITEM, "value"), kind), kind)


def _no_else(spec: "RecallSpec", frame: Frame) -> bool:
    if "otherwise" in spec.model_fields_set:
        reason = "takes no `else` here: nothing found is an empty list"
        frame.found.add(incomplete_step(frame.at("else"), "recall", reason))
        return False
    return True


def _semantic(spec: "RecallSpec", frame: Frame, facts: LayerFacts, kind: TypeRef) -> None:
    wanted = spec.recall
    if wanted.neighbours_of is not None:
        given = [_text(frame, wanted.neighbours_of, "neighbours_of")]
        named = [ast.keyword("kind", ast.Constant(wanted.kind))] if wanted.kind else []
        source = _awaited(facts.kind, "neighbours", given, named)
    else:
        source = _awaited(facts.kind, "nodes", [ast.Constant(wanted.nodes)], [])
    _words(spec, frame, source, "id", kind)


def _causal(spec: "RecallSpec", frame: Frame, facts: LayerFacts, kind: TypeRef) -> None:
    wanted = spec.recall
    method = "causes" if wanted.causes_of is not None else "effects"
    subject = wanted.causes_of if wanted.causes_of is not None else wanted.effects_of
    given = [_text(frame, subject, f"{method}_of")]
    named = [ast.keyword("depth", ast.Constant(wanted.depth))] if wanted.depth > 1 else []
    source = _awaited(facts.kind, method, given, named)
    if method == "effects":
        _words(spec, frame, source, "effect", kind)
        return
    found = frame.fresh(f"found_{spec.result}")
    frame.body.assign(found, source, frame.at("recall"))
    loops = [
        ast.comprehension(_ITEM, ast.Name(found), [], 0),
        ast.comprehension(ast.Name("factor"), ast.Attribute(_ITEM, "factors"), [], 0),
    ]
    _check_words(spec, frame, kind)
    bind(frame, spec.result, Typed(ast.ListComp(ast.Name("factor"), loops), list_of(STR)), "as")


def _words(spec: "RecallSpec", frame: Frame, source: ast.expr, field: str, kind: TypeRef) -> None:
    _check_words(spec, frame, kind)
    _listed(spec, frame, source, ast.Attribute(_ITEM, field), STR)


def _check_words(spec: "RecallSpec", frame: Frame, kind: TypeRef) -> None:
    _no_else(spec, frame)
    if "type" in spec.model_fields_set and kind not in (STR, list_of(STR)):
        place = frame.at("type")
        frame.found.add(bad_value(place, "`type`", "str (identities are found here)", str(kind)))


def _archive(spec: "RecallSpec", frame: Frame, facts: LayerFacts, kind: TypeRef) -> None:
    if not _convertible(frame, kind) or not _no_else(spec, frame):
        frame.forget(spec.result)
        return
    frame.may_refuse = True
    name = _text(frame, spec.recall.name, "name")
    stored = frame.fresh(f"stored_{spec.result}")
    frame.body.assign(stored, _awaited(facts.kind, "load", [name], []), frame.at("recall"))
    plain = call(ast.Attribute(ast.Name("json"), "loads"), ast.Name(stored))
    target = JSON if kind == JSON else kind
    node = call("from_plain", target.annotation(frame.scope.types.python_name), plain)
    if kind == JSON:
        node = call("to_plain", plain)
    bind(frame, spec.result, Typed(node, kind), "as")


READERS: "Mapping[LayerKind, Callable[[RecallSpec, Frame, LayerFacts, TypeRef], None]]" = {
    LayerKind.WORKING: _working,
    LayerKind.EPISODIC: _episodic,
    LayerKind.SEMANTIC: _semantic,
    LayerKind.CAUSAL: _causal,
    LayerKind.ARCHIVE: _archive,
}
