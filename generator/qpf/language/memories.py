"""How a value is written to each kind of memory layer."""

import ast
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from qpf.diagnostics.catalogue.behaviour_steps import incomplete_step
from qpf.language.frame import Frame
from qpf.language.lowering import details, memory_of
from qpf.language.scope import LayerFacts, LayerKind
from qpf.language.types import FLOAT, STR, TypeRef, list_of
from qpf.language.values import value

if TYPE_CHECKING:  # the step imports this module
    from qpf.language.steps.remember import Remembered

__all__ = ["WRITERS", "check_keys", "index_keys"]

_WRITTEN: Mapping[LayerKind, tuple[frozenset[str], ...]] = {
    LayerKind.WORKING: (frozenset({"key", "value"}),),
    LayerKind.EPISODIC: (frozenset({"value"}),),
    LayerKind.SEMANTIC: (frozenset({"node", "kind"}), frozenset({"source", "edge", "target"})),
    LayerKind.CAUSAL: (frozenset({"effect", "factors"}),),
    LayerKind.ARCHIVE: (frozenset({"name", "value"}),),
}
_ALSO_WRITTEN: Mapping[LayerKind, frozenset[str]] = {
    LayerKind.WORKING: frozenset({"ttl_s"}),
    LayerKind.EPISODIC: frozenset({"kind", "index", "embedding"}),
    LayerKind.SEMANTIC: frozenset({"fields"}),
    LayerKind.CAUSAL: frozenset({"weight", "evidence"}),
    LayerKind.ARCHIVE: frozenset(),
}
_READ: Mapping[LayerKind, tuple[frozenset[str], ...]] = {
    LayerKind.WORKING: (frozenset({"key"}),),
    LayerKind.EPISODIC: (frozenset({"near"}), frozenset()),
    LayerKind.SEMANTIC: (frozenset({"neighbours_of"}), frozenset({"nodes"})),
    LayerKind.CAUSAL: (frozenset({"causes_of"}), frozenset({"effects_of"})),
    LayerKind.ARCHIVE: (frozenset({"name"}),),
}
_ALSO_READ: Mapping[LayerKind, frozenset[str]] = {
    LayerKind.WORKING: frozenset(),
    LayerKind.EPISODIC: frozenset({"kind", "where", "limit", "newest_first"}),
    LayerKind.SEMANTIC: frozenset({"kind"}),
    LayerKind.CAUSAL: frozenset({"depth"}),
    LayerKind.ARCHIVE: frozenset(),
}


def check_keys(frame: Frame, verb: str, kind: LayerKind, given: Collection[str]) -> bool:
    """Whether the given keys are one of the sets the layer understands; reports when not."""
    sets, also = (_WRITTEN, _ALSO_WRITTEN) if verb == "remember" else (_READ, _ALSO_READ)
    for needed in sets[kind]:
        if needed <= set(given) and set(given) <= needed | also[kind]:
            return True
    choices = " or ".join(
        " and ".join(f"`{key}`" for key in sorted(needed)) for needed in sets[kind] if needed
    )
    extra = ", ".join(f"`{key}`" for key in sorted(also[kind]))
    optional = f" (and {extra})" if extra else ""
    reason = f"in {kind} memory takes {choices}{optional}"
    frame.found.add(incomplete_step(frame.at(verb), verb, reason))
    return False


def index_keys(frame: Frame, facts: LayerFacts, given: Collection[str], *keys: str) -> bool:
    """Whether every key is among the layer's `indexby`; reports the others."""
    known = dict.fromkeys(facts.index)
    where = "memorytopology.episodicmemory.indexby"
    declared = [frame.declared("index key", name, known, where, *keys, name) for name in given]
    return all(declared)


def _text(frame: Frame, written: object, key: str, kind: TypeRef = STR) -> ast.expr:
    typed = value(frame, written, kind, f"`{key}`", "remember", key)
    return typed.node if typed is not None else ast.Constant(None)


def _await(frame: Frame, node: ast.Call, key: str = "layer") -> None:
    frame.body.evaluate(ast.Await(node), frame.at("remember", key))


def _any(frame: Frame, written: object, key: str) -> ast.expr:
    typed = value(frame, written, None, f"`{key}`", "remember", key)
    return typed.node if typed is not None else ast.Constant(None)


def _working(spec: "Remembered", frame: Frame, facts: LayerFacts) -> None:
    given = [_text(frame, spec.key, "key"), _any(frame, spec.value, "value")]
    named = []
    if spec.ttl_s is not None:
        named.append(ast.keyword("ttl_s", ast.Constant(float(spec.ttl_s))))
    _await(frame, ast.Call(memory_of(facts.kind, "put"), given, named))


def _episodic(spec: "Remembered", frame: Frame, facts: LayerFacts) -> None:
    given = [ast.Constant(spec.kind or frame.operation), _any(frame, spec.value, "value")]
    named = []
    if spec.index and index_keys(frame, facts, spec.index, "remember", "index"):
        names: list[ast.expr | None] = [ast.Constant(name) for name in spec.index]
        trees = []
        for name, written in spec.index.items():
            typed = value(frame, written, STR, f"`{name}`", "remember", "index", name)
            trees.append(typed.node if typed is not None else ast.Constant(""))
        named.append(ast.keyword("index", ast.Dict(names, trees)))
    if spec.embedding is not None:
        vector = _text(frame, spec.embedding, "embedding", list_of(FLOAT))
        named.append(ast.keyword("embedding", vector))
    _await(frame, ast.Call(memory_of(facts.kind, "append"), given, named))


def _semantic(spec: "Remembered", frame: Frame, facts: LayerFacts) -> None:
    if spec.node is not None:
        given = [_text(frame, spec.node, "node"), ast.Constant(spec.kind)]
        method = "add_node"
    else:
        source, target = _text(frame, spec.source, "source"), _text(frame, spec.target, "target")
        given = [source, ast.Constant(spec.edge), target]
        method = "add_edge"
    if spec.fields:
        trees = details(frame, spec.fields, "remember", "fields")
        names: list[ast.expr | None] = [ast.Constant(name) for name in trees]
        given.append(ast.Dict(names, list(trees.values())))
    _await(frame, ast.Call(memory_of(facts.kind, method), given, []))


def _causal(spec: "Remembered", frame: Frame, facts: LayerFacts) -> None:
    factors = _text(frame, spec.factors, "factors", list_of(STR))
    named = []
    if spec.weight is not None:
        named.append(ast.keyword("weight", _text(frame, spec.weight, "weight", FLOAT)))
    if spec.evidence is not None:
        named.append(ast.keyword("evidence", _any(frame, spec.evidence, "evidence")))
    effect = _text(frame, spec.effect, "effect")
    _await(frame, ast.Call(memory_of(facts.kind, "link"), [effect, factors], named))


def _archive(spec: "Remembered", frame: Frame, facts: LayerFacts) -> None:
    data = ast.Call(ast.Name("canonical_json"), [_any(frame, spec.value, "value")], [])
    name = _text(frame, spec.name, "name")
    _await(frame, ast.Call(memory_of(facts.kind, "store"), [name, data], []))


WRITERS: "Mapping[LayerKind, Callable[[Remembered, Frame, LayerFacts], None]]" = {
    LayerKind.WORKING: _working,
    LayerKind.EPISODIC: _episodic,
    LayerKind.SEMANTIC: _semantic,
    LayerKind.CAUSAL: _causal,
    LayerKind.ARCHIVE: _archive,
}
