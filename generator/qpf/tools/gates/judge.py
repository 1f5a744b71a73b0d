"""Asks every gate about every staged distribution; evidence first, verdicts from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qpf.model.request import GateLevel
from qpf.tools.gates.crew import Crew
from qpf.tools.gates.declared import declared_by
from qpf.tools.gates.evidence import Evidence, merged
from qpf.tools.gates.facts import FileFacts
from qpf.tools.gates.gather import gather
from qpf.tools.gates.heavy import TOOLS, Yard, heavy_evidence, kept_evidence
from qpf.tools.gates.imports import (
    World,
    import_evidence,
    is_third_party,
    needed_packages,
    world_of,
)
from qpf.tools.gates.names import FAST, Gate
from qpf.tools.gates.package import Package
from qpf.tools.gates.store import Store
from qpf.tools.gates.tools_present import require_tools

__all__ = ["Judged", "judge"]

Facts = Mapping[str, Mapping[str, FileFacts]]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was seen of one package, and which gates have answered."""

    evidence: Evidence
    gates: frozenset[Gate]


def judge(
    packages: Sequence[Package],
    first_party: Sequence[str],
    cache: Path,
    level: GateLevel,
    jobs: int = 0,
) -> dict[str, Judged]:
    """The evidence of each judged package, by name.

    `fast` runs no mypy, pylint or tests, but takes over what they said of the same files.
    Raises `MissingTool` when a tool of the level is not installed.
    """
    require_tools(level)
    store = Store(cache / "gates")
    declared = {package.name: declared_by(package) for package in packages}
    with Crew(jobs) as crew:
        facts = gather(packages, declared, first_party, crew, store)
        world = world_of(packages, facts)
        needs = {package.name: needed_packages(package, facts, world) for package in packages}
        yard = Yard(packages=packages, needs=needs, cache=cache, scratch=crew.folder)
        judged = [package for package in packages if package.is_judged]
        tools = {package.name: kept_evidence(yard, package, store) for package in judged}
        if level is GateLevel.FULL:
            lacking = [(t, p) for p in judged for t in TOOLS if t not in tools[p.name]]
            _prime(crew, facts, world)
            for (tool, name), seen in heavy_evidence(yard, lacking, crew, store).items():
                tools[name][tool] = seen
    return {
        package.name: Judged(
            merged(
                [
                    *(one.evidence.under(p) for p, one in facts[package.name].items()),
                    import_evidence(package, facts[package.name], world, declared[package.name]),
                    *tools[package.name].values(),
                ]
            ),
            frozenset([*FAST, *(g for tool in tools[package.name] for g in TOOLS[tool])]),
        )
        for package in judged
    }


def _prime(crew: Crew, facts: Facts, world: World) -> None:
    """Tell the workers which third-party packages to understand before they divide."""
    found = [
        (path.startswith("src/"), item)
        for files in facts.values()
        for path, one in files.items()
        for item in one.imports
        if is_third_party(item, world) and not item.is_typing
    ]
    lines = {
        f"from {item.module} import {item.name}" if item.name else f"import {item.module}"
        for is_source, item in found
        if is_source
    }
    crew.prepare("pylint", {"imports": sorted(lines)})
    crew.prepare("tests", {"modules": sorted({item.module for _, item in found})})
