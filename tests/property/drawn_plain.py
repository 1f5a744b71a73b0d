"""What every agent says of itself: who wrote it, its partners, its files, where its logs go."""

from typing import Any

from from_specs import LEFT_OUT, Walk
from hostile_names import TEXTS
from luck import Luck
from scene import Agent, Scene

from qpf.sections.collaborationnetwork.spec import InteractionProtocolSpec
from qpf.sections.cursorinstructions.spec import PostGenerationSpec
from qpf.sections.system.spec import SystemSpec

__all__ = ["drawn_plain"]

_GIVEN = ("system", "module", "name", "role", "rootpath")
_FOLDERS = ("data", "deep/er", "A-b", "class", "x.y")
_LOGS = ("a.log", "logs/b.log", "logs/deep/c.log", "class", "b.log")
_UNREADY = ("draft", "review", "deprecated")


def drawn_plain(scene: Scene) -> None:
    """More of what the agents of a collection, which are drawn already, say."""
    for agent in scene.agents:
        _identity(scene.luck, agent)
        _network(scene, agent)
        _files(scene, agent)


def _identity(luck: Luck, agent: Agent) -> None:
    version = luck.one(["6.0.0", "6.10.2", "12.0.0"])
    said = Walk(luck).model(
        SystemSpec,
        **dict.fromkeys(_GIVEN, LEFT_OUT),
        version=luck.one([LEFT_OUT, version]),
        created=luck.one([LEFT_OUT, "2024-02-29"]),
        updated=luck.one([LEFT_OUT, "2026-01-31"]),
        tags=luck.some(TEXTS[:20], 0, 2),
    )
    agent.schema.update(said)
    metadata = agent.schema.get("metadata")
    if metadata is not None and luck.chance(40):
        metadata["versionhash"] = f"{luck.one(['a1b2', 'rev'])}-v{said.get('version', '6.0.0')}"


def _network(scene: Scene, agent: Agent) -> None:
    luck, network = scene.luck, agent.schema.get("collaborationnetwork")
    if network is None:
        return
    folders = {one.id: one.folder for one in scene.agents}
    joined = agent.schema["integration"]["connectto"]
    known = [folders[one] for one in agent.needs if folders.get(one) in joined]
    network["partners"] = luck.some(known, 0, 2)
    if luck.chance(40):
        network["interactionprotocol"] = Walk(luck).model(InteractionProtocolSpec)


def _files(scene: Scene, agent: Agent) -> None:
    luck = scene.luck
    others = [one for one in scene.agents if one.id in agent.needs and one is not agent]
    modules = [f"{one.folder}/{stem}.py" for one in others for stem in one.stems]
    files: dict[str, Any] = agent.schema.setdefault("files", {})
    files["createifmissing"] = luck.some(_FOLDERS, 0, 2)
    files["linkexisting"] = luck.some(modules, 0, 2)
    files["logging"] = luck.some(_LOGS, 0, 3)
    ready = agent.schema.get("metadata", {}).get("status", "draft") not in _UNREADY
    files["postgeneration"] = Walk(luck).model(
        PostGenerationSpec,
        manifest=luck.one([LEFT_OUT, "out/manifest.json", f"{agent.id}.json"]),
        generatetests=LEFT_OUT if ready else luck.one([LEFT_OUT, LEFT_OUT, False]),
    )
