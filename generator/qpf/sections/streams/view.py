"""Topics, workers and the command that runs one."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.code import CodeLine, Import
from qpf.model.graph import AgentNode, CollectionNode, Graph
from qpf.sections.streams.checking import SampleView, samples
from qpf.sections.streams.deploying import deployed
from qpf.sections.streams.handlers import worker_lines
from qpf.sections.streams.live_view import live, live_tests, parts
from qpf.sections.streams.neighbours import migrations_of
from qpf.sections.streams.spec import StreamsSpec
from qpf.views.encode import Code, DocText, Identifier, Literal
from qpf.views.hooks import CommandRef
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import ConstantName, FunctionName, Namer

__all__ = [
    "commands",
    "deployed",
    "live",
    "live_tests",
    "parts",
    "topics",
    "worker_tests",
    "workers",
]

_BASE = "/streams"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicView:
    """One topic."""

    constant: Identifier
    name: Literal
    max_length: Literal
    summary: DocText


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicsView(ModuleView):
    """The module of topics."""

    topics: tuple[TopicView, ...]
    constants: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerView:
    """One worker."""

    function: Identifier
    name: Literal
    docstring: DocText
    returns: Identifier
    body: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkersView(ModuleView):
    """The module of workers, or its tests."""

    workers: tuple[WorkerView, ...]
    program: Literal
    prepare: Code
    samples: tuple[SampleView, ...]
    has_packets: bool
    dead: Code
    migrations: Code


def topics(agent: AgentNode, graph: Graph) -> Iterator[TopicsView]:
    """The module of topics."""
    spec = agent.spec.section("streams", StreamsSpec)
    place = agent.spec.key(f"{_BASE}/topics")
    found = []
    for name, topic in spec.topics.items():
        at = agent.spec.key(f"{_BASE}/topics/{name}")
        found.append(
            TopicView(
                constant=ConstantName(name, at),
                name=Literal(name, at),
                max_length=Literal(topic.max_length, at),
                summary=DocText(topic.summary, at, indent=0),
            )
        )
    yield TopicsView(
        path_fields=agent_paths(agent, "topics"),
        origin=place,
        docstring=DocText(f"Topics of {agent.name}.", place, indent=0),
        imports=imports_of(
            graph,
            [
                Import("qpf_fabric.streams.topics", "Topic"),
                Import("qpf_fabric.streams.topics", "bounds_of"),
            ],
        ),
        topics=tuple(found),
        constants=Code.from_text(f"({', '.join(str(one.constant) for one in found)},)", place),
    )


def workers(agent: AgentNode, graph: Graph) -> Iterator[WorkersView]:
    """The module of workers."""
    wanted = {
        Import("collections.abc", "Mapping"),
        Import("collections.abc", "Sequence"),
        Import("types", "MappingProxyType"),
        Import("qpf_core.service", "CoreSettings"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_fabric.streams.process", "Build"),
        Import("qpf_fabric.streams.process", "run_worker"),
        Import(agent.package, "topics"),
    }
    yield _workers(agent, graph, f"Workers of {agent.name}.", wanted)


def worker_tests(agent: AgentNode, graph: Graph) -> Iterator[WorkersView]:
    """Tests that every worker handles an entry."""
    wanted = {
        Import("pytest"),
        Import("qpf_core.bus", "Body"),
        Import("qpf_core.service", "Platform"),
        Import("qpf_core.service", "embedded_settings"),
        Import("qpf_fabric.streams.producing", "Producer"),
        Import("qpf_fabric.streams.worker", "StreamWorker"),
        Import(agent.package, "topics"),
        Import(f"{agent.package}.workers", "WORKERS"),
        Import(f"{agent.package}.workers", "worker"),
    }
    yield _workers(agent, graph, f"Workers of {agent.name} handle what arrives.", wanted, True)


def commands(collection: CollectionNode, graph: Graph) -> Iterator[CommandRef]:
    """The command that runs a worker by its name."""
    del graph
    for agent in collection.agents:
        spec = agent.spec.find("streams", StreamsSpec)
        if spec is not None:
            names = ", ".join(worker.name for worker in spec.workers)
            yield CommandRef(
                word=spec.command,
                module=f"{agent.package}.workers",
                name="worker",
                summary=f"run a worker until SIGTERM: {names}",
                place=agent.spec.key(_BASE),
            )


def _workers(
    agent: AgentNode, graph: Graph, doc: str, wanted: set[Import], is_test: bool = False
) -> WorkersView:
    spec = agent.spec.section("streams", StreamsSpec)
    place = agent.spec.key(_BASE)
    views, imports, namer = [], set(wanted), Namer()
    for number, worker in enumerate(spec.workers):
        at = agent.spec.at(f"{_BASE}/workers/{number}")
        body, more = worker_lines(agent, graph, worker, spec)
        imports |= set() if is_test else more
        views.append(
            WorkerView(
                function=namer.name(FunctionName, f"{worker.name} worker", at),
                name=Literal(worker.name, at),
                docstring=DocText(
                    worker.summary, agent.spec.at(f"{_BASE}/workers/{number}/summary")
                ),
                returns=Identifier("StreamWorker" if worker.reads else "Producer", at),
                body=Code([CodeLine(line, at) for line in body], at).indented(4),
            )
        )
    found, more = samples(agent, graph, spec)
    imports |= more if is_test else set()
    prepare = [
        (f"{one.package}.migrations", f"migrate_{one.slug}") for one in migrations_of(agent, graph)
    ]
    imports |= {Import(module, "migrate_tables", alias) for module, alias in prepare}
    names = "".join(f"{alias}, " for _, alias in prepare)
    dead = dict.fromkeys(ConstantName(one.dead) for one in spec.workers if one.dead)
    package = graph.collection_of(agent.id).distribution.package
    return WorkersView(
        path_fields=agent_paths(agent, "workers"),
        origin=place,
        docstring=DocText(doc, place, indent=0),
        imports=imports_of(graph, imports),
        workers=tuple(views),
        program=Literal(f"{package} {spec.command}", place),
        prepare=Code.from_text(f"({names.rstrip()})" if names else "()", place),
        samples=found,
        has_packets=any(one.is_packet for one in found),
        dead=Code.from_text(f"({''.join(f'topics.{name}, ' for name in dead).rstrip()})", place),
        migrations=Code(
            [CodeLine(f"    {alias}(platform)", place) for _, alias in prepare] or [], place
        ),
    )
