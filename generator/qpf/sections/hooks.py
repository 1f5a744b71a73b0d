"""Asks every section what it adds to the application of a collection.

A section answers with functions of its view module: `parts`, `commands`, `migrations`, `settings`,
`deployed`, `pulses_that_end`, each from `(collection, graph)`; one that adds nothing does not
define them.
"""

from collections.abc import Iterator
from typing import Any

from qpf.model.graph import CollectionNode, Graph
from qpf.sections.registry import sections
from qpf.tools.view_functions import ViewFunctions
from qpf.views.hooks import CommandRef, MigrationRef, PartRef, PulseRef, SettingRef, WorkerRef

__all__ = [
    "commands_of",
    "migrations_of",
    "parts_of",
    "pulses_that_end",
    "settings_of",
    "workers_of",
]


def parts_of(collection: CollectionNode, graph: Graph) -> tuple[PartRef, ...]:
    """What joins the agents in the process of the service."""
    return tuple(_answers("parts", collection, graph))


def commands_of(collection: CollectionNode, graph: Graph) -> tuple[CommandRef, ...]:
    """What `python -m <package>` can run besides the service."""
    return tuple(_answers("commands", collection, graph))


def migrations_of(collection: CollectionNode, graph: Graph) -> tuple[MigrationRef, ...]:
    """What brings tables up to date."""
    return tuple(_answers("migrations", collection, graph))


def settings_of(collection: CollectionNode, graph: Graph) -> tuple[SettingRef, ...]:
    """Fields of the settings, each name once: the first section that asks for it has it."""
    named: dict[str, SettingRef] = {}
    for one in _answers("settings", collection, graph):
        named.setdefault(one.name, one)
    return tuple(named.values())


def workers_of(collection: CollectionNode, graph: Graph) -> tuple[WorkerRef, ...]:
    """What runs beside the service wherever the collection is deployed."""
    return tuple(_answers("deployed", collection, graph))


def pulses_that_end(collection: CollectionNode, graph: Graph) -> tuple[PulseRef, ...]:
    """What ends, by its policy, when the machine is too busy."""
    return tuple(_answers("pulses_that_end", collection, graph))


def _answers(name: str, collection: CollectionNode, graph: Graph) -> Iterator[Any]:
    functions = ViewFunctions()
    for section in sections():
        if any(section.name in agent.spec.sections for agent in collection.agents):
            function = functions.find(section.view_name, name)
            yield from function(collection, graph) if function is not None else ()
