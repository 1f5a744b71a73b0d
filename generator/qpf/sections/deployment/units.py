"""Systemd units of a collection: one for the service, one for each command that wants one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.graph import CollectionNode, Graph
from qpf.sections.deployment.sizes import memory_limit
from qpf.sections.hooks import commands_of, settings_of
from qpf.views.encode import DottedName, Number, PathText, SystemdValue

__all__ = ["UnitView", "units"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFileView:
    """A setting that names a file which the units of a collection share."""

    variable: PathText
    file: PathText


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """What a unit file prints."""

    path_fields: Mapping[str, str]
    origin: Place
    summary: SystemdValue
    name: PathText
    package: DottedName
    prefix: PathText
    word: PathText
    memory_limit: PathText
    shared: tuple[SharedFileView, ...]
    is_realtime: bool
    realtime: Number


def units(collection: CollectionNode, graph: Graph) -> Iterator[UnitView]:
    """The unit of the service, then those of commands."""
    distribution, at = collection.distribution, collection.map_origins.at
    unit = collection.map.shared_configuration.unit
    place = at("/shared_configuration/unit" if unit else "/distribution")
    summary = distribution.summary or distribution.name
    about = at("/distribution/summary")
    yield _unit(collection, graph, place, unit or distribution.name, "serve", (summary, about), 0)
    for one in commands_of(collection, graph):
        if one.unit is not None:
            told = (one.summary, one.place)
            yield _unit(collection, graph, one.place, one.unit, one.word, told, one.realtime)


def _unit(
    collection: CollectionNode,
    graph: Graph,
    place: Place,
    unit: str,
    word: str,
    summary: tuple[str, Place],
    realtime: int,
) -> UnitView:
    distribution, at = collection.distribution, collection.map_origins.at
    prefix = f"{distribution.package.upper()}_"
    return UnitView(
        path_fields={"unit": unit},
        origin=place,
        summary=SystemdValue(*summary),
        name=PathText(distribution.name, at("/distribution")),
        package=DottedName(distribution.package, at("/distribution/package")),
        prefix=PathText(prefix, at("/distribution/package")),
        word=PathText(word, place),
        memory_limit=PathText(memory_limit(collection), at("/distribution")),
        shared=tuple(
            SharedFileView(
                variable=PathText(f"{prefix}{one.name.upper()}", one.place),
                file=PathText(one.shared_file, one.place),
            )
            for one in settings_of(collection, graph)
            if one.shared_file is not None
        ),
        is_realtime=realtime > 0,
        realtime=Number(realtime, place),
    )
