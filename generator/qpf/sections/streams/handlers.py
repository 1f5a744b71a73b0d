"""The body of a worker's function: what it runs, where it reads and writes."""

import re
from collections.abc import Mapping

from qpf.language.compiled import CompiledOperation
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.durations import duration_s
from qpf.sections.operations.modules import module_import, module_names
from qpf.sections.operations.signatures import annotation, signature_imports
from qpf.sections.streams.neighbours import record_home, registry_home
from qpf.sections.streams.rules import DEFAULT, kind_of
from qpf.sections.streams.spec import StreamMeasureSpec, StreamsSpec, WorkerSpec
from qpf.views.encode import Literal
from qpf.views.naming import ConstantName, FunctionName

__all__ = ["pipeline_code", "topic_code", "worker_lines"]

_KIT = "qpf_fabric.streams"
Lines = tuple[list[str], set[Import]]


def worker_lines(agent: AgentNode, graph: Graph, worker: WorkerSpec, spec: StreamsSpec) -> Lines:
    """Lines of the function's body, not indented, and the imports they need."""
    if worker.reads is None:
        return _making(agent, worker, spec)
    lines, imports, handler = _handler(agent, graph, worker)
    imports |= {
        Import(f"{_KIT}.assembling", "Reading"),
        Import(f"{_KIT}.assembling", "reader"),
        Import(f"{_KIT}.limits", "ReaderLimits"),
        Import(f"{_KIT}.worker", "StreamWorker"),
    }
    reads, effect = worker.reads, ""
    lines += [
        "reading = Reading(",
        f"    worker={Literal(worker.name)},",
        f"    topic={topic_code(reads.topic)},",
        f"    group={Literal(reads.group)},",
        f"    dead={topic_code(str(worker.dead))},",
        "    limits=ReaderLimits(",
        f"        batch={reads.batch},",
        f"        block_s={duration_s(reads.block)},",
        f"        claim_idle_s={duration_s(reads.claim_idle)},",
        f"        max_deliveries={reads.max_deliveries},",
        "    ),",
        "    bounds=topics.BOUNDS,",
        ")",
    ]
    if worker.writes is not None:
        home = record_home(agent, graph, worker.writes)
        imports |= {
            Import("qpf_fabric.store.recording", "Recorder"),
            Import("qpf_fabric.store.recording", "source_of"),
            Import(home.package, "records"),
        }
        record = f"records.{FunctionName(worker.writes)}"
        lines.append(f"recorder = Recorder(platform.store, {record}, platform.clock)")
        effect = ", recorder.effect(source_of(pipeline))"
    lines.append(f"return reader(platform, consumer, reading, {handler}{effect})")
    return lines, imports


def pipeline_code(agent: AgentNode, graph: Graph, worker: WorkerSpec) -> tuple[str, Import]:
    """The pipeline of a worker as an expression, and its import."""
    home = f"{registry_home(agent, graph).package}.registry"
    handler = worker.handler
    if handler.protocol == DEFAULT:
        return "PIPELINE", Import(home, "PIPELINE")
    if handler.protocol is not None:
        return f"PROTOCOLS[{Literal(handler.protocol)}]", Import(home, "PROTOCOLS")
    layers = Literal(_thawed(handler.layers))
    return f"pipeline_of({layers}, {Literal(handler.name)})", Import(home, "pipeline_of")


def topic_code(name: str) -> str:
    """A topic as an expression."""
    return f"topics.{ConstantName(name)}"


def _handler(
    agent: AgentNode, graph: Graph, worker: WorkerSpec
) -> tuple[list[str], set[Import], str]:
    kind = kind_of(worker.handler)
    if kind in ("protocol", "layers"):
        return _packets(agent, graph, worker)
    if kind == "measures":
        return _measures(worker)
    operation = _operation(agent, worker)
    output = worker.publishes.output
    target = f"{topic_code(output)}.name" if output is not None else "None"
    call, imports = _call(agent, operation)
    imports.add(Import(f"{_KIT}.operations", "OperationHandler"))
    lines = ["", "def call(body: JsonObject) -> object:", f"    return {call}", ""]
    packet = ", as_packet=True" if worker.handler.as_packet else ""
    return lines, imports, f"OperationHandler(call, {target}{packet})"


def _packets(
    agent: AgentNode, graph: Graph, worker: WorkerSpec
) -> tuple[list[str], set[Import], str]:
    code, home = pipeline_code(agent, graph, worker)
    imports = {
        home,
        Import(f"{_KIT}.packets", "PacketHandler"),
        Import(f"{_KIT}.packets", "PacketTopics"),
    }
    given = [
        f"{field}={topic_code(name)}.name"
        for field in ("output", "frames")
        if (name := getattr(worker.publishes, field)) is not None
    ]
    direction, traced = Literal(worker.handler.direction), worker.handler.traced
    lines = [
        f"pipeline = {code}",
        f"targets = PacketTopics({', '.join(given)})",
        f"handler = PacketHandler(pipeline, {direction}, targets, traced={traced})",
    ]
    return lines, imports, "handler"


def _measures(worker: WorkerSpec) -> tuple[list[str], set[Import], str]:
    imports = {
        Import(f"{_KIT}.measuring", "Measure"),
        Import(f"{_KIT}.measuring", "MeasureHandler"),
    }
    lines = ["measures = ("]
    for one in worker.handler.measures:
        lines += _measure(one)
    lines.append(")")
    return lines, imports, "MeasureHandler(measures, platform.metrics.registry)"


def _measure(one: StreamMeasureSpec) -> list[str]:
    return [
        "    Measure(",
        f"        name={Literal(one.name)},",
        f"        summary={Literal(one.summary)},",
        f"        kind={Literal(one.kind)},",
        f"        each={Literal(one.each)},",
        f"        value={Literal(one.value)},",
        f"        labels={Literal(dict(one.labels))},",
        "    ),",
    ]


def _making(agent: AgentNode, worker: WorkerSpec, spec: StreamsSpec) -> Lines:
    operation = _operation(agent, worker)
    output = str(worker.publishes.output)
    group = next(w.reads.group for w in spec.workers if w.reads and w.reads.topic == output)
    name = next(one.identifier for one in operation.parameters if one.required)
    call = f"{module_names(agent)[operation.module]}.{operation.function}({name}=number)"
    lines = [
        "",
        "def make(number: int) -> Body:",
        f"    return body_of({call}, {worker.handler.as_packet})",
        "",
        "making = Making(",
        f"    worker={Literal(worker.name)},",
        f"    topic={topic_code(output)},",
        f"    group={Literal(group)},",
        f"    every_s={duration_s(str(worker.every))},",
        f"    batch={worker.batch},",
        ")",
        "del consumer  # it reads nothing, so nobody knows it by a name",
        "return producer(platform, making, make)",
    ]
    imports = {
        Import("qpf_core.bus", "Body"),
        Import(f"{_KIT}.assembling", "Making"),
        Import(f"{_KIT}.assembling", "producer"),
        Import(f"{_KIT}.operations", "body_of"),
        Import(f"{_KIT}.producing", "Producer"),
        module_import(agent, operation.module),
    }
    return lines, imports


def _operation(agent: AgentNode, worker: WorkerSpec) -> CompiledOperation:
    return next(one for one in agent.operations if one.name == worker.handler.operation)


def _call(agent: AgentNode, operation: CompiledOperation) -> tuple[str, set[Import]]:
    """A call with fields of `body` by name, each narrowed to its type."""
    module = module_names(agent)[operation.module]
    given = []
    for one in operation.parameters:
        kind = annotation(one.type, agent.scope.types)
        default = "" if one.required else f", {Literal(_thawed(one.default))}"
        given.append(f"{one.identifier}=from_plain({kind}, body.get({Literal(one.name)}{default}))")
    used = set(signature_imports(operation, agent.scope.types))
    names = set(re.findall(r"\w+", " ".join(given)))
    imports = {one for one in used if one.bound in names}
    imports |= {
        Import("qpf_core.plain", "JsonObject"),
        module_import(agent, operation.module),
    }
    if given:
        imports.add(Import("qpf_core.plain", "from_plain"))
    return f"{module}.{operation.function}({', '.join(given)})", imports


def _thawed(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _thawed(item) for key, item in value.items()}
    return [_thawed(item) for item in value] if isinstance(value, tuple | list) else value
