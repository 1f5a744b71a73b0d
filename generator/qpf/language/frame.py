"""The state of compiling one operation: names in reach, statements written, effects seen."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from qpf.diagnostics.catalogue.behaviour_steps import duplicate_name, undeclared
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.body import Body
from qpf.language.compiled import Effects
from qpf.language.facts import Facts
from qpf.language.identifiers import Identifiers
from qpf.language.names import Local, Names
from qpf.language.pointers import unknown_part
from qpf.language.scope import LayerFacts, OperationScope
from qpf.language.types import ANY, TypeRef
from qpf.language.words import check_word, read_as

__all__ = ["Frame", "Promise"]


@dataclass(frozen=True, slots=True)
class Promise:
    """What the operation must return; None for an operation without output."""

    type: TypeRef | None
    place: Place


class Frame:
    """What the steps of one operation share; each step adds names, statements and effects."""

    def __init__(
        self,
        scope: OperationScope,
        promise: Promise,
        body: Body,
        identifiers: Identifiers,
        found: Diagnostics,
        operation: str,
        errors: Mapping[str, str],
        module_names: Mapping[str, str],
    ) -> None:
        """`errors` leads to summaries, `module_names` from dotted modules to local names."""
        self.module_names = module_names
        self.scope, self.promise, self.body, self.found = scope, promise, body, found
        self.operation, self.errors = operation, errors
        self.names = Names()
        self.used: set[str] = set()
        self.is_async = False
        self.may_refuse = False
        self.ended: Place | None = None
        self.depth = 0
        self.pointer = ""
        self.hints: dict[str, TypeRef] = {}
        self.raised: dict[str, None] = {}
        self._identifiers = identifiers
        self._kinds: dict[str, TypeRef] = {}
        self._declared: list[Local] = []
        self._effects: dict[str, dict[str, None]] = {}
        self.approves = False

    def at(self, *keys: str | int) -> Place:
        """The place of a value of the current step."""
        return self.scope.origins.at(self.path(*keys))

    def key(self, *keys: str | int) -> Place:
        """The place of a key of the current step."""
        return self.scope.origins.key(self.path(*keys))

    def part(self, key: str, name: str, known: Iterable[str]) -> Place:
        """The place of what nothing declares in a `family.name` of the current step."""
        return unknown_part(self.scope.origins, self.path(key), name, known)

    def path(self, *keys: str | int) -> str:
        """The pointer of a value of the current step."""
        parts = (str(key).replace("~", "~0").replace("/", "~1") for key in keys)
        return "/".join([self.pointer, *parts])

    def define(self, name: str, kind: TypeRef, place: Place, what: str = "name") -> Local:
        """Bring a name into reach; a name that is there already, or no word, is reported."""
        return self.define_as(name, "", kind, place, what)

    def define_as(
        self, name: str, identifier: str, kind: TypeRef, place: Place, what: str = "name"
    ) -> Local:
        """`define` with a Python name that was made before; "" makes one."""
        known = self.names.known.get(name)
        if known is not None:
            self.found.add(duplicate_name(place, what, name, known.place))
            return known
        peers = {one: local.place for one, local in self.names.known.items()}
        check_word(place, what, name, peers, self.found)
        local = Local(name, identifier or self._identifier(name, kind), kind, place, what)
        # the name that Python reads is in reach, too: one fault is told once
        reach = {read_as(name): local, **self.names.known, name: local}
        self.names = replace(self.names, known=reach)
        self._declared.append(local)
        return local

    def _identifier(self, name: str, kind: TypeRef) -> str:
        """One Python name for each name and type: a variable never changes its type."""
        first = self._kinds.setdefault(name, kind)
        return self._identifiers.of(name if first == kind else f"{name} {kind}")

    def forget(self, name: str | None) -> None:
        """Bring a name into reach whose value was faulty, so that its uses are not reported too."""
        if name is not None and name not in self.names.known:
            local = Local(name, self._identifiers.of(name), ANY)
            self.names = replace(self.names, known={**self.names.known, name: local})

    def fresh(self, name: str) -> str:
        """A Python name that nothing else of the operation has."""
        return self._identifiers.fresh(name)

    def learn(self, facts: Facts) -> None:
        """Hold facts to be true from here on."""
        self.names = self.names.knowing(facts)

    @contextmanager
    def inner(self, facts: Facts = frozenset(), nested: bool = False) -> Iterator[None]:
        """A part with names and facts of its own; `nested` is a loop, where nothing returns."""
        names, pointer, ended = self.names, self.pointer, self.ended
        self.names = names.knowing(facts)
        self.depth += nested
        try:
            yield
        finally:
            self.names, self.pointer = names, pointer
            self.depth -= nested
            self.ended = ended

    def unused(self) -> Iterable[Local]:
        """Names that no step used, in the order of their definition."""
        return [one for one in self._declared if one.name not in self.used]

    def affect(self, kind: str, name: str) -> None:
        """Note an effect; all but calls make the operation run in a context and be awaited."""
        self._effects.setdefault(kind, {})[name] = None
        self.is_async = self.is_async or kind not in ("functions", "calls")

    def effects(self) -> Effects:
        """Everything noted."""
        return Effects(
            layers=self._seen("layers"),
            writes=self._seen("writes"),
            events=self._seen("events"),
            metrics=self._seen("metrics"),
            packets=self._seen("packets"),
            partners=self._seen("partners"),
            triggers=self._seen("triggers"),
            scopes=self._seen("scopes"),
            calls=self._seen("calls"),
            functions=self._seen("functions"),
            approves=self.approves,
        )

    def _seen(self, kind: str) -> tuple[str, ...]:
        return tuple(self._effects.get(kind, ()))

    def declared(
        self, kind: str, name: str, known: Mapping[str, object], where: str, *keys: str | int
    ) -> bool:
        """Whether a name is declared in a section; reports it when not."""
        if name in known:
            return True
        self.found.add(undeclared(self.at(*keys), kind, name, known, where))
        return False

    def layer(self, name: str, *keys: str | int) -> LayerFacts | None:
        """The facts of a memory layer; reports an undeclared one."""
        if not self.declared("memory layer", name, self.scope.layers, "memorytopology", *keys):
            return None
        self.affect("layers", name)
        return self.scope.layers[name]
