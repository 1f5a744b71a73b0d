"""What the memory of an agent holds, told layer by layer in plain form."""

import json
from collections.abc import Mapping, Set as AbstractSet
from typing import Protocol

from qpf_core.memory import Memory
from qpf_core.plain import JsonValue, canonical_json, to_plain

_MOST = 10_000


class Told(Protocol):  # pylint: disable=too-few-public-methods
    """Where the contents of the layers are written to."""

    working: dict[str, JsonValue]
    episodes: list[JsonValue]
    nodes: dict[str, JsonValue]
    edges: dict[str, JsonValue]
    links: list[JsonValue]
    archive: dict[str, JsonValue]


async def tell_memory(
    memory: Memory, before: Mapping[str, AbstractSet[object]], told: Told
) -> None:
    """Tell of each declared layer what it holds; of episodes and links only what is new."""
    for layer, tell in _TELLERS.items():
        if layer in memory.topology.declared():
            await tell(memory, before, told)


async def _working(memory: Memory, _: Mapping[str, AbstractSet[object]], told: Told) -> None:
    for key in await memory.working.keys():
        told.working[key] = await memory.working.get(key)


async def _episodic(memory: Memory, before: Mapping[str, AbstractSet[object]], told: Told) -> None:
    for one in await memory.episodic.find(limit=_MOST, newest_first=False):
        if one.id not in before["episodic"]:
            plain = {"kind": one.kind, "value": one.value, "index": one.index}
            told.episodes.append(to_plain(plain))


async def _semantic(memory: Memory, _: Mapping[str, AbstractSet[object]], told: Told) -> None:
    for node in await memory.semantic.nodes():
        told.nodes[node.id] = to_plain({"kind": node.kind, "fields": node.fields})
    for edge in await memory.semantic.edges():
        told.edges[f"{edge.source} {edge.kind} {edge.target}"] = to_plain(edge.fields)


async def _causal(memory: Memory, before: Mapping[str, AbstractSet[object]], told: Told) -> None:
    for one in await memory.causal.links():
        if one.id not in before["causal"]:
            ends = {"effect": one.effect, "factors": one.factors}
            told.links.append(to_plain({**ends, "weight": one.weight, "evidence": one.evidence}))


async def _archive(memory: Memory, _: Mapping[str, AbstractSet[object]], told: Told) -> None:
    for name in await memory.archive.names():
        told.archive[name] = json.loads(await memory.archive.load(name))


_TELLERS = {
    "working": _working,
    "episodic": _episodic,
    "semantic": _semantic,
    "causal": _causal,
    "archive": _archive,
}


async def kept_in(memory: Memory) -> dict[str, set[object]]:
    """Return what each declared layer holds, in a form that tells a change."""
    kept: dict[str, set[object]] = {}
    declared = memory.topology.declared()
    if "working" in declared:
        working = memory.working
        kept["working"] = {
            (key, canonical_json(await working.get(key))) for key in await working.keys()
        }
    if "episodic" in declared:
        kept["episodic"] = {one.id for one in await memory.episodic.find(limit=_MOST)}
    if "semantic" in declared:
        things = (*await memory.semantic.nodes(), *await memory.semantic.edges())
        kept["semantic"] = {canonical_json(one) for one in things}
    if "causal" in declared:
        kept["causal"] = {one.id for one in await memory.causal.links()}
    if "archive" in declared:
        archive = memory.archive
        kept["archive"] = {(name, await archive.load(name)) for name in await archive.names()}
    return kept
