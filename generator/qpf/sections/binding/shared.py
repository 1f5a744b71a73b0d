"""Shared configuration: one place for each backend, one root for each kind of file."""

from qpf.diagnostics.catalogue import deployment, wiring
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import child
from qpf.model.spec import AgentSpec, CollectionSpec
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.sections.deployment.spec import DeploymentSpec

__all__ = ["check_backends", "check_shared_roots"]

_BACKENDS = {
    "redis": "redis_cluster",
    "postgres": "postgres_pgvector",
    "neo4j": "neo4j_auradb",
    "hypergraph": "hypergraphdb",
    "s3": "s3_archive",
}


def check_backends(spec: CollectionSpec, found: Diagnostics) -> None:
    """Map and glue agree on the place of every backend that both name."""
    shared = spec.glue.memory_harmonization.shared_backends
    for name, key in _BACKENDS.items():
        backend = getattr(spec.map.shared_configuration.memory_backends, key)
        glue = getattr(shared, name)
        if backend is None or not glue:
            continue
        written = backend.connection
        field = "connection"
        if name == "s3" and backend.bucket:
            written, field = f"s3://{backend.bucket}", "bucket"
        if written and written.rstrip("/") != glue.rstrip("/"):
            at = spec.map_at(f"/shared_configuration/memory_backends/{key}/{field}")
            place = spec.glue_at(f"/memory_harmonization/shared_backends/{name}")
            found.add(wiring.backends_disagree(place, name, glue, written, at))


def check_shared_roots(spec: CollectionSpec, agent: AgentSpec, found: Diagnostics) -> None:
    """Logs, manifest and dashboard of an agent lie under the roots of the map."""
    shared = spec.map.shared_configuration
    files = agent.find("cursorinstructions", CursorInstructionsSpec)
    service = agent.find("deployment", DeploymentSpec)
    paths: list[tuple[str, str, str]] = []
    if files is not None:
        logs = "/cursorinstructions/logging"
        paths += [(child(logs, i), p, shared.logging_root) for i, p in enumerate(files.logging)]
        manifest = files.postgeneration.manifest
        if manifest is not None:
            pointer = "/cursorinstructions/postgeneration/manifest"
            paths.append((pointer, manifest, shared.manifests_root))
    if service is not None and service.telemetry.dashboard is not None:
        pointer = "/deployment/telemetry/dashboard"
        paths.append((pointer, service.telemetry.dashboard, shared.monitoring_root))
    for pointer, path, root in paths:
        if root and not path.startswith(f"{root.rstrip('/')}/"):
            name = pointer.lstrip("/").replace("/", ".")
            found.add(deployment.path_outside_root(agent.at(pointer), name, path, root))
