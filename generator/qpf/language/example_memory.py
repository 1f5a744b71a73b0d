"""What the memory of an example holds: its short and long forms, their faults, their calls.

An entry in its short form is one value; the long form is a mapping with the keys of its form.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qpf.language.body import call
from qpf.language.literals import Misfit, described, misfits, plain_tree
from qpf.language.lowering import memory_of
from qpf.language.scope import LayerFacts, LayerKind
from qpf.language.type_table import TypeTable
from qpf.language.types import FLOAT, JSON, STR, TypeRef, dict_of, list_of
from qpf.model.document import child

__all__ = ["Entry", "entries", "entry_faults", "stored", "undeclared_keys"]

_NO_TYPES = TypeTable()


@dataclass(frozen=True, slots=True)
class _Form:
    """The keys of an entry with their types, and the method that stores it."""

    method: str
    needed: Mapping[str, TypeRef]
    also: Mapping[str, TypeRef]
    by_name: bool = True

    @property
    def said(self) -> str:
        """The needed keys in words."""
        *others, last = [f"`{key}`" for key in self.needed]
        return f"{', '.join(others)} and {last}" if others else last


_PUT = _Form("put", {"value": JSON}, {})
_STORE = _Form("store", {"value": JSON}, {})
_EPISODE = _Form("append", {"value": JSON}, {"index": dict_of(STR), "embedding": list_of(FLOAT)})
_NODE = _Form("add_node", {"kind": STR}, {"fields": dict_of(JSON)}, by_name=False)
_EDGE = _Form(
    "add_edge", {"source": STR, "edge": STR, "target": STR}, {"fields": dict_of(JSON)}, False
)
_LINK = _Form("link", {"effect": STR, "factors": list_of(STR)}, {"weight": FLOAT, "evidence": JSON})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a layer; `subject` is its name, `at` where its value is written."""

    kind: LayerKind
    form: _Form
    value: object
    at: str
    subject: str | None = None
    is_short: bool = False

    def pointer(self, key: str) -> str:
        """Where the value of a key is written."""
        return self.at if self.is_short else child(self.at, key)


def entries(kind: LayerKind, held: Mapping[str, object], at: str) -> Iterator[Entry | Misfit]:
    """The entries of a layer in the order of the example, and what can be none."""
    for name, value in held.items():
        pointer = child(at, name)
        if kind is LayerKind.EPISODIC:
            yield from _episodes(name, value, pointer)
        elif kind is LayerKind.SEMANTIC:
            yield from _graph(name, value, pointer)
        elif kind is LayerKind.CAUSAL:
            yield from _links(name, value, pointer)
        else:
            form = _PUT if kind is LayerKind.WORKING else _STORE
            given = {"value": value}
            yield Entry(kind=kind, form=form, value=given, at=pointer, subject=name, is_short=True)


def _episodes(name: str, values: object, at: str) -> Iterator[Entry | Misfit]:
    if not isinstance(values, list | tuple):
        yield at, f"list[{JSON}]", described(values)
        return
    known = {*_EPISODE.needed, *_EPISODE.also}
    for index, one in enumerate(values):
        is_long = isinstance(one, Mapping) and "value" in one and set(one) <= known
        yield Entry(
            kind=LayerKind.EPISODIC,
            form=_EPISODE,
            value=one if is_long else {"value": one},
            at=f"{at}/{index}",
            subject=name,
            is_short=not is_long,
        )


def _graph(name: str, value: object, at: str) -> Iterator[Entry | Misfit]:
    if name == "edges" and isinstance(value, list | tuple):
        yield from _listed(LayerKind.SEMANTIC, _EDGE, value, at)
    elif name == "nodes" and isinstance(value, Mapping):
        for node, one in value.items():
            yield from _node(str(node), one, child(at, str(node)))
    else:
        yield from _node(name, value, at)


def _node(name: str, value: object, at: str) -> Iterator[Entry | Misfit]:
    if not isinstance(value, str | Mapping):
        yield at, "the kind of the node, or `kind` and `fields`", described(value)
        return
    is_short = isinstance(value, str)
    given = {"kind": value} if is_short else value
    yield Entry(
        kind=LayerKind.SEMANTIC, form=_NODE, value=given, at=at, subject=name, is_short=is_short
    )


def _links(name: str, value: object, at: str) -> Iterator[Entry | Misfit]:
    is_listed = isinstance(value, list | tuple) and any(isinstance(one, Mapping) for one in value)
    if name == "links" and is_listed:
        yield from _listed(LayerKind.CAUSAL, _LINK, value, at)
        return
    given = {"effect": name, "factors": value}
    yield Entry(kind=LayerKind.CAUSAL, form=_LINK, value=given, at=at, is_short=True)


def _listed(kind: LayerKind, form: _Form, values: object, at: str) -> Iterator[Entry | Misfit]:
    assert isinstance(values, list | tuple)
    for index, one in enumerate(values):
        if isinstance(one, Mapping):
            yield Entry(kind=kind, form=form, value=one, at=f"{at}/{index}")
        else:
            yield f"{at}/{index}", f"a mapping with {form.said}", described(one)


def entry_faults(entry: Entry) -> Iterator[Misfit]:
    """Keys that lack or are too much, and values of the wrong type."""
    form, given = entry.form, entry.value
    assert isinstance(given, Mapping)
    known = {**form.needed, **form.also}
    for key, value in given.items():
        if key in known:
            yield from misfits(value, known[key], _NO_TYPES, entry.pointer(key))
        else:
            shown = ", ".join(f"`{one}`" for one in known)
            yield child(entry.at, str(key)), f"a key among {shown}", f"`{key}`"
    for key in form.needed:
        if key not in given:
            yield entry.at, f"a mapping with {form.said}", f"none with `{key}`"


def undeclared_keys(entry: Entry, facts: LayerFacts) -> Iterator[tuple[str, str]]:
    """Names and pointers of keys that episodes of the layer cannot be found by."""
    given = entry.value
    index = given.get("index") if isinstance(given, Mapping) else None
    if entry.form is _EPISODE and isinstance(index, Mapping):
        for name in index:
            if name not in facts.index:
                yield str(name), child(entry.pointer("index"), str(name))


def stored(entry: Entry) -> ast.Call:
    """The call that puts an entry into its layer."""
    form, given = entry.form, entry.value
    assert isinstance(given, Mapping)
    values = [plain_tree(given[key]) for key in form.needed]
    if entry.kind is LayerKind.ARCHIVE:
        values = [call("canonical_json", *values)]
    subject = [ast.Constant(entry.subject)] if entry.subject is not None else []
    also = {key: plain_tree(given[key]) for key in form.also if key in given}
    if form.by_name:
        return call(memory_of(entry.kind, form.method), *subject, *values, **also)
    return call(memory_of(entry.kind, form.method), *subject, *values, *also.values())
