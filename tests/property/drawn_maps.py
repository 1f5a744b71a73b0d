"""What a map can say of agents that are drawn already: parameters, instances, strategies, prose.

None of it changes what the agents are: what a parameter or an override takes out of a schema, the
map gives back. Only an instance more is an agent more.
"""

import copy
from collections.abc import Iterator
from typing import Any

from from_specs import Walk
from hostile_names import prose
from luck import Luck
from plain_nodes import Scalar, Steps, nodes, pointer_of, replaced

from qpf.model.extraction_map import SuccessCriteria, TroubleSpec
from qpf.model.glue import CommunicationHarmonization, MemoryHarmonization
from qpf.model.shared_configuration import MemoryBackends

__all__ = ["Documents", "mapped"]

Documents = dict[str, Any]
_KINDS: dict[type, str] = {bool: "bool", int: "int", float: "float", str: "str"}
_STRATEGIES = ("swift", "careful", "größe", "two words", "class", "s" * 200)
_OF_ONE = {
    *("tables", "loop", "mesh", "genome", "discovery", "rpc"),
    *("pages", "streams", "protocols", "deployment", "operations"),
}
"""Sections of which a second agent would say the same path, name or unit again."""
_OWN = ("name", "rootpath")
_MOST = 10
"""A collection has so many agents."""


def mapped(luck: Luck, documents: Documents, package: str) -> Documents:
    """The documents of one collection, with more in its map."""
    made = copy.deepcopy(documents)
    home, described = f"schemas/{package}/", made[f"extractor_maps/{package}.yaml"]
    if luck.chance(30):
        _prose(luck, made, home, described)
    glue = made.get(f"glue/{package}.yaml")
    if glue is not None and luck.chance(50):
        glue["communication_harmonization"] = Walk(luck).model(CommunicationHarmonization)
        if "memory_backends" not in described["shared_configuration"]:
            glue["memory_harmonization"] = Walk(luck).model(MemoryHarmonization)
        anchors = [one["name"] for one in described["shared_configuration"]["governance_anchors"]]
        glue["governance_harmonization"] = {"anchors": luck.some(anchors, 0, 2)}
    if luck.chance(25):
        _strategies(luck, made, home, described)
    if luck.chance(25):
        _parameters(luck, made, home, described)
    return made


def _prose(luck: Luck, made: Documents, home: str, described: Documents) -> None:
    """What people read of a collection, and the thresholds of its gates."""
    walk = Walk(luck)
    described["title"], described["purpose"] = prose(luck), prose(luck)
    described["distribution"]["summary"] = prose(luck)
    for entry in described["extraction_sequence"]["order"].values():
        if luck.chance(40):
            entry["reason"] = prose(luck)
        if luck.chance(20):
            entry["validation_checklist"] = luck.list_of(lambda: prose(luck), 1, 2)
        if luck.chance(30):
            known = described["defaults"].get("cursorinstructions", {})
            files = known | made[f"{home}{entry['schema_file']}"].get("cursorinstructions", {})
            entry["expected_artifacts"] = luck.some(list(_artifacts(files)), 1, 4)
    described["post_extraction_steps"] = {prose(luck): prose(luck)}
    described["troubleshooting"] = luck.list_of(lambda: walk.model(TroubleSpec), 0, 2)
    described["success_criteria"] = walk.model(SuccessCriteria)
    described["shared_configuration"]["memory_backends"] = walk.model(MemoryBackends)


def _artifacts(files: Documents) -> Iterator[str]:
    """What comes true of an agent with these files."""
    after = files.get("postgeneration", {})
    modules = [one for one in files["generatefiles"] if one != "__init__.py"]
    yield f"{len(modules)} Python module{'s' * (len(modules) != 1)}"
    yield f"{len(files['generatedocs'])} documentation files"
    yield f"1 manifest ({after.get('manifest', 'manifest.json').rpartition('/')[2]})"
    if after.get("generatetests", True):
        yield "Test suite"


def _strategies(luck: Luck, made: Documents, home: str, described: Documents) -> None:
    """The observed strategy gives back what schemas do not say; another one says something else."""
    observed, other = luck.some(_STRATEGIES, 2, 2)
    own: Documents = {}
    others: Documents = {}
    for path in luck.some(_schemas(made, home), 1, 2):
        agent = path.removeprefix(home).removesuffix(".yaml")
        for steps in _apart(luck, made[path], 4):
            node = _at(made[path], steps)
            made[path] = replaced(made[path], steps, _decoy(luck, node))
            own.setdefault(agent, {})[pointer_of(steps)] = node
            if luck.chance(30):
                others.setdefault(agent, {})[pointer_of(steps)] = luck.one([7, "x", [], {}])
    described["strategies"] = {
        "default": observed,
        other: {"description": prose(luck), "overrides": others},
        observed: {"description": prose(luck), "overrides": own},
    }


def _decoy(luck: Luck, node: Any) -> Any:
    """Something else than a value, mostly of its type."""
    if isinstance(node, bool):
        return not node
    if isinstance(node, int | float):
        return node + 1
    if isinstance(node, str):
        return f"{node} or not"
    return luck.one([one for one in ({}, [], None, "none") if one != node])


def _parameters(luck: Luck, made: Documents, home: str, described: Documents) -> None:
    """Some values become parameters, with defaults or given to an instance; or to two instances."""
    parameters = described["parameters"] = {}
    instances = described["instances"] = {}
    for path in luck.some(_schemas(made, home), 1, 2):
        agent = path.removeprefix(home).removesuffix(".yaml")
        given: dict[str, Scalar] = {}
        is_instance = luck.chance(60)
        for steps in _apart(luck, made[path], 5, only_scalars=True):
            name = f"p{len(parameters)}"
            written, value = _use(luck, name, _at(made[path], steps))
            made[path] = replaced(made[path], steps, written)
            parameters[name] = {"type": _KINDS[type(value)], "summary": prose(luck)}
            if is_instance and luck.chance(70):
                given[name] = value
                if luck.chance(40):
                    parameters[name]["default"] = _decoy(luck, value)
            else:
                parameters[name]["default"] = value
        if is_instance:
            instances[agent] = {"schema": agent, "parameters": given}
            _twin(made, path, agent, described)


def _twin(made: Documents, path: str, agent: str, described: Documents) -> None:
    """A second instance of a schema, if there can be: another name and folder, the same needs."""
    order = described["extraction_sequence"]["order"]
    named = [one for one in described.get("strategies", {}).values() if isinstance(one, dict)]
    overrides = [one["overrides"] for one in named if agent in one["overrides"]]
    is_moved = any(f"/{key}" in one[agent] for one in overrides for key in _OWN)
    if is_moved or len(order) >= _MOST or _OF_ONE & made[path].keys():
        return
    first = described["instances"][agent]
    twin, values = f"{agent}_twin", dict(first["parameters"])
    for key in _OWN:
        name = f"{key}_{agent}"
        described["parameters"][name] = {"type": "str"}
        made[path][key] = f"{made[path][key]}${{{name}}}"
        first["parameters"][name], values[name] = "", "Twin"
    described["instances"][twin] = {"schema": agent, "parameters": values}
    order[str(len(order) + 1)] = {"agent": twin, "schema_file": f"{agent}.yaml"}
    for one in overrides:
        one[twin] = one[agent]
    edges = described["dependency_graph"]["edges"]
    edges += [f"{twin} {edge.partition(' ')[2]}" for edge in edges if edge.startswith(f"{agent} ")]


def _use(luck: Luck, name: str, value: Scalar) -> tuple[str, Scalar]:
    """What stands in the schema for a value, and what the parameter is then."""
    if not isinstance(value, str) or not value or luck.chance(40):
        return f"${{{name}}}", value
    cut = luck.whole(0, len(value) - 1)
    tail = luck.whole(cut, len(value))
    part = value[cut:tail]
    is_number = part.isascii() and part.isdigit() and str(int(part)) == part
    return f"{value[:cut]}${{{name}}}{value[tail:]}", int(part) if is_number else part


def _apart(
    luck: Luck, schema: Documents, most: int, *, only_scalars: bool = False
) -> Iterator[Steps]:
    """Places of a schema of which none holds another."""
    known = [
        steps
        for steps, node in nodes(schema)
        if steps and not (only_scalars and (node is None or isinstance(node, dict | list)))
    ]
    taken: list[Steps] = []
    for steps in luck.some(known, 1, most):
        if not any(one[: len(steps)] == steps or steps[: len(one)] == one for one in taken):
            taken.append(steps)
            yield steps


def _at(node: Any, steps: Steps) -> Any:
    for step in steps:
        node = node[step]
    return node


def _schemas(made: Documents, home: str) -> list[str]:
    return [path for path in made if path.startswith(home)]
