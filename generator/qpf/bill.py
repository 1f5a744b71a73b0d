"""The bill of materials of a distribution, as CycloneDX 1.6."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from qpf.diagnostics.catalogue import verifying
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.graph import CollectionNode, Graph
from qpf.sections.system.package_view import requirements_of
from qpf.tools.installed import Installed, closure_of

__all__ = ["bill_of"]

Json = dict[str, Any]


def bill_of(name: str, graph: Graph, found: Diagnostics) -> Json | None:
    """The bill of the distribution `name`: the packages it leads to, as installed here.

    No clock and no random number is in it: the same packages give the same bytes. What is not
    installed is an error, for a bill that leaves something out is none.
    """
    named = [one for one in graph.collections if one.distribution.name == name]
    if not named:
        known = tuple(one.distribution.name for one in graph.collections)
        found.add(verifying.unknown_package(Place(name), name, known))
        return None
    own = _own(named[0], graph)
    outside = [one for each in own for one in requirements_of(each, graph)]
    names = {each.distribution.name for each in own}
    others = [one for one in outside if one.partition(">=")[0] not in names]
    installed, missing = closure_of(others)
    place = named[0].map_origins.at("/distribution")
    for one in missing:
        found.add(verifying.not_installed(place, one))
    return _document(own, graph, installed)


def _own(collection: CollectionNode, graph: Graph) -> list[CollectionNode]:
    """The collection, then those of the workspace that it stands on."""
    below = [graph.collection(name) for name in collection.requires]
    return [collection, *below]


def _document(own: list[CollectionNode], graph: Graph, installed: tuple[Installed, ...]) -> Json:
    roots = [_emitted(one) for one in own]
    components = [*roots[1:], *(_component(one) for one in installed)]
    there = {one["bom-ref"].partition("@")[0]: one["bom-ref"] for one in [*roots, *components]}
    depends = [
        _depends(ref["bom-ref"], [one.partition(">=")[0] for one in _names(each, graph)], there)
        for ref, each in zip(roots, own, strict=True)
    ]
    depends += [_depends(_ref(one.name, one.version), one.needs, there) for one in installed]
    identity = "|".join(sorted(there.values()))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, identity)}",
        "version": 1,
        "metadata": {"component": roots[0]},
        "components": sorted(components, key=lambda one: str(one["bom-ref"])),
        "dependencies": sorted(depends, key=lambda one: str(one["ref"])),
    }


def _names(collection: CollectionNode, graph: Graph) -> list[str]:
    return [one.partition("[")[0] for one in requirements_of(collection, graph)]


def _emitted(collection: CollectionNode) -> Json:
    told = collection.distribution
    return {
        "type": "library",
        "bom-ref": _ref(told.name, told.version),
        "name": told.name,
        "version": told.version,
        "purl": _ref(told.name, told.version),
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }


def _component(one: Installed) -> Json:
    licences = [{"expression": one.licence}] if one.licence else []
    return {
        "type": "library",
        "bom-ref": _ref(one.name, one.version),
        "name": one.name,
        "version": one.version,
        "purl": _ref(one.name, one.version),
        **({"licenses": licences} if licences else {}),
    }


def _ref(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def _depends(ref: str, names: "list[str] | tuple[str, ...]", there: dict[str, str]) -> Json:
    known = {there[key] for name in names if (key := f"pkg:pypi/{name}") in there}
    return {"ref": ref, "dependsOn": sorted(known)}
