"""A workspace under attack: what it emits without one, and which files an attack has bent."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from emitting import emitted, graph_of, read, rendered
from leaves import Bench, Leaf, is_inside, keys_of, leaves_of
from payloads import Payload, Sort
from shapes import Shape, shape_of, unseen_in
from shapes_of_python import instructions, own_functions, powers_of
from sinks import Context, contexts_printed

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.operation_spec import EffectsSpec
from qpf.model.graph import Graph
from qpf.views.encode_shell import is_safe_path

__all__ = ["GOLDEN", "WORKSPACES", "Target", "Verdict"]

GOLDEN = Path(__file__).parents[1] / "golden"
_ATTACKED = Path(__file__).with_name("attacked")

WORKSPACES = (
    "service",
    "minimal_agent",
    "every_step",
    "wired_agents",
    "packets_and_events",
    "formulas",
    "layers",
    "organism",
    "pages",
    "pulse_and_mesh",
    "rpc_and_discovery",
    "tables_and_streams",
    "records",
    "strategies_observed",
    "instances_with_parameters",
    "honest_hole",
)
"""Golden cases that hold every section, every kind of step, glue, instances and strategies.

`service` stands in `attacked/`: it writes what the golden cases leave to defaults.
"""

_REVISION = re.compile(r"(?<=/versions/r\d{3}_)[0-9a-f]{12}(?=\.py)")
"""A migration is called by the digest of what it does, values included."""

Files: TypeAlias = Mapping[str, str]


_DANGEROUS = frozenset(
    {"__import__", "breakpoint", "compile", "ctypes", "delattr", "eval", "exec", "getattr"}
    | {"globals", "importlib", "input", "locals", "open", "os", "pickle", "popen", "setattr"}
    | {"shutil", "socket", "subprocess", "sys", "system", "vars"}
)
"""What a name in a schema must never come to mean."""

_CALCULATING = frozenset({"abs", "approx", "bool", "float", "int", "isclose", "math", "pytest"})
"""What comparing and converting constants needs."""

_FORETOLD = frozenset(EffectsSpec.model_fields)
"""What derived tests compare besides results: which of it is foretold, calculations decide."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one attack: each leaf is accepted or refused; `bent` are files and reasons."""

    accepted: tuple[Leaf, ...]
    refused: tuple[Leaf, ...]
    bent: tuple[str, ...]


class Target:
    """A workspace, and what it gives without an attack."""

    def __init__(self, name: str, folder: Path, *, is_tidied: bool) -> None:
        """Emit it once; `is_tidied` says that files are compared as the formatter leaves them."""
        found = Diagnostics()
        own = _ATTACKED / name
        documents = read(own if own.is_dir() else GOLDEN / name, found)
        self.name, self._folder, self._is_tidied = name, folder / name, is_tidied
        self.bench = Bench(documents)
        self.leaves, self.keys = leaves_of(documents), keys_of(documents)
        self._graph = graph_of(documents, found)
        self._plain = self._files(self._graph, found)

    def _files(self, graph: Graph, found: Diagnostics) -> Files:
        if self._is_tidied:
            files = emitted(graph, self._folder, found).files
        else:
            files = {file.path: file.text for file in rendered(graph, self._folder, found)}
        return {_REVISION.sub("_", path): text for path, text in files.items()}

    @cached_property
    def _shapes(self) -> dict[str, Shape]:
        return {}

    @cached_property
    def reach(self) -> dict[Leaf, frozenset[Context]]:
        """The contexts each leaf and each key is printed in."""
        printed = contexts_printed(lambda: rendered(self._graph, self._folder, Diagnostics()))
        return {
            leaf: frozenset(
                context
                for context, places in printed.items()
                if places & self._parents(leaf)
                or any(is_inside(place, self.bench.place(leaf)) for place in places)
            )
            for leaf in (*self.leaves, *self.keys)
        }

    def _parents(self, leaf: Leaf) -> set[Place]:
        """Where what holds the leaf is written: some printed values stand for all of it."""
        origins = self.bench.documents[leaf.document].origins
        above = leaf.pointer.rpartition("/")[0]
        return {origins.at(above), origins.key(above)} if above else set()

    def attack(self, attack: Mapping[Leaf, Payload]) -> Verdict:
        """Write payloads into leaves, and compare as strictly as their sort allows."""
        texts = {leaf: payload.text for leaf, payload in attack.items()}
        accepted, files = self.bench.attack(texts, self._files)
        kept = set(accepted)
        sorts = {attack[leaf].sort for leaf in accepted}
        compared = self._named if Sort.NAME in sorts else self._bent
        if sorts == {Sort.CALCULATION}:
            compared = self._calculated
        refused = tuple(leaf for leaf in attack if leaf not in kept)
        return Verdict(tuple(accepted), refused, tuple(compared(files)))

    def culprits(self, attack: Mapping[Leaf, Payload], accepted: Sequence[Leaf]) -> list[str]:
        """The leaves that bend a file, each tried alone, with what they bend."""
        found = []
        for leaf in accepted:
            for bent in self.attack({leaf: attack[leaf]}).bent:
                written = f"{self.bench.documents[leaf.document].path}{leaf.pointer}"
                found.append(f"{written} = {attack[leaf].text[:60]!r} -> {bent}")
        return found

    def _bent(self, files: Files) -> Iterator[str]:
        yield from (f"{path}: unplanned" for path in files if path not in self._plain)
        yield from (f"{path}: lost" for path in self._plain if path not in files)
        for path, text in files.items():
            plain = self._plain.get(path, text)
            if text == plain:
                continue
            if path not in self._shapes:
                self._shapes[path] = shape_of(path, plain)
            try:
                if shape_of(path, text) != self._shapes[path]:
                    yield f"{path}: another shape"
            except (SyntaxError, ValueError) as error:
                yield f"{path}: {error}"

    def _named(self, files: Files) -> Iterator[str]:
        """Names may change paths, names and modules; they are safe, and mean nothing dangerous."""
        yield from (f"{path}: unsafe" for path in files if not is_safe_path(path))
        yield from self._acting(files, lambda _, new: new & _DANGEROUS)

    def _calculated(self, files: Files) -> Iterator[str]:
        """Where a calculation is asked for it may stand; it brings no new name into a module."""
        yield from (f"{path}: unplanned" for path in files if path not in self._plain)
        yield from (f"{path}: lost" for path in self._plain if path not in files)
        yield from self._acting(files, _unplanned)

    def _acting(self, files: Files, wrong: Callable[[str, set[str]], set[str]]) -> Iterator[str]:
        for path, text in files.items():
            if text == self._plain.get(path):
                continue
            try:
                _, unseen = shape_of(path, text)
                is_python = path.endswith(".py")
                told = set(instructions(text)) - self._instructions if is_python else set()
                powers = wrong(path, powers_of(text) - self._powers) if is_python else set()
                if powers:
                    powers &= powers_of(text, _own_functions(files))
            except (SyntaxError, ValueError) as error:
                yield f"{path}: {error}"
                continue
            for what in (unseen, told, powers):
                if what and set(what) - self._unseen:
                    yield f"{path}: {sorted(what)}"

    @cached_property
    def _powers(self) -> set[str]:
        modules = [text for path, text in self._plain.items() if path.endswith(".py")]
        return set().union(*map(powers_of, modules))

    @cached_property
    def _instructions(self) -> set[str]:
        modules = [text for path, text in self._plain.items() if path.endswith(".py")]
        return {one for text in modules for one in instructions(text)}

    @cached_property
    def _unseen(self) -> set[str]:
        return {one for text in self._plain.values() for one in unseen_in(text)}


def _unplanned(path: str, new: set[str]) -> set[str]:
    return new - _CALCULATING - (_FORETOLD if "/tests/" in path else frozenset())


def _own_functions(files: Files) -> dict[str, frozenset[str]]:
    """The functions of every emitted module that can be read, by the module's dotted name."""
    found = {}
    for path, text in files.items():
        _, source, module = path.partition("/src/")
        if source and module.endswith(".py"):
            with suppress(SyntaxError, ValueError):
                found[module.removesuffix(".py").replace("/", ".")] = own_functions(text)
    return found
