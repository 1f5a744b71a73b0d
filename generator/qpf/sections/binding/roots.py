"""Folders of agents: inside the package of their distribution, each its own."""

import keyword
from collections.abc import Iterable

from qpf.diagnostics.catalogue import memory, references
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import AgentSpec, CollectionSpec
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.sections.memorytopology.spec import MemoryTopologySpec

__all__ = ["check_keyspaces", "check_roots", "files_of", "package_of"]


_OF_SERVICE = ("__main__", "app", "settings")
"""Modules of a distribution with a service, beside the folders of its agents."""


def package_of(agent: AgentSpec) -> str:
    """The dotted import path of an agent's folder."""
    return agent.rootpath.lower().replace("/", ".")


def files_of(agent: AgentSpec) -> dict[str, str]:
    """Path under the root -> stem, for every generated module."""
    spec = agent.find("cursorinstructions", CursorInstructionsSpec)
    files = spec.generatefiles if spec is not None else ()
    return {f"{agent.rootpath}/{file}": file.removesuffix(".py") for file in files}


def check_roots(spec: CollectionSpec, found: Diagnostics) -> None:
    """Roots begin with the package, are importable, and do not contain one another."""
    package = spec.map.distribution.package
    modules = () if all(one.is_library for one in spec.agents) else _OF_SERVICE
    seen: list[tuple[str, AgentSpec]] = []
    for agent in spec.agents:
        root = package_of(agent)
        if not root or "system" in agent.broken:
            continue
        place = agent.at("/rootpath")
        parts = root.split(".")
        if parts[0] != package or not all(_is_importable(part) for part in parts):
            found.add(references.rootpath_outside_package(place, agent.rootpath, package))
        if any(_inside(root, f"{package}.{module}") for module in modules):
            taken = f"{package}/{parts[1]}.py"
            found.add(references.rootpath_clash(place, agent.rootpath, taken, "the service"))
        for other, owner in seen:
            if _inside(root, other) or _inside(other, root):
                whose = f"`{owner.id}`"
                found.add(references.rootpath_clash(place, agent.rootpath, owner.rootpath, whose))
        seen.append((root, agent))


def _is_importable(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


def _inside(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.")


def check_keyspaces(specs: Iterable[CollectionSpec], found: Diagnostics) -> None:
    """No two agents of the workspace write the same keys."""
    owners: dict[str, str] = {}
    for spec in specs:
        backends = spec.map.shared_configuration.memory_backends
        for agent in spec.agents:
            topology = agent.find("memorytopology", MemoryTopologySpec)
            if topology is None or topology.workingmemory is None:
                continue
            keyspace = topology.workingmemory.keyspace
            owner = owners.setdefault(backends.key(keyspace), agent.id)
            if owner != agent.id:
                place = agent.at("/memorytopology/workingmemory/keyspace")
                found.add(memory.shared_keyspace(place, keyspace, owner))
