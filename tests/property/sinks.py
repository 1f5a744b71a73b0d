"""The sinks of the templates: each printed expression with the static type of what it prints.

Input: the packs. A view function declares what it yields, a view declares its fields, and a
template only walks over fields, so the type of every printed value is known before anything runs.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints
from unittest.mock import patch

from jinja2 import Environment, nodes
from sink_positions import position_of

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.encoded import Encoded
from qpf.stages.render import Header
from qpf.tools.jinja_engine import Printed, TemplateEngine
from qpf.tools.packs import SHARED, read_packs
from qpf.tools.packs_root import pack_roots

__all__ = [
    "Context",
    "Sink",
    "Untyped",
    "contexts_declared",
    "contexts_printed",
    "sinks_in",
    "sinks_of_packs",
]


class Context(NamedTuple):
    """Where a value is printed: the kind of the file, and the encoder that made it safe there."""

    kind: str
    encoder: str


class Untyped(Exception):
    """The type of an expression cannot be told, or is none that a template may use."""


@dataclass(frozen=True, slots=True)
class Sink:
    """A printed expression: where, in what position of the file, and the class it prints."""

    template: str
    line: int
    expression: str
    kind: str
    position: str
    encoder: type[Encoded]


class _Walk:
    """Flattens one template, both branches of each condition and each loop once."""

    def __init__(self, load: Callable[[str], str]) -> None:
        self._load = load
        self.text = ""
        self.found: list[tuple[int, str, nodes.Expr, object]] = []

    def template(self, name: str, scope: Mapping[str, object]) -> None:
        """Add a template with the types of its variables."""
        options = {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}
        self._body(
            Environment(autoescape=False, **options).parse(self._load(name)).body, name, scope
        )

    def _body(self, body: list[nodes.Node], name: str, scope: Mapping[str, object]) -> None:
        for node in body:
            self._node(node, name, scope)

    def _node(self, node: nodes.Node, name: str, scope: Mapping[str, object]) -> None:
        match node:
            case nodes.Output():
                for part in node.nodes:
                    self._part(part, name, scope)
            case nodes.For(target=nodes.Name() as target):
                item = _item_of(_typed(node.iter, scope))
                self._body(node.body, name, {**scope, target.name: item, "loop": _Loop})
                self._body(node.else_, name, scope)
            case nodes.If():
                if _typed(node.test, scope) is not bool:
                    raise Untyped(f"{name}:{node.lineno}: a condition is no boolean")
                self._body([*node.body, *node.elif_, *node.else_], name, scope)
            case nodes.Include(template=nodes.Const() as included):
                self.template(included.value, scope)
            case _:
                raise Untyped(f"{name}:{node.lineno}: {type(node).__name__}")

    def _part(self, part: nodes.Expr, name: str, scope: Mapping[str, object]) -> None:
        if isinstance(part, nodes.TemplateData):
            self.text += part.data
            return
        try:
            kind = _typed(part, scope)
        except Untyped as error:
            raise Untyped(f"{name}:{part.lineno}: {error}") from error
        self.found.append((len(self.text), name, part, kind))
        self.text += "X"


@dataclass(frozen=True)
class _Loop:
    first: bool
    last: bool


def _typed(node: nodes.Expr, scope: Mapping[str, object]) -> object:
    if isinstance(node, nodes.Name) and node.name in scope:
        return scope[node.name]
    if isinstance(node, nodes.Getattr):
        holder = _typed(node.node, scope)
        field = _fields(holder).get(node.attr) if is_dataclass(holder) else None
        if field is None:
            raise Untyped(f"{getattr(holder, '__name__', holder)} declares no `{node.attr}`")
        return field
    raise Untyped(f"the type of {_shown(node)} is not declared")


def _item_of(kind: object) -> object:
    arguments = get_args(kind)
    if get_origin(kind) is not tuple or len(arguments) != 2 or arguments[1] is not Ellipsis:
        raise Untyped(f"{kind} is no tuple of one type")
    return arguments[0]


@cache
def _fields(holder: type) -> Mapping[str, object]:
    found = dict(get_type_hints(holder))
    for name in dir(holder):
        value = getattr(holder, name)
        if isinstance(value, property) and value.fget is not None:
            found[name] = get_type_hints(value.fget)["return"]
    return found


def _shown(node: nodes.Expr) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_shown(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else type(node).__name__


def sinks_in(name: str, view: object, load: Callable[[str], str]) -> Iterator[Sink]:
    """The sinks of a template over a view class; `load` gives the source of a template.

    Raises `Untyped` for an expression without a declared type, `TypeError` for a printed class
    that is no encoder's.
    """
    walk = _Walk(load)
    walk.template(name, {"view": view, "header": Header})
    kind = kind_of_template(name)
    for offset, template, part, printed in walk.found:
        where = f"{template}:{part.lineno}: {_shown(part)}"
        if not (isinstance(printed, type) and issubclass(printed, Encoded)):
            raise TypeError(f"{where} prints {printed}")
        position = position_of(kind, walk.text, offset)
        yield Sink(template, part.lineno, _shown(part), kind, position, printed)


def sinks_of_packs() -> Iterator[Sink]:
    """The sinks of every artifact of every pack."""
    roots = pack_roots()
    for pack in read_packs(roots, Diagnostics()):
        module = importlib.import_module(pack.view)
        for artifact in pack.artifacts:
            made = get_type_hints(getattr(module, artifact.view))["return"]
            name = f"{pack.name}/{artifact.template}"
            yield from sinks_in(name, get_args(made)[0], lambda one: _source(roots, one))


def _source(roots: tuple[Path, ...], name: str) -> str:
    places = [root / folder / name for root in roots for folder in ("", SHARED)]
    return next(path for path in places if path.is_file()).read_text("utf-8")


def kind_of_template(name: str) -> str:
    """What reads the files of a template: its name without folders and the ending `.j2`."""
    bare = name.rpartition("/")[2].removesuffix(".j2")
    return bare if bare.endswith(".yaml") else bare.rpartition(".")[2]


def contexts_declared() -> frozenset[Context]:
    """The contexts of all templates, as their views declare them."""
    return frozenset(Context(sink.kind, sink.encoder.__name__) for sink in sinks_of_packs())


def contexts_printed(print_all: Callable[[], object]) -> Mapping[Context, frozenset[Place]]:
    """What is printed in each context while something runs, by the places it comes from."""
    printed: dict[Context, set[Place]] = {}
    kinds: list[str] = []
    render, finalize = TemplateEngine.render, TemplateEngine._finalize

    def rendering(engine: TemplateEngine, template: str, **variables: object) -> Printed:
        kinds.append(kind_of_template(template))
        return render(engine, template, **variables)

    def finalizing(engine: TemplateEngine, value: Any) -> str:
        if isinstance(value, Encoded):
            places = printed.setdefault(Context(kinds[-1], type(value).__name__), set())
            places.update(place for _, place in value.pieces if place is not None)
        return finalize(engine, value)

    with patch.multiple(TemplateEngine, render=rendering, _finalize=finalizing):
        print_all()
    return {context: frozenset(places) for context, places in printed.items()}
