"""record: staged tree and verdicts -> manifests, written beside the staged tree.

They are published in the same switch as the files they describe, so that neither is ever seen
without the other. Promise: no clock, no host, no duration; a comment in an input changes nothing.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.artifact import StagedFile
from qpf.model.gate import GateReport, GateRow
from qpf.model.graph import AgentNode, CollectionNode, Graph
from qpf.model.manifest import AgentManifest, CollectionManifest, Digests, FileEntry
from qpf.model.outcome import Emitted
from qpf.model.surface import surface_of
from qpf.tools.filesystem import Disk
from qpf.tools.gates.manifests import manifest_faults
from qpf.tools.manifest_store import manifest_bytes
from qpf.tools.pointers import PointerIndex
from qpf.tools.versions import tool_versions

__all__ = ["record"]


def record(
    made: Emitted,
    reports: Sequence[GateReport],
    disk: Disk,
    found: Diagnostics,
    *,
    is_judged: bool,
) -> tuple[str, ...]:
    """Write the manifests of the staged distributions; their paths below the manifest folder.

    `is_judged` tells that all gates ran; then each manifest must fit its JSON Schema, or `Stopped`
    is raised. Without any report the rows of the last run are kept for a distribution on which the
    gates would say the same again.
    """
    graph, staged, recorded = made.graph, made.staged, made.recorded
    folder = staged.root.parent / "manifests"
    disk.remove_tree(folder)
    index = PointerIndex(graph)
    written = []
    for collection in graph.collections:
        files = staged.of(collection.distribution.name)
        if not files:
            continue
        rows = tuple(row for report in reports for row in report.rows)
        ready = is_judged and all(report.has_passed for report in reports)
        if not reports and _still_holds(made, collection):
            rows = tuple(row for kept in recorded.gates.values() for row in kept)
            ready = collection.name in recorded.ready
        manifests = _manifests(collection, files, rows, ready, made.digests, index)
        for path, data in manifests:
            disk.write(folder / path, data)
            written.append(path)
            if is_judged:
                found.extend(manifest_faults(f"manifests/{path}", json.loads(data)))
    found.stop_if_errors()
    return tuple(sorted(written))


def _still_holds(made: Emitted, collection: CollectionNode) -> bool:
    """Whether all that verdicts depend on is as recorded: files, what they stand on, and tools.

    The inputs too: thresholds are among them, and no file shows those.
    """
    recorded, now = made.recorded, made.digests
    emitted = {file.planned.collection for file in made.staged.files}
    names = _ground(made.graph, collection.name) & emitted
    then = {path: r.sha256 for path, r in recorded.files.items() if r.collection in names}
    staged = (file for file in made.staged.files if file.planned.collection in names)
    return (
        then == {file.path: file.digest for file in staged}
        and _relevant(recorded.inputs, collection) == _relevant(now.inputs, collection)
        and recorded.tools.get(collection.name) == tool_versions()
    )


def _ground(graph: Graph, name: str) -> set[str]:
    """A collection and all that it needs, directly or not."""
    requires = {one.name: one.requires for one in graph.collections}
    found, waiting = {name}, [name]
    while waiting:
        more = set(requires.get(waiting.pop(), ())) - found
        found |= more
        waiting += more
    return found


def _manifests(
    collection: CollectionNode,
    files: Sequence[StagedFile],
    rows: Sequence[GateRow],
    ready: bool,
    digests: Digests,
    index: PointerIndex,
) -> Iterable[tuple[str, bytes]]:
    is_whole = not any(agent.unbound for agent in collection.agents)
    entries = {file.path: _entry(file, index) for file in files}
    common = [entries[f.path] for f in files if f.planned.agent_id is None]
    subjects = {collection.name, collection.distribution.name}
    names = sorted({name for entry in entries.values() for name in entry.templates})
    manifest = CollectionManifest(
        collection=collection.name,
        distribution=collection.distribution.name,
        package=collection.distribution.package,
        version=str(collection.distribution.version),
        strategy=collection.strategy,
        agents=tuple(agent.id for agent in collection.agents),
        deploymentready=ready and is_whole,
        inputs=_relevant(digests.inputs, collection),
        templates={name: digests.templates[name] for name in names},
        tools=tool_versions(),
        files=tuple(common),
        gates=tuple(sorted(row for row in rows if row.subject in subjects)),
    )
    yield f"{collection.name}/collection.json", manifest_bytes(manifest.plain())
    for agent in collection.agents:
        own = tuple(entries[f.path] for f in files if f.planned.agent_id == agent.id)
        yield _agent_manifest(agent, collection, own, rows, ready)


def _agent_manifest(
    agent: AgentNode,
    collection: CollectionNode,
    files: tuple[FileEntry, ...],
    rows: Sequence[GateRow],
    ready: bool,
) -> tuple[str, bytes]:
    manifest = AgentManifest(
        agent=agent.id,
        name=agent.name,
        collection=collection.name,
        distribution=collection.distribution.name,
        package=agent.package,
        version=str(collection.distribution.version),
        source=agent.spec.source,
        strategy=collection.strategy,
        needs=agent.needs,
        observes=agent.observes,
        surface=surface_of(agent.spec),
        unbound=agent.unbound,
        deploymentready=ready and not agent.unbound,
        files=files,
        gates=tuple(sorted(row for row in rows if row.subject == agent.id)),
    )
    return f"{agent.id}/manifest.json", manifest_bytes(manifest.plain())


def _entry(file: StagedFile, index: PointerIndex) -> FileEntry:
    places = {place for line in file.rendered.lines for place in line.places} | {
        file.planned.origin
    }
    templates = {line.template for line in file.rendered.lines} | {file.planned.template}
    return FileEntry(
        path=file.planned.path,
        sha256=file.digest,
        templates=tuple(sorted(templates)),
        sources=index.sources(places),
    )


def _relevant(inputs: Mapping[str, str], collection: CollectionNode) -> dict[str, str]:
    name = collection.name
    prefixes = (f"schemas/{name}/", f"glue/{name}/", f"glue/{name}.yaml")
    mine = (*prefixes, f"extractor_maps/{name}.yaml")
    return {path: inputs[path] for path in sorted(inputs) if path.startswith(mine)}
