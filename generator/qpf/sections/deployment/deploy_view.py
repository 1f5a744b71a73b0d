"""Deployment files of a collection: image, compose file, chart, unit, rules, dashboards."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.graph import AgentNode, CollectionNode, Graph, Role
from qpf.sections.deployment.alerts import AlertView, alerts
from qpf.sections.deployment.dashboards import dashboard
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.views.encode import (
    ComposeValue,
    DottedName,
    EnvValue,
    JsonValue,
    PathText,
    SystemdValue,
    YamlValue,
)

__all__ = ["DeployView", "RulesView", "dashboards", "deployments", "rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployView:
    """What the deployment files print."""

    path_fields: Mapping[str, str]
    origin: Place
    name: PathText
    title: YamlValue
    summary: SystemdValue
    version: YamlValue
    distribution: PathText
    core: PathText
    package: DottedName
    prefix: PathText
    port: PathText
    image: ComposeValue
    replicas: YamlValue
    cpu: YamlValue
    memory: YamlValue
    memory_limit: PathText
    redis: EnvValue
    postgres: EnvValue
    archive: EnvValue


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesView:
    """Prometheus alert rules of all agents."""

    path_fields: Mapping[str, str]
    origin: Place
    group: YamlValue
    alerts: tuple[AlertView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardView:
    """A Grafana dashboard as one JSON document."""

    path_fields: Mapping[str, str]
    origin: Place
    document: JsonValue


def deployments(collection: CollectionNode, graph: Graph) -> Iterator[DeployView]:
    """The view that image, compose file, chart, unit, environment and workflow share."""
    distribution, at = collection.distribution, collection.map_origins.at
    specs = [agent.spec.section("deployment", DeploymentSpec) for agent in _served(collection)]
    shared = collection.map.shared_configuration
    backends = shared.memory_backends
    place, port = at("/distribution"), at("/shared_configuration/port")
    redis = backends.redis_cluster.connection if backends.redis_cluster else ""
    postgres = backends.postgres_pgvector.connection if backends.postgres_pgvector else ""
    bucket = backends.s3_archive.bucket if backends.s3_archive else ""
    memory = _largest(spec.resources.memory for spec in specs)
    yield DeployView(
        path_fields={"name": distribution.name},
        origin=place,
        name=PathText(distribution.name, place),
        title=YamlValue(collection.map.title or distribution.name, at("/title")),
        summary=SystemdValue(
            distribution.summary or distribution.name, at("/distribution/summary")
        ),
        version=YamlValue(distribution.version, at("/distribution/version")),
        distribution=PathText(distribution.name, place),
        core=PathText(graph.collection(collection.requires[0]).distribution.name, place),
        package=DottedName(distribution.package, at("/distribution/package")),
        prefix=PathText(f"{distribution.package.upper()}_", at("/distribution/package")),
        port=PathText(str(shared.port or 8000), port),
        image=ComposeValue(f"{distribution.name}:{distribution.version}", place),
        replicas=YamlValue(max(spec.replicas for spec in specs), place),
        cpu=YamlValue(str(max(spec.resources.cpu for spec in specs)), place),
        memory=YamlValue(memory, place),
        memory_limit=PathText(memory.removesuffix("i"), place),
        redis=EnvValue(redis, at("/shared_configuration/memory_backends")),
        postgres=EnvValue(
            postgres.replace("postgresql://", "postgresql+psycopg://"),
            at("/shared_configuration/memory_backends"),
        ),
        archive=EnvValue(
            f"s3://{bucket}" if bucket else "", at("/shared_configuration/memory_backends")
        ),
    )


def rules(collection: CollectionNode, graph: Graph) -> Iterator[RulesView]:
    """The alert rules that `alerting` states."""
    del graph
    found = tuple(alert for agent in _served(collection) for alert in alerts(agent))
    if found:
        place = collection.map_origins.at("/distribution")
        yield RulesView(
            path_fields={"name": collection.distribution.name},
            origin=place,
            group=YamlValue(collection.distribution.name, place),
            alerts=found,
        )


def dashboards(collection: CollectionNode, graph: Graph) -> Iterator[DashboardView]:
    """One dashboard for each agent."""
    del graph
    for agent in _served(collection):
        place = agent.spec.at("/deployment/telemetry")
        yield DashboardView(
            path_fields={"slug": agent.slug},
            origin=place,
            document=JsonValue(dashboard(agent), place),
        )


def _served(collection: CollectionNode) -> list[AgentNode]:
    return [agent for agent in collection.agents if agent.stem_of(Role.API_SERVER)]


_FACTORS = {"Ki": 1, "Mi": 1024, "Gi": 1024 * 1024}


def _largest(sizes: Iterator[str]) -> str:
    return max(sizes, key=lambda size: int(size[:-2]) * _FACTORS[size[-2:]])
