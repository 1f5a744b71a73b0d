"""The extraction order: contiguous, complete, and never before what is needed."""

from qpf.diagnostics.catalogue import composition, references
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import CollectionSpec
from qpf.sections.binding.agents import AgentTable

__all__ = ["check_order", "positions"]


def positions(spec: CollectionSpec, table: AgentTable) -> dict[str, tuple[int, str]]:
    """Agent id -> its rank in the order, and the pointer of its entry."""
    found: dict[str, tuple[int, str]] = {}
    order = spec.map.extraction_sequence.order
    for rank, key in enumerate(sorted(order, key=int)):
        agent_id = table.find(spec.name, order[key].agent)
        if agent_id is not None:
            found.setdefault(agent_id, (rank, f"/extraction_sequence/order/{key}"))
    return found


def check_order(
    spec: CollectionSpec, table: AgentTable, needs: list[tuple[str, str]], found: Diagnostics
) -> None:
    """Every agent has a position after what it needs, and names its own schema."""
    _check_entries(spec, table, found)
    ranks = positions(spec, table)
    for agent in spec.agents:
        if agent.id not in ranks:
            place = agent.at("")
            found.add(composition.schema_not_extracted(place, agent.id, spec.map_document.path))
    for source, target in needs:
        if source in ranks and target in ranks and ranks[source][0] < ranks[target][0]:
            place = spec.map_at(f"{ranks[source][1]}/agent")
            found.add(references.order_against_needs(place, source, target))


def _check_entries(spec: CollectionSpec, table: AgentTable, found: Diagnostics) -> None:
    order = spec.map.extraction_sequence.order
    seen: dict[str, str] = {}
    is_rising = list(order) == sorted(order, key=int)
    for expected, key in enumerate(sorted(order, key=int), start=1):
        pointer = f"/extraction_sequence/order/{key}"
        if int(key) != expected:
            place = spec.map_document.origins.key(pointer)
            found.add(composition.order_gap(place, expected, key, is_rising))
        place = spec.map_at(f"{pointer}/agent")
        schema_known = _check_schema(spec, table, key, found)
        if not schema_known:
            continue
        agent_id = table.bind(spec.name, order[key].agent, place, found)
        if agent_id is None:
            continue
        if agent_id in seen:
            first = spec.map_at(f"{seen[agent_id]}/agent")
            found.add(composition.duplicate_agent_id(place, order[key].agent, first))
        seen.setdefault(agent_id, pointer)


def _check_schema(spec: CollectionSpec, table: AgentTable, key: str, found: Diagnostics) -> bool:
    """Whether the entry's schema exists and is the agent's; a fault is reported once."""
    entry = spec.map.extraction_sequence.order[key]
    place = spec.map_at(f"/extraction_sequence/order/{key}/schema_file")
    stems = {_stem(agent.source) for agent in table.agents.values()}
    stem = _stem(entry.schema_file)
    folder = f"schemas/{spec.name}"
    own = tuple(sorted({_stem(agent.source) for agent in spec.agents}))
    if any(d.place.file == f"{folder}/{stem}.yaml" for d in found.errors) and stem not in stems:
        return False
    agent_id = table.find(spec.name, entry.agent)
    expected = _stem(table.agents[agent_id].source) if agent_id is not None else None
    if entry.agent in spec.map.instances and agent_id is None:
        return False
    is_other_file = entry.schema_file.endswith((".yaml", ".yml")) and all(
        agent.source.rpartition("/")[2] != entry.schema_file.rpartition("/")[2]
        for agent in spec.agents
    )
    if stem not in own or is_other_file or (expected is not None and expected != stem):
        known = (expected,) if expected is not None else own
        found.add(composition.schema_not_found(place, entry.schema_file, folder, known))
        return agent_id is not None
    return True


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml").removesuffix(".yml")
