"""Small workspaces over names that are hard to emit; most are valid, none is careful."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

__all__ = ["WORKSPACES", "Drawn"]

NAMES = (
    "quote",
    "class",
    "list",
    "self",
    "ctx",
    "runtime",
    "controller",
    "service",
    "router",
    "routes",
    "requires",
    "learning",
    "invoke",
    "text",
    "math",
    "stats",
    "body",
    "arguments",
    "ask",
    "json",
    "payload",
    "Context",
    "given",
    "value",
    "platform",
    "partners",
    "POLICY",
    "größe",
    "_private",
    "to_plain",
    "a" * 70,
)
"""Keywords, builtins, and what emitted modules call things themselves."""

TYPES = {
    "int": 3,
    "float": 1.5,
    "str": "x",
    "bool": True,
    "list[int]": [1, 2],
    "dict[str, float]": {"a": 1.0},
    "Thing": {"name": "n", "size": 1},
    "Kind": "plain",
    "json": {"any": [None]},
}
"""Types of inputs, each with a value of it."""

LAYERS: dict[str, Any] = {
    "workingmemory": {"storagetype": "redis", "keyspace": "worker:working:*"},
    "episodicmemory": {"storagetype": "postgres", "retention": "30 days", "indexby": ["who"]},
    "causalmemory": {"storagetype": "hypergraphdb", "purpose": "Why."},
    "longtermpersistence": {"storagetype": "file_system_sandbox"},
}

ROLES = (
    "__init__ models controller governance_bridge memory_bridge world_model_bridge "
    "packet_handler event_publisher api_server config_manager"
)

DEFAULTS: dict[str, Any] = {
    "governance": {
        "mode": "hybrid",
        "humanoverride": False,
        "anchors": ["Owner"],
        "auditscope": ["calls"],
    },
    "integration": {"connectto": ["qpf_core"]},
    "communicationstack": {
        "input": ["structuredapi", "packetenvelope"],
        "output": ["structuredapi", "eventstream"],
        "channels": {"structuredapi": True, "eventbus": True, "packetenvelope": True},
    },
    "reasoningengine": {"framework": "direct_response", "model": "rules"},
    "collaborationnetwork": {},
    "learningsystem": {
        "architecture": "none",
        "autonomyprofile": {"mode": "controlled_autonomy", "tasklimit": "unlimited"},
    },
    "worldmodelintegration": {},
    "metadata": {"owner": "Demo Team", "status": "draft"},
}

TYPES_SECTION: dict[str, Any] = {
    "Thing": {"name": "str", "size": "int"},
    "Kind": {"enum": ["plain", "class", "1st"]},
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """The texts of a workspace by path; JSON is YAML as well."""

    schema: dict[str, Any]
    collection: dict[str, Any]

    def write(self, root: Path) -> None:
        """Write the workspace below a folder."""
        for path, value in (
            ("schemas/demo/worker.yaml", self.schema),
            ("extractor_maps/demo.yaml", self.collection),
        ):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(json.dumps(value, ensure_ascii=False), "utf-8")


def _unique(names: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(names, min_size=least, max_size=most, unique=True)


@st.composite
def _steps(draw: st.DrawFn, inputs: list[str], layers: list[str], events: list[str]) -> list[Any]:
    """Steps that use every input, then some effects."""
    size = " + ".join(f"len(str({name}))" for name in inputs) or "1"
    made = draw(st.sampled_from([one for one in NAMES if one not in inputs]))
    steps: list[Any] = [{"let": {made: size}}]
    if draw(st.booleans()):
        rules = [{"when": f"{made} > 3", "emit": "many"}]
        steps.append({"choose": "word_of_it", "rules": rules, "else": "few"})
        made = f"{made} + len(word_of_it)"
    if "workingmemory" in layers:
        key = '"' + draw(st.sampled_from(NAMES)) + '"'
        steps.append({"remember": {"layer": "workingmemory", "key": key, "value": made}})
    if "episodicmemory" in layers:
        index = {"who": '"me"'}
        entry = {"layer": "episodicmemory", "kind": "seen", "value": made, "index": index}
        steps.append({"remember": entry, "when": f"{made} > 2"})
    if "causalmemory" in layers:
        why = {"layer": "causalmemory", "effect": '"it"', "factors": '["one"]'}
        steps.append({"remember": why})
    if "longtermpersistence" in layers:
        steps.append({"remember": {"layer": "longtermpersistence", "name": '"n"', "value": made}})
    steps += [{"publish": event, "payload": {"size": made}} for event in events]
    return [*steps, {"return": made}]


@st.composite
def _operation(draw: st.DrawFn, name: str, layers: list[str], events: list[str]) -> dict[str, Any]:
    inputs = draw(_unique(st.sampled_from(NAMES), 0, 3))
    types = {one: draw(st.sampled_from(sorted(TYPES))) for one in inputs}
    optional = draw(st.sampled_from([*inputs, None]))
    written: dict[str, Any] = {one: {"type": kind} for one, kind in types.items()}
    if optional is not None and types[optional] in ("int", "list[int]", "str"):
        # inputs with a default stand last, as parameters do
        written[optional] = {"type": types[optional], "default": TYPES[types[optional]]}
        written[optional] = written.pop(optional)
    return {
        "name": name,
        "module": draw(st.sampled_from(["work", "quote", "service", "text", "list", "body"])),
        "summary": draw(st.sampled_from(["", 'Say "so".', "Do it \\ now {{ x }}"])),
        "input": written,
        "output": "int",
        "audit": draw(st.sampled_from(["calls", None])),
        "steps": draw(_steps(inputs, layers, events)),
    }


@st.composite
def _workspaces(draw: st.DrawFn) -> Drawn:
    layers = draw(_unique(st.sampled_from(sorted(LAYERS)), 1, 3))
    events = draw(_unique(st.sampled_from(["done", "class", "list", "self"]), 0, 2))
    names = draw(_unique(st.sampled_from(NAMES), 1, 3))
    operations = [draw(_operation(name, layers, events)) for name in names]
    operations[0]["audit"] = "calls"
    for one in operations:
        if one["audit"] is None:
            del one["audit"]
    stems = dict.fromkeys(one["module"] for one in operations)
    words = [one["name"] if one["name"].isascii() else "word" for one in operations]
    endpoints = [
        {
            "name": word,
            "operation": one["name"],
            "path": f"/demo/{number}",
            "method": draw(st.sampled_from(["POST", "PUT"])),
            "timeout_ms": 400,
        }
        for number, (word, one) in enumerate(zip(words, operations, strict=True))
    ]
    packets = draw(st.sampled_from([[], ["class"], ["job", "list"]]))
    schema = {
        "system": "Demo Worker",
        "module": "coreservice",
        "name": draw(st.sampled_from(["Worker", "List", "W", "AgentRuntime", "Context"])),
        "role": "Does what it is told, no matter how that is called.",
        "rootpath": draw(st.sampled_from(["demo/worker", "demo/json", "demo/Deep/Worker"])),
        "memorytopology": {layer: LAYERS[layer] for layer in layers},
        "communicationstack": {
            "packets": {"in": [{"type": kind, "operation": names[0]} for kind in packets]},
            "events": {"publishes": events},
        },
        "types": TYPES_SECTION,
        "operations": operations,
        "cursorinstructions": {
            "generatefiles": [f"{stem}.py" for stem in [*ROLES.split(), *stems]],
            "generatedocs": ["README.md", "CONFIG.md", "API_SPEC.md"],
        },
        "deployment": {
            "runtime": "async_event_loop",
            "environment": "local",
            "apimode": "private",
            "endpoints": endpoints,
        },
    }
    order = {"1": {"agent": "worker", "schema_file": "worker.yaml"}}
    collection = {
        "collection": "demo",
        "distribution": {"name": "demo-agents", "package": "demo", "version": "1.0.0"},
        "extraction_sequence": {"order": order},
        "defaults": DEFAULTS,
        "shared_configuration": {
            "governance_anchors": [{"name": "Owner", "role": "Answers.", "channels": ["log"]}]
        },
    }
    return Drawn(schema, collection)


WORKSPACES = _workspaces()
"""Workspaces of one agent with one to three operations."""
