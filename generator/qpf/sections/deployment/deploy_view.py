"""Deployment files of a collection: image, compose file, chart, units, rules, dashboards."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.graph import CollectionNode, Graph
from qpf.model.shared_configuration import Backend
from qpf.sections.deployment.alerts import AlertView, alerts
from qpf.sections.deployment.dashboards import dashboard
from qpf.sections.deployment.sizes import largest, served
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.deployment.units import units
from qpf.sections.hooks import workers_of
from qpf.views.encode import (
    ComposeValue,
    DottedName,
    EnvValue,
    JsonValue,
    PathText,
    YamlValue,
)
from qpf.views.hooks import WorkerRef
from qpf.views.naming import DistributionName

__all__ = ["DeployView", "RulesView", "dashboards", "deployments", "rules", "units"]

_BACKENDS = "/shared_configuration/memory_backends"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerView:
    """A process beside the service."""

    name: ComposeValue
    command: ComposeValue
    is_demo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployView:
    """What the deployment files print."""

    path_fields: Mapping[str, str]
    origin: Place
    name: PathText
    title: YamlValue
    version: YamlValue
    distribution: PathText
    core: PathText
    package: DottedName
    prefix: PathText
    port: PathText
    image: ComposeValue
    chart: YamlValue
    charted_image: YamlValue
    charted_package: YamlValue
    charted_port: YamlValue
    replicas: YamlValue
    cpu: YamlValue
    memory: YamlValue
    redis: EnvValue
    postgres: EnvValue
    archive: EnvValue
    workers: tuple[WorkerView, ...]
    charted: YamlValue


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
    """The view that image, compose file, chart, environment and workflow share."""
    distribution, at = collection.distribution, collection.map_origins.at
    specs = [agent.spec.section("deployment", DeploymentSpec) for agent in served(collection)]
    shared = collection.map.shared_configuration
    backends = shared.memory_backends
    place, port = at("/distribution"), at("/shared_configuration/port")
    redis = backends.redis_cluster.connection if backends.redis_cluster else ""
    postgres = backends.postgres_pgvector.connection if backends.postgres_pgvector else ""
    archive = backends.s3_archive or Backend()
    objects = f"s3://{archive.bucket}/{archive.prefix.strip('/')}".rstrip("/")
    memory = largest(spec.resources.memory for spec in specs)
    workers = workers_of(collection, graph)
    image = f"{distribution.name}:{distribution.version}"
    yield DeployView(
        path_fields={"name": distribution.name},
        origin=place,
        name=PathText(distribution.name, place),
        title=YamlValue(collection.map.title or distribution.name, at("/title")),
        version=YamlValue(distribution.version, at("/distribution/version")),
        distribution=PathText(distribution.name, place),
        core=PathText(graph.collection(collection.requires[0]).distribution.name, place),
        package=DottedName(distribution.package, at("/distribution/package")),
        prefix=PathText(f"{distribution.package.upper()}_", at("/distribution/package")),
        port=PathText(str(shared.port or 8000), port),
        image=ComposeValue(image, place),
        chart=YamlValue(distribution.name, place),
        charted_image=YamlValue(image, place),
        charted_package=YamlValue(distribution.package, at("/distribution/package")),
        charted_port=YamlValue(shared.port or 8000, port),
        replicas=YamlValue(max(spec.replicas for spec in specs), place),
        cpu=YamlValue(str(max(spec.resources.cpu for spec in specs)), place),
        memory=YamlValue(memory, place),
        redis=EnvValue(redis, at(f"{_BACKENDS}/redis_cluster/connection")),
        postgres=EnvValue(
            postgres.replace("postgresql://", "postgresql+psycopg://"),
            at(f"{_BACKENDS}/postgres_pgvector/connection"),
        ),
        archive=EnvValue(objects if archive.bucket else "", at(f"{_BACKENDS}/s3_archive/bucket")),
        workers=tuple(
            WorkerView(
                name=ComposeValue(str(DistributionName(one.name)), one.place),
                command=ComposeValue(list(one.words), one.place),
                is_demo=one.is_demo,
            )
            for one in workers
        ),
        charted=YamlValue([_charted(one) for one in workers if not one.is_demo], place),
    )


def _charted(one: WorkerRef) -> dict[str, object]:
    """A worker as the values of the chart list it."""
    return {"name": str(DistributionName(one.name)), "args": list(one.words), "replicas": 1}


def rules(collection: CollectionNode, graph: Graph) -> Iterator[RulesView]:
    """The alert rules that `alerting` states."""
    del graph
    found = tuple(alert for agent in served(collection) for alert in alerts(agent))
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
    for agent in served(collection):
        place = agent.spec.at("/deployment/telemetry")
        yield DashboardView(
            path_fields={"slug": agent.slug},
            origin=place,
            document=JsonValue(dashboard(agent), place),
        )
