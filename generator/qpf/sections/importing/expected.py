"""What the dialects call things, and what stands where an author left a required value out."""

from collections.abc import Mapping

from qpf.model.document import Plain

__all__ = ["ALIASES", "STANDARD", "SYNONYMS"]

ALIASES: Mapping[str, str] = {
    "dashboardpath": "dashboard",
    "storage": "storagetype",
    "backend": "storagetype",
    "worldmodel": "worldmodelintegration",
    "learning": "learningsystem",
    "reasoning": "reasoningengine",
    "memory": "memorytopology",
    "communication": "communicationstack",
    "collaboration": "collaborationnetwork",
    "codegen": "cursorinstructions",
    "meta": "metadata",
    "sources": "activemodels",
    "timeoutms": "timeout_ms",
    "timeout": "timeout_ms",
    "auth": "auth_required",
    "schedule": "temporalscope",
    "healthendpoint": "healthcheck",
    "decisionlatencyms": "decisionlatencymaxms",
    "maxtasks": "tasklimit",
    "sharedtriggers": "shared_escalation_triggers",
}
"""Folded spelling -> the canonical key it stands for, where folding alone does not tell."""

SYNONYMS: Mapping[str, str] = {
    "postgresql": "postgres",
    "postgrespgvector": "postgres + pgvector",
    "rediscluster": "redis_cluster",
    "hypergraph": "hypergraphdb",
    "s3": "s3_durable_archive",
    "s3archive": "s3_durable_archive",
    "neo4jaura": "neo4j_auradb",
    "active": "production",
    "stable": "production",
    "ready": "production_ready",
    "productionready": "production_ready",
    "experimental": "draft",
    "gated": "gated_by_governance",
    "pythonasync": "python_3.11_async",
    "async": "async_event_loop",
    "multinode": "async_multinode",
    "autonomy": "full_autonomy",
}
"""Folded word -> the word of the dialect."""

STANDARD: Mapping[tuple[str, str], Plain] = {
    ("SystemSpec", "module"): "coreservice",
    ("GovernanceSpec", "mode"): "hybrid",
    ("GovernanceSpec", "humanoverride"): True,
    ("WorkingLayer", "storagetype"): "redis_cluster",
    ("EpisodicLayer", "storagetype"): "postgres + pgvector",
    ("SemanticLayer", "storagetype"): "neo4j_auradb",
    ("CausalLayer", "storagetype"): "hypergraphdb",
    ("ArchiveLayer", "storagetype"): "s3_durable_archive",
    ("SharingSpec", "enabled"): False,
    ("SharingSpec", "layer"): "cognition_bus",
    ("ReasoningEngineSpec", "framework"): "direct_response",
    ("ReasoningEngineSpec", "model"): "rules",
    ("FusionSpec", "mode"): "blend",
    ("InteractionProtocolSpec", "contextexchange"): "PacketEnvelope",
    ("InteractionProtocolSpec", "memoryalignment"): "none",
    ("AutonomyScopeSpec", "internaldecisions"): "full",
    ("AutonomyScopeSpec", "externalactions"): "gated_by_governance",
    ("LearningSystemSpec", "architecture"): "none",
    ("LearningSystemSpec", "autonomyprofile"): {},
    ("AutonomyProfileSpec", "mode"): "controlled_autonomy",
    ("AutonomyProfileSpec", "tasklimit"): "5_parallel",
    ("UpdatePolicySpec", "mode"): "offline",
    ("GrowthSpec", "stabilitythreshold"): 0.05,
    ("GrowthSpec", "optimizationtarget"): "accuracy",
    ("DeploymentSpec", "runtime"): "async_event_loop",
    ("DeploymentSpec", "environment"): "local",
    ("DeploymentSpec", "apimode"): "private",
    ("CursorInstructionsSpec", "generatefiles"): [],
    ("MetadataSpec", "status"): "draft",
}
"""(model, key) -> the value set when the author wrote none that can be used."""
