"""The memory of a service, and what its operations can do with it."""

from typing import Any

from from_specs import LEFT_OUT, Walk
from hostile_names import ASCII_NAMES, Names
from serving import UNLIKE, Service

from qpf.sections.memorytopology.spec import (
    ArchiveLayer,
    CausalLayer,
    EpisodicLayer,
    SemanticElement,
    SemanticLayer,
    SharingSpec,
    WorkingLayer,
)

__all__ = ["drawn_memory"]

_KINDS = tuple(one for one in ASCII_NAMES if len(one) <= 120)


LIFE = ("30 days", "1 year", "5 minutes", "2 weeks (a note)", "90 days")


def drawn_memory(own: Service) -> None:
    """Some layers of memory."""
    luck = own.luck
    keyspace = f"{own.id}:working:*"
    walk = Walk(
        luck,
        {
            (WorkingLayer, "keyspace"): lambda _: keyspace,
            (WorkingLayer, "ttl"): lambda _: luck.one(["", "1 hour", "5 minutes", LEFT_OUT]),
            (EpisodicLayer, "retention"): lambda _: luck.one([*LIFE, "indefinite", LEFT_OUT]),
            (EpisodicLayer, "indexby"): lambda _: luck.some(UNLIKE, 0, 3),
            (ArchiveLayer, "retention"): lambda _: luck.one([*LIFE, "indefinite", LEFT_OUT]),
        },
    )
    kinds = {
        "workingmemory": WorkingLayer,
        "episodicmemory": EpisodicLayer,
        "semanticmemory": SemanticLayer,
        "causalmemory": CausalLayer,
        "longtermpersistence": ArchiveLayer,
    }
    topology: dict[str, Any] = {}
    for name in luck.some(kinds, 1, 5):
        if name == "semanticmemory":
            topology[name] = walk.model(SemanticLayer, structure=_structure(own, walk))
        else:
            topology[name] = walk.model(kinds[name])
    if ("episodicmemory" in topology or "semanticmemory" in topology) and luck.chance(30):
        topology["crossagentsharing"] = walk.model(
            SharingSpec, enabled=luck.chance(70), layer="cognitionbus"
        )
    own.reach.layers = {one: topology[one] for one in topology if one != "crossagentsharing"}
    own.reach.indices = tuple(topology.get("episodicmemory", {}).get("indexby", ()))
    own.agent.schema["memorytopology"] = topology


def _structure(own: Service, walk: Walk) -> list[dict[str, Any]]:
    names = Names(own.luck, _KINDS)
    made = []
    for _ in range(own.luck.whole(1, 2)):
        kind, fields = names.fresh(), own.luck.some(ASCII_NAMES, 1, 3)
        own.reach.nodes[kind] = fields
        made.append({"node_type": kind, "fields": fields})
    if own.luck.chance(40):
        ends = ["source_id", "target_id"]
        made.append(
            walk.model(SemanticElement, node_type=LEFT_OUT, edge_type=names.fresh(), fields=ends)
        )
    return made
