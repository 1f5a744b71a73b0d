"""A workspace while it is drawn: agents, who needs whom, and what the map has to say."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hostile_names import file_stem
from luck import Luck

__all__ = ["DEFAULTS", "ROLES", "Agent", "Scene", "Workspace"]

ROLES = [
    "__init__",
    "controller",
    "governance_bridge",
    "memory_bridge",
    "world_model_bridge",
    "packet_handler",
    "event_publisher",
    "api_server",
    "config_manager",
]
"""Modules that a service needs."""

TAKEN = frozenset([*ROLES, "models", "event_subscriber", "self_", "conftest"])

DEFAULTS: dict[str, Any] = {
    "integration": {"connectto": []},
    "governance": {
        "anchors": [],
        "mode": "autonomous",
        "humanoverride": False,
        "auditscope": ["operations"],
    },
    "memorytopology": {},
    "communicationstack": {"channels": {}},
    "reasoningengine": {"framework": "none", "model": "none"},
    "collaborationnetwork": {
        "autonomyscope": {"internaldecisions": "full", "externalactions": "full"}
    },
    "learningsystem": {
        "architecture": "none",
        "autonomyprofile": {"mode": "full_autonomy", "tasklimit": "unlimited"},
    },
    "worldmodelintegration": {},
    "deployment": {"runtime": "async_event_loop", "environment": "local", "apimode": "private"},
    "metadata": {"owner": "Demo Team", "status": "draft"},
}
"""What every agent has unless its schema says otherwise."""


@dataclass(slots=True)
class Agent:
    """One schema: its file stem, its folder, what it holds, and the modules it generates."""

    id: str
    folder: str
    schema: dict[str, Any]
    stems: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    watches: list[str] = field(default_factory=list)

    def module(self, stem: str) -> str:
        """Generate a module, once."""
        if stem not in self.stems:
            self.stems.append(stem)
        return stem

    @property
    def is_library(self) -> bool:
        """Whether it is no service."""
        return bool(self.schema["module"] == "library")


@dataclass(frozen=True, slots=True)
class Workspace:
    """The values of the documents of a workspace, by path."""

    documents: dict[str, Any]

    def write(self, root: Path) -> None:
        """Write them below a folder; JSON is YAML as well."""
        for path, value in self.documents.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(value, ensure_ascii=False, indent=1)
            (root / path).write_text(text.replace("\x7f", ""), "utf-8")


_NAMES = ("Lock", "Test", "Platform", "Self", "Result", "AgentRuntime", "Any", "X" * 60)
"""Names of agents that something else has, somewhere in what is emitted."""


class Scene:
    """Collects agents of one collection."""

    def __init__(self, luck: Luck, package: str) -> None:
        """`package` is the import name of the distribution."""
        self.luck, self.package = luck, package
        self.agents: list[Agent] = []
        self.kits: set[str] = set()
        self.requirements: set[str] = set()
        self.wirings: list[dict[str, Any]] = []
        self.anchors: list[str] = []
        self.shared: dict[str, Any] = {}
        self.taken: set[tuple[str, str]] = set()

    def agent(self, id: str, name: str, *, module: str = "library", **more: Any) -> Agent:
        """A new agent with its identity; a number makes a second one of a kind another."""
        again = 1 + sum(one.id.rstrip("0123456789") == id for one in self.agents)
        if again > 1:
            id, name = f"{id}{again}", f"{name}{again}"
        name = self.once("name", self.luck.one([name] * 8 + list(_NAMES)))
        folder = f"{self.package}/{self.luck.one([id, id, id.upper(), f'deep/er/{id}'])}"
        schema = {
            "system": f"Drawn {name}",
            "module": module,
            "name": name,
            "role": "Does what it is told, no matter how that is called.",
            "rootpath": folder,
            **more,
        }
        made = Agent(id, folder, schema, ["__init__"] if module == "library" else list(ROLES))
        self.agents.append(made)
        return made

    def home(self, section: str, id: str, name: str, beside: Sequence[Agent] = ()) -> Agent:
        """An agent for a section: mostly a new one, or one that has other sections already.

        It is none that an agent `beside`, which the section needs, needs itself.
        """
        needed = {one.id for one in beside}
        while more := {n for a in self.agents if a.id in needed for n in a.needs} - needed:
            needed |= more
        needed -= {one.id for one in beside}
        free = [a for a in self.agents if section not in a.schema and a.id not in needed]
        return self.luck.one(free) if free and self.luck.chance(30) else self.agent(id, name)

    def link(self, agent: Agent, others: Sequence[Agent]) -> None:
        """Let an agent need others besides those it needs already."""
        for other in others:
            if other is not agent and other.id not in agent.needs:
                agent.needs.append(other.id)
                _join(agent, other)

    def watch(self, agent: Agent, other: Agent) -> None:
        """Let an agent observe another one, which may need it."""
        if other.id not in {*agent.needs, *agent.watches}:
            agent.watches.append(other.id)
            _join(agent, other)

    def stem_of(self, agent: Agent, stems: Sequence[str]) -> str:
        """A module of an agent, called like one of these unless all are taken."""
        free = [one for one in stems if one not in agent.stems]
        return agent.module(self.luck.one(free) if free else f"{stems[0]}_{len(agent.stems)}")

    def find(self, section: str) -> list[Agent]:
        """Agents with a section."""
        return [one for one in self.agents if section in one.schema]

    def stem(self, agent: Agent) -> str:
        """A module of an agent for something of its own, of a hostile name."""
        free = [one for one in (file_stem(self.luck), "work", "other") if one not in agent.stems]
        return agent.module(free[0] if free else f"more_{len(agent.stems)}")

    def once(self, kind: str, text: str) -> str:
        """A text that nothing else of the collection has: a path, a command, a unit, a table."""
        while (kind, text.casefold()) in self.taken:
            text += "x"
        self.taken.add((kind, text.casefold()))
        return text

    def path(self, text: str) -> str:
        """A URL path that nobody else has."""
        return self.once("path", text)

    def documents(self) -> dict[str, Any]:
        """The documents of everything collected."""
        documents: dict[str, Any] = {}
        home = f"schemas/{self.package}"
        for one in self.agents:
            files = {
                "generatefiles": [f"{stem}.py" for stem in one.stems],
                "generatedocs": ["README.md", "CONFIG.md", "API_SPEC.md"],
            }
            one.schema["cursorinstructions"] = {**files, **one.schema.pop("files", {})}
            documents[f"{home}/{one.id}.yaml"] = one.schema
        documents[f"extractor_maps/{self.package}.yaml"] = self._map()
        if self.wirings:
            documents[f"glue/{self.package}.yaml"] = {"wirings": self.wirings}
        return documents

    def workspace(self) -> Workspace:
        """A workspace of these documents alone."""
        return Workspace(self.documents())

    def _ordered(self) -> list[str]:
        """The agents, each after those it needs."""
        known: list[str] = []
        waiting = list(self.agents)
        while waiting:
            ahead = {one.id for one in waiting}
            ready = next(one for one in waiting if not ahead & {*one.needs} - {one.id})
            known.append(ready.id)
            waiting.remove(ready)
        return known

    def _map(self) -> dict[str, Any]:
        known = self._ordered()
        order = {
            str(number): {"agent": one, "schema_file": f"{one}.yaml"}
            for number, one in enumerate(known, start=1)
        }
        anchors = [{"name": name, "role": "Answers.", "channels": ["log"]} for name in self.anchors]
        distribution: dict[str, Any] = {
            "name": self.package.replace("_", "-"),
            "package": self.package,
            "version": "1.0.0",
        }
        if self.kits:
            distribution["stands_on"] = sorted(self.kits)
        if self.requirements:
            distribution["requirements"] = sorted(self.requirements)
        edges = [f"{one.id} -> {other} (it uses it)" for one in self.agents for other in one.needs]
        edges += [
            f"{one.id} ->> {other} (it hears it)"
            for one in self.agents
            for other in one.watches
            if other not in one.needs
        ]
        return {
            "collection": self.package,
            "distribution": distribution,
            "extraction_sequence": {"order": order},
            "defaults": DEFAULTS,
            "shared_configuration": {"governance_anchors": anchors, **self.shared},
            "dependency_graph": {"edges": edges},
        }


def _join(agent: Agent, other: Agent) -> None:
    joined = agent.schema.setdefault("integration", {}).setdefault("connectto", [])
    if other.folder not in joined:
        joined.append(other.folder)
