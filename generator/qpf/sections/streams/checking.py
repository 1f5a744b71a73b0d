"""An entry for each worker, so that emitted tests can let it work."""

from dataclasses import dataclass

from qpf.language.samples import base_inputs
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.streams.handlers import pipeline_code, topic_code
from qpf.sections.streams.rules import kind_of
from qpf.sections.streams.spec import StreamMeasureSpec, StreamsSpec, WorkerSpec
from qpf.views.encode import Code, Literal

__all__ = ["SampleView", "samples"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleView:
    """What a worker is given: nothing when it makes entries itself."""

    name: Literal
    topic: Code
    body: Code
    reads: bool
    makes: bool
    is_packet: bool


def samples(
    agent: AgentNode, graph: Graph, spec: StreamsSpec
) -> tuple[tuple[SampleView, ...], set[Import]]:
    """One for each worker, and the imports of all."""
    imports: set[Import] = set()
    views = []
    for number, worker in enumerate(spec.workers):
        place = agent.spec.at(f"/streams/workers/{number}")
        body, more = _body(agent, graph, worker)
        imports |= more
        topic = worker.reads.topic if worker.reads else str(worker.publishes.output)
        views.append(
            SampleView(
                name=Literal(worker.name, place),
                topic=Code.from_text(f"{topic_code(topic)}.name", place),
                body=Code.from_text(body, place),
                reads=worker.reads is not None,
                makes=worker.reads is None,
                is_packet=worker.handler.direction is not None,
            )
        )
    return tuple(views), imports


def _body(agent: AgentNode, graph: Graph, worker: WorkerSpec) -> tuple[str, set[Import]]:
    handler = worker.handler
    kind = kind_of(handler)
    if kind == "measures":
        return str(Literal(_entry(handler.measures))), set()
    if kind == "operation":
        operation = next(one for one in agent.operations if one.name == handler.operation)
        return str(Literal(_thawed(base_inputs(operation, agent.scope)))), set()
    imports = {
        Import("qpf_fabric.packet", "Packet"),
        Import("qpf_fabric.streams.bodies", "packet_body"),
    }
    packet = 'Packet(1, b"sample")'
    if handler.direction == "receive":
        code, home = pipeline_code(agent, graph, worker)
        imports.add(home)
        packet = f"{code}.send({packet})"
    return f'packet_body(None, "sample", {packet})', imports


def _entry(measures: tuple[StreamMeasureSpec, ...]) -> dict[str, object]:
    """An entry that has every field the metrics ask for; one field may be a label and a value."""
    entry: dict[str, object] = {}
    rows: dict[str, dict[str, object]] = {one.each: {} for one in measures if one.each is not None}
    labels = [(one.each, field, "x") for one in measures for field in one.labels.values()]
    values = [(one.each, one.value, 1.0) for one in measures if one.value is not None]
    for each, field, value in [*labels, *values]:
        row = entry if each is None else rows[each]
        row[field] = value
    return entry | {each: [row] for each, row in rows.items()}


def _thawed(value: object) -> object:
    if isinstance(value, dict):
        return {key: _thawed(item) for key, item in value.items()}
    return [_thawed(item) for item in value] if isinstance(value, tuple | list) else value
