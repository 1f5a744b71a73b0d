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
    walk = Walk(luck, {(DiscoveryCommandSpec, "unit"): lambda _: LEFT_OUT})
    orchestrator: Any = LEFT_OUT
    agent.module("discovery")
    if luck.chance(60):
        agent.module("orchestrator")
        command = walk.model(DiscoveryCommandSpec, word="orchestrate")
        orchestrator = walk.model(
            OrchestratorSpec,
            module=LEFT_OUT,
            health_every_s=2,
            health_timeout_s=luck.one([2, 0.5]),
            command=command,
        )
    agent.schema["discovery"] = walk.model(
        DiscoverySpec,
        module=LEFT_OUT,
        serves=served.id,
        group=luck.one(["239.255.77.80", "239.0.0.0", "239.255.255.255"]),
        announce_every_s=luck.one([3, 0.5]),
        suspect_after_s=luck.one([6, 3.5]),
        drop_after_s=luck.one([6, 86_400]),
        peers=walk.model(
            PeersSpec, path=scene.path("/neighbours"), limit=64, per_address=luck.one([1, 64])
        ),
        command=walk.model(DiscoveryCommandSpec, word="announce"),
        orchestrator=orchestrator,
    )
    scene.link(agent, [served])
    return agent
