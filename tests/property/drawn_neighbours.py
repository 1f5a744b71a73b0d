"""The discovery of neighbours."""

from typing import Any

from from_specs import LEFT_OUT, Walk
from scene import Agent, Scene

from qpf.sections.discovery.spec import (
    DiscoveryCommandSpec,
    DiscoverySpec,
    OrchestratorSpec,
    PeersSpec,
)

__all__ = ["drawn_discovery"]


def drawn_discovery(scene: Scene, served: Agent) -> Agent:
    """Neighbours of a service, and perhaps an orchestrator."""
    luck, agent = scene.luck, scene.home("discovery", "neighbours", "Neighbours", [served])
    scene.kits.add("organism")
    walk = Walk(luck)
    orchestrator: Any = LEFT_OUT
    module = _module(scene, agent, "discovery", ["peers", "socket", "print"])
    if luck.chance(60):
        every = luck.one([2, 0.5, 86_400])
        orchestrator = walk.model(
            OrchestratorSpec,
            module=_module(scene, agent, "orchestrator", ["tasks", "asyncio", "list"]),
            health_every_s=every,
            health_timeout_s=luck.one([0.5, min(every, 2)]),
            command=_command(scene, ["orchestrate", "a-b", "class", "x-"]),
        )
    agent.schema["discovery"] = walk.model(
        DiscoverySpec,
        module=module,
        serves=served.id,
        group=luck.one(["239.255.77.80", "239.0.0.0", "239.255.255.255"]),
        announce_every_s=luck.one([3, 0.5]),
        suspect_after_s=luck.one([6, 3.5]),
        drop_after_s=luck.one([6, 86_400]),
        peers=walk.model(
            PeersSpec, path=scene.path("/neighbours"), limit=64, per_address=luck.one([1, 64])
        ),
        command=_command(scene, ["announce", "def", "serve-all", "n" * 60]),
        orchestrator=orchestrator,
    )
    scene.link(agent, [served])
    return agent


def _command(scene: Scene, words: list[str]) -> dict[str, Any]:
    """A process of its own, with a unit or without."""
    unit = scene.luck.one([LEFT_OUT, "demo-node", "a", "x-1-"])
    return Walk(scene.luck).model(
        DiscoveryCommandSpec,
        word=scene.once("command", scene.luck.one(words)),
        unit=unit if unit is LEFT_OUT else scene.once("unit", unit),
    )


def _module(scene: Scene, agent: Agent, usual: str, others: list[str]) -> Any:
    """The module of a section: the usual one, which is not written, or another one."""
    if usual not in agent.stems and scene.luck.chance(60):
        agent.module(usual)
        return LEFT_OUT
    return scene.stem_of(agent, others)
