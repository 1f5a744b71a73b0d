"""A collection as it is emitted, and what one other value in its documents changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from leaf_memory import Memory
from leaf_prose import only_prose
from leaf_sites import Site
from leaf_units import (
    Effect,
    Files,
    Finding,
    Key,
    Known,
    Unit,
    Watched,
    effect_of,
    is_equal,
    is_same,
    key_of,
    turn_of,
    watched,
)

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.document import Document
from qpf.model.graph import AgentNode, CollectionNode, Graph
from qpf.model.pack import Pack
from qpf.model.plan import PlannedFile
from qpf.model.surface import surface_of
from qpf.stages.expand import expand
from qpf.stages.plan import nodes_of, planned_of
from qpf.stages.render import Header
from qpf.stages.resolve import resolve
from qpf.stages.validate import validate
from qpf.tools.jinja_engine import TemplateEngine, TemplateFault
from qpf.tools.packs import SHARED, read_packs
from qpf.tools.packs_root import pack_roots
from qpf.tools.shipped import shipped_library
from qpf.tools.view_functions import ViewFunctions
from qpf.views.encode import PathText

__all__ = ["Bench"]


@dataclass(eq=False)
class Bench:
    """The documents of a collection and of what it stands on, and what they are emitted as."""

    documents: tuple[Document, ...]
    collection: str
    cache: Path
    glue: Path | None = None
    memory: Memory = field(default_factory=Memory)
    known: dict[Key, Known] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    hints: dict[tuple[str, ...], Key] = field(default_factory=dict)
    functions: ViewFunctions = field(default_factory=ViewFunctions)

    def __post_init__(self) -> None:
        """Emit everything once."""
        found = Diagnostics()
        with self.memory.watching():
            self.graph = self._graph(self.documents, found)
            self.warnings = frozenset(found.found)
            seen = watched(self.graph)
            for unit, node in self._units(self.graph):
                Watched.looked = False
                files = self._planned(unit, node, seen)
                self.known[key_of(unit)] = Known(files, Watched.looked)
            self.static = self._static(self.graph)
            self.facts = self._facts(self.graph)
        self.memory.is_learning = False
        self.memory.forget_comparisons()

    @cached_property
    def packs(self) -> tuple[Pack, ...]:
        """Every pack."""
        return tuple(read_packs(pack_roots(), Diagnostics()))

    @cached_property
    def engine(self) -> TemplateEngine:
        """Prints templates."""
        return TemplateEngine(pack_roots(), SHARED, self.cache)

    def effect(self, documents: Sequence[Document], site: Site, *, stop: Effect) -> Finding:
        """What documents changed at a site give; looking ends at an effect as strong as `stop`."""
        found = Diagnostics()
        with self.memory.watching():
            try:
                graph = self._graph(documents, found)
            except Stopped:
                return Finding(Effect.DIAGNOSTIC, "", found.errors, is_refused=True)
            try:
                finding = self._compared(graph, site, stop)
            finally:
                self.memory.forget_comparisons()
        if finding.effect is Effect.NOTHING:
            fresh = tuple(sorted(self.warnings ^ frozenset(found.found), key=str))
            if fresh:
                return Finding(Effect.DIAGNOSTIC, "", fresh)
        return finding

    def _graph(self, documents: Sequence[Document], found: Diagnostics) -> Graph:
        specs = validate(expand(documents, None, found), found)
        return resolve(specs, found, library=shipped_library(), glue=self.glue)

    def _units(self, graph: Graph) -> Iterator[tuple[Unit, AgentNode | CollectionNode]]:
        collection = graph.collection(self.collection)
        for pack in self.packs:
            for artifact in pack.artifacts:
                for node in nodes_of(collection, artifact):
                    owner = node.id if isinstance(node, AgentNode) else node.name
                    yield Unit(pack, artifact, owner), node

    def _planned(self, unit: Unit, node: AgentNode | CollectionNode, graph: Graph) -> Files:
        function = self.functions.find(unit.pack.view, unit.artifact.view)
        assert function is not None
        found = Diagnostics()
        planned = planned_of(unit.artifact, unit.pack, node, graph, function, found)
        files = {one.path: one for one in planned}
        if found.has_errors:
            raise Stopped(found.errors)
        return files

    def _static(self, graph: Graph) -> frozenset[str]:
        collection = graph.collection(self.collection)
        picked = []
        for pack in self.packs:
            for tree in pack.static:
                select = self.functions.find_select(pack.view, tree.select) if tree.select else None
                if select is not None and tree.requires.collection == self.collection:
                    picked += [f"{one.path} {one.agent_id}" for one in select(collection, graph)]
        return frozenset(picked)

    def _facts(self, graph: Graph) -> object:
        """What manifests and gates say beside the files."""
        collection = graph.collection(self.collection)
        own = [
            (one.id, one.needs, one.observes, one.unbound, surface_of(one.spec))
            for one in collection.agents
        ]
        about = collection.distribution, collection.strategy, collection.map.success_criteria
        return own, about

    def _compared(self, graph: Graph, site: Site, stop: Effect) -> Finding:
        before = {one.id: one for one in self.graph.agents}
        changed = {one.id for one in graph.agents if not is_same(one, before.get(one.id))}
        is_shared = site.kind != "schema"
        units = dict(self._units(graph))
        hint = self.hints.get(site.family)
        best = Finding(Effect.NOTHING)
        for unit in sorted(units, key=lambda one: turn_of(one, hint, changed, site)):
            if unit.effect >= best.effect:
                continue
            node = units[unit]
            known = self.known.get(key_of(unit))
            is_own = unit.owner in changed or isinstance(node, CollectionNode)
            if known is not None and not is_own and not (known.looked and (changed or is_shared)):
                continue
            finding = self._unit(unit, node, graph, known, best)
            if finding.effect < best.effect:
                best = finding
                self.hints[site.family] = key_of(unit)
            if best.effect <= stop or finding.is_refused:
                return finding if finding.is_refused else best
        return self._rest(graph, units, best)

    def _unit(
        self,
        unit: Unit,
        node: AgentNode | CollectionNode,
        graph: Graph,
        known: Known | None,
        best: Finding,
    ) -> Finding:
        try:
            files = self._planned(unit, node, graph)
        except Stopped as stopped:
            return Finding(Effect.DIAGNOSTIC, "", stopped.args[0], is_refused=True)
        old = known.files if known is not None else {}
        for path in sorted({*files, *old}):
            if path not in files or path not in old:
                best = min(best, Finding(unit.effect, path), key=lambda one: one.effect)
            elif not is_equal(files[path], old[path]):
                effect = self._difference(unit.effect, old[path], files[path])
                best = min(best, Finding(effect, path), key=lambda one: one.effect)
        return best

    def _difference(self, effect: Effect, old: PlannedFile, new: PlannedFile) -> Effect:
        if old.full_path not in self.texts:
            self.texts[old.full_path] = self._text(old)
        before, after = self.texts[old.full_path], self._text(new)
        if before == after:
            return Effect.NOTHING
        if old.path.endswith(".py") and only_prose(before, after):
            return Effect.PROSE
        return effect

    def _text(self, planned: PlannedFile) -> str:
        header = Header(PathText(planned.source), PathText(planned.target))
        try:
            return self.engine.render(planned.template, view=planned.view, header=header).text
        except TemplateFault as fault:
            # a process hands over plain errors only
            raise RuntimeError(f"{fault.template}:{fault.line}: {fault.reason}") from None

    def _rest(self, graph: Graph, units: dict[Unit, Any], best: Finding) -> Finding:
        """Files that are gone, static files, and what only manifests hold."""
        gone = sorted(self.known.keys() - {key_of(unit) for unit in units})
        for key in gone:
            for path in self.known[key].files:
                best = min(best, Finding(effect_of(path), path), key=lambda one: one.effect)
        if best.effect > Effect.CODE and self._static(graph) != self.static:
            best = Finding(Effect.CODE, "a static module")
        if best.effect is Effect.NOTHING and self._facts(graph) != self.facts:
            return Finding(Effect.MANIFEST, "manifest")
        return best
