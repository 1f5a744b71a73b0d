"""Circles: operations that call each other, and modules that import each other because of calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qpf.diagnostics.catalogue.behaviour_steps import call_cycle, module_circle
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.interface import DEFAULT_MODULE, references, walk_at
from qpf.language.operation_spec import OperationSpec
from qpf.language.signatures import Signature
from qpf.model.document import Origins

__all__ = ["ModuleCall", "check_circles", "check_modules"]

_Graph = Mapping[str, Sequence[str]]
_Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ModuleCall:
    """A call that makes one module import another."""

    caller: str
    callee: str
    modules: _Edge
    place: Place

    @property
    def said(self) -> str:
        """The call in words."""
        return f"`{self.caller}` of {self.modules[0]} calls `{self.callee}` of {self.modules[1]}"


def check_circles(
    specs: Sequence[OperationSpec],
    signatures: Mapping[str, Signature],
    origins: Origins,
    found: Diagnostics,
    pointer: str,
) -> None:
    """Report circles of calls, and circles of modules that are not caused by them."""
    graph = {spec.name: references(spec, "call") for spec in specs}
    for index, spec in enumerate(specs):
        path = _way(spec.name, spec.name, graph)
        if path and path[0] == min(path):
            found.add(call_cycle(origins.at(f"{pointer}/{index}/name"), path))
    calls = [
        call
        for call in _calls(specs, signatures, origins, pointer)
        if not _way(call.callee, call.caller, graph)
    ]
    check_modules(calls, found)


def _calls(
    specs: Sequence[OperationSpec],
    signatures: Mapping[str, Signature],
    origins: Origins,
    pointer: str,
) -> Iterator[ModuleCall]:
    """Every call that leaves its module, in the order of the schema."""
    modules = {spec.name: spec.module or DEFAULT_MODULE for spec in specs}
    for index, spec in enumerate(specs):
        for at, step in walk_at(spec.steps, f"{pointer}/{index}/steps"):
            callee = getattr(step, "call", None)
            if isinstance(callee, str) and callee in signatures:
                edge = (modules[spec.name], modules[callee])
                if edge[0] != edge[1]:
                    yield ModuleCall(spec.name, callee, edge, origins.at(f"{at}/call"))


def check_modules(calls: Sequence[ModuleCall], found: Diagnostics) -> None:
    """Report the shortest circle through each import, every circle once."""
    edges = dict.fromkeys(call.modules for call in calls)
    order = list(dict.fromkeys(name for edge in edges for name in edge))
    graph = {name: [end for start, end in edges if start == name] for name in order}
    seen: set[tuple[str, ...]] = set()
    for start, end in edges:
        way = _way(end, start, graph)
        if not way:
            continue
        path = _turned([start, *way[:-1]], order)
        if path not in seen:
            seen.add(path)
            pairs = [*pairwise(path), (path[-1], path[0])]
            parts = [call for pair in pairs for call in calls if call.modules == pair]
            notes = [(call.said, call.place) for call in parts[1:]]
            found.add(module_circle(parts[0].place, [*path, path[0]], notes))


def _turned(circle: Sequence[str], order: Sequence[str]) -> tuple[str, ...]:
    """The circle from its module that the schema names first."""
    first = circle.index(min(circle, key=order.index))
    return (*circle[first:], *circle[:first])


def _way(start: str, end: str, graph: _Graph) -> list[str]:
    """The shortest way from one name to another, at least one step, or nothing."""
    paths = [[start]]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for name in graph.get(path[-1], ()):
            if name == end:
                return [*path, name]
            if name not in seen:
                seen.add(name)
                paths.append([*path, name])
    return []
