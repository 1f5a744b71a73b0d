"""Paths that lead to other agents: linked modules, connections, partners."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from qpf.diagnostics.catalogue import references
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.binding.agents import AgentTable
from qpf.sections.binding.roots import files_of
from qpf.sections.collaborationnetwork.spec import CollaborationNetworkSpec
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.sections.integration.spec import IntegrationSpec
from qpf.tools.graphs import reachable

__all__ = ["LIBRARY", "LinkTargets", "check_links", "library_paths"]

LIBRARY = "qpf_core"
"""Name of the library's package."""


def library_paths(library: Path | None) -> frozenset[str]:
    """Folders and modules of the static library, as paths from the package's own name.

    Without the static files at hand only the package's name is known.
    """
    if library is None or not library.is_dir():
        return frozenset({LIBRARY})
    files = sorted(library.rglob("*.py"))
    shown = {f"{library.name}/{path.relative_to(library).as_posix()}" for path in files}
    folders = {path.rpartition("/")[0] for path in shown}
    return frozenset(shown | folders)


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """What paths may lead to: agents' roots, their files, and the library."""

    table: AgentTable
    files: dict[str, str]
    roots: dict[str, str]
    library: frozenset[str]

    @classmethod
    def of(cls, table: AgentTable, library: Path | None) -> "LinkTargets":
        """Collect the targets of the whole workspace."""
        agents = table.agents.values()
        files = {path: agent.id for agent in agents for path in files_of(agent)}
        roots = {agent.rootpath: agent.id for agent in agents if agent.rootpath}
        return cls(table, files, roots, library_paths(library))


def check_links(
    agent: AgentSpec, targets: LinkTargets, needs: list[tuple[str, str]], found: Diagnostics
) -> None:
    """Linked modules exist and are needed; connections and partners lead somewhere."""
    _check_linked(agent, targets, needs, found)
    _check_connections(agent, targets, found)
    _check_partners(agent, targets, found)


def _check_linked(
    agent: AgentSpec, targets: LinkTargets, needs: list[tuple[str, str]], found: Diagnostics
) -> None:
    spec = agent.find("cursorinstructions", CursorInstructionsSpec)
    needed = reachable([agent.id], needs)
    for index, path in enumerate(spec.linkexisting if spec is not None else ()):
        place = agent.at(child("/cursorinstructions/linkexisting", index))
        owner = targets.files.get(path)
        if owner is not None:
            if owner not in needed and not targets.table.agents[owner].is_library:
                found.add(references.link_forward(place, path, owner))
        elif path not in targets.library and not _is_root_broken(targets, path):
            known = (*targets.files, *sorted(targets.library))
            found.add(references.link_not_produced(place, path, known))


def _is_root_broken(targets: LinkTargets, path: str) -> bool:
    """Whether the path belongs to an agent whose file list has faults of its own."""
    owner = targets.roots.get(path.rpartition("/")[0])
    return owner is not None and "cursorinstructions" in targets.table.agents[owner].broken


def _check_connections(agent: AgentSpec, targets: LinkTargets, found: Diagnostics) -> None:
    spec = agent.find("integration", IntegrationSpec)
    linked = agent.find("cursorinstructions", CursorInstructionsSpec)
    paths = [*targets.roots, *targets.files, *targets.library]
    paths += linked.linkexisting if linked is not None else ()
    folders = {folder for path in paths for folder in _folders(path)}
    for index, path in enumerate(spec.connectto if spec is not None else ()):
        if not any(fnmatchcase(folder, path.rstrip("/")) for folder in folders):
            place = agent.at(child("/integration/connectto", index))
            roots = tuple(targets.roots)
            found.add(references.unknown_connection(place, path, roots))


def _folders(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]


def _check_partners(agent: AgentSpec, targets: LinkTargets, found: Diagnostics) -> None:
    spec = agent.find("collaborationnetwork", CollaborationNetworkSpec)
    for index, path in enumerate(spec.partners if spec is not None else ()):
        place = agent.at(child("/collaborationnetwork/partners", index))
        owner = targets.roots.get(path.rstrip("/"))
        if owner is None:
            found.add(references.unknown_partner(place, path, tuple(targets.roots)))
            continue
        other = targets.table.agents[owner].find("collaborationnetwork", CollaborationNetworkSpec)
        if other is not None and agent.rootpath not in [p.rstrip("/") for p in other.partners]:
            found.add(references.one_sided_partner(place, agent.id, owner))
