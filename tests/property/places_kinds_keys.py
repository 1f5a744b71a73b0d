"""Keys that name something declared elsewhere, misspelled."""

from collections.abc import Iterator

from places_kinds import Planting, kind
from places_source import Edit, misspelled

__all__: list[str] = []


@kind("argument of a function")
def _argument(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for step in source.matching("/operations/*/steps/*"):
        given = source.nodes.get(f"{step.pointer}/with")
        if given is not None and f"{step.pointer}/use" in source.nodes:
            for pointer in given.members:
                node = source.nodes[pointer]
                made = misspelled(node.name, planting.words, planting.draw)
                if made is not None and node.key is not None:
                    yield Edit(*node.key, made, node.key[0], node.name)


@kind("column of a record")
def _record_column(planting: Planting) -> Iterator[Edit]:
    for node in planting.source.matching("/tables/records/*/rows/*/values/*"):
        made = misspelled(node.name, planting.words, planting.draw)
        if made is not None and node.key is not None:
            yield Edit(*node.key, made, node.key[0], node.name)


@kind("input of an example")
def _example_input(planting: Planting) -> Iterator[Edit]:
    for node in planting.source.matching("/operations/*/examples/*/given/*"):
        made = misspelled(node.name, planting.words, planting.draw)
        if made is not None and node.key is not None:
            yield Edit(*node.key, made, node.key[0], node.name)


@kind("field of a remote call")
def _remote_field(planting: Planting) -> Iterator[Edit]:
    for node in planting.source.matching("/rpc/methods/*/request/*"):
        made = misspelled(node.name, planting.words, planting.draw)
        if made is not None and node.key is not None:
            yield Edit(*node.key, made, node.key[0], node.name)


@kind("parameter of a layer")
def _layer_parameter(planting: Planting) -> Iterator[Edit]:
    for pattern in ("/protocols/*/layers/*/*/*", "/pipeline/layers/*/*/*"):
        for node in planting.source.matching(pattern):
            made = misspelled(node.name, planting.words, planting.draw)
            if made is not None and node.key is not None:
                yield Edit(*node.key, made, node.key[0], node.name)
