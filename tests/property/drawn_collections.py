"""Whole workspaces: one or two collections of some of the kinds of agents there are."""

from drawn_formulas import Function, drawn_formulas, functions_of
from drawn_layers import drawn_layers, drawn_protocols
from drawn_maps import Documents, mapped
from drawn_neighbours import drawn_discovery
from drawn_organism import drawn_genome, drawn_loop, drawn_mesh
from drawn_organs import drawn_organ, drawn_senses
from drawn_pages import drawn_pages
from drawn_partners import drawn_hearing
from drawn_plain import drawn_plain
from drawn_service import drawn_service
from drawn_streams import drawn_streams
from drawn_tables import drawn_tables
from luck import Luck
from scene import Scene, Workspace
from serving import Service

__all__ = ["drawn_workspace"]


def drawn_workspace(luck: Luck, package: str = "demo") -> Workspace:
    """A workspace whose first collection and package have a name."""
    documents, services = _collection(luck, package, [])
    if luck.chance(12):
        other = f"{package}_too"
        documents |= _apart(_collection(luck, other, luck.one([services, []]))[0], other)
    return Workspace(documents)


def _apart(documents: Documents, package: str) -> Documents:
    """A collection that shares a key-value store with another one."""
    shared = documents[f"extractor_maps/{package}.yaml"]["shared_configuration"]
    backend = shared.setdefault("memory_backends", {}).setdefault("redis_cluster", {})
    backend["keyspace_prefix"] = package
    return documents


def _collection(luck: Luck, package: str, hosts: list[Service]) -> tuple[Documents, list[Service]]:
    """Its documents and services; `hosts` are services of another collection, which it asks."""
    scene = Scene(luck, package)
    functions: list[Function] = []
    services: list[Service] = []
    for _ in _often(luck, 35):
        functions = functions_of(drawn_formulas(scene))
    if hosts:
        drawn_service(scene, "guest", functions=functions, partners=hosts, offers=True)
    elif luck.chance(70):
        services = _services(scene, functions)
    _organism(scene)
    _fabric(scene)
    if not scene.agents:
        services = _services(scene, functions)
    for one in scene.agents:
        if not one.is_library and luck.chance(45):
            drawn_pages(scene, one)
    drawn_plain(scene)
    return mapped(luck, scene.documents(), package), services


def _services(scene: Scene, functions: list[Function]) -> list[Service]:
    first = drawn_service(scene, "desk", functions=functions, partners=[], offers=True)
    if not scene.luck.chance(40):
        return [first]
    second = drawn_service(scene, "clerk", functions=functions, partners=[first], offers=True)
    if scene.luck.chance(50):
        drawn_hearing(first, [second])
    return [first, second]


def _fabric(scene: Scene) -> None:
    """Layers, protocols over them, tables, streams."""
    luck, protocols = scene.luck, None
    for _ in _often(luck, 35):
        engine = drawn_layers(scene)
        if protocols is None and luck.chance(60):
            protocols = drawn_protocols(scene, engine)
    for _ in _often(luck, 30):
        drawn_tables(scene)
    for _ in _often(luck, 30):
        drawn_streams(scene, protocols)


def _organism(scene: Scene) -> None:
    """Organs under a genome, a pulse, a mesh, and neighbours; each with or without the others."""
    luck = scene.luck
    house = heart = None
    if luck.chance(40):
        senses = drawn_senses(luck)
        organs = [drawn_organ(scene, "roots", "Roots", senses)]
        if luck.chance(50):
            organs.append(drawn_organ(scene, "leaves", "Leaves", senses))
        decider = next(iter(senses))
        if luck.chance(75) and any(decider in one.schema["flow"]["senses"] for one in organs):
            house = drawn_genome(scene, organs, senses)
    for _ in _often(luck, 35):
        heart = drawn_loop(scene, house)
    for _ in _often(luck, 35):
        drawn_mesh(scene, heart)
    services = [one for one in scene.agents if not one.is_library]
    if services and luck.chance(35):
        drawn_discovery(scene, luck.one(services))


def _often(luck: Luck, percent: int) -> range:
    """Once in so many of a hundred workspaces, and twice in some of these."""
    return range(luck.one([1, 1, 1, 2]) if luck.chance(percent) else 0)
