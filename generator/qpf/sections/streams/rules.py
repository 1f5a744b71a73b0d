"""Rules of topics and workers."""

from collections.abc import Iterator, Sequence

from qpf.diagnostics.catalogue import streams as facts
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.diagnostics.suggest import did_you_mean, listed
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_duration, check_names, check_operation
from qpf.sections.durations import duration_s
from qpf.sections.module_claims import module_claims
from qpf.sections.packet_layers import visible_layers
from qpf.sections.protocols.choices import check_choices
from qpf.sections.protocols.spec import ProtocolsSpec
from qpf.sections.section import Claim
from qpf.sections.streams.measure_rules import measure_faults
from qpf.sections.streams.spec import HandlerSpec, StreamsSpec, WorkerSpec
from qpf.sections.tables.spec import TablesSpec
from qpf.views.naming import ConstantName

__all__ = ["DEFAULT", "check", "check_across", "claims", "kind_of", "reaches"]

DEFAULT = "pipeline"
"""What a handler calls the pipeline of a needed agent that is no protocol."""

_BASE = "/streams/workers"
_KINDS = ("protocol", "layers", "operation", "measures")
_PACKETS = ("protocol", "layers")


def kind_of(handler: HandlerSpec) -> str:
    """Which of the four things a handler does; the first one that is written."""
    return next((kind for kind in _KINDS if getattr(handler, kind)), "")


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Workers read, do and publish what there is."""
    spec = agent.section("streams", StreamsSpec)
    names = [(f"{_BASE}/{i}/name", one.name) for i, one in enumerate(spec.workers)]
    check_names(agent, "worker", names, found)
    for number, worker in enumerate(spec.workers):
        _check_topics(agent, f"{_BASE}/{number}", worker, spec, found)
        _check_worker(agent, f"{_BASE}/{number}", worker, spec, found)
        _check_handler(agent, f"{_BASE}/{number}/handler", worker, found)
    _check_constants(agent, spec, found)
    if spec.runs is not None and spec.runs not in spec.topics:
        found.add(facts.unknown_topic(agent.at("/streams/runs"), spec.runs, spec.topics))
    written = {spec.runs} | {topic for one in spec.workers for topic in _written(one)}
    for topic in spec.topics:
        if topic not in written:
            found.add(facts.unused_topic(agent.key(f"/streams/topics/{topic}"), topic))


def _check_constants(agent: AgentSpec, spec: StreamsSpec, found: Diagnostics) -> None:
    """Each topic is a constant of its own."""
    taken = dict.fromkeys(("TOPICS", "BOUNDS"), "something of its module")
    for topic in spec.topics:
        spelled = str(ConstantName(topic))
        if spelled in taken:
            place = agent.key(f"/streams/topics/{topic}")
            found.add(facts.same_constant(place, topic, spelled, taken[spelled]))
        taken.setdefault(spelled, f"`{topic}`")


def claims(agent: AgentSpec) -> Iterator[Claim]:
    """The command that runs a worker, and the modules of the section."""
    yield Claim("command", agent.section("streams", StreamsSpec).command, "/streams/command")
    for stem in ("topics", "workers", "live"):
        yield from module_claims(agent, "/streams", stem)


def reaches(agent: AgentSpec) -> Iterator[str]:
    """Operations that workers run."""
    spec = agent.find("streams", StreamsSpec)
    for worker in spec.workers if spec is not None else ():
        if worker.handler.operation is not None:
            yield worker.handler.operation


def check_across(agent: AgentSpec, needed: Sequence[AgentSpec], found: Diagnostics) -> None:
    """Protocols, layers and records are those of needed agents."""
    spec = agent.find("streams", StreamsSpec)
    layers = visible_layers(agent, needed)
    protocols = [one for other in needed if (one := other.find("protocols", ProtocolsSpec))]
    names = [DEFAULT, *(p.name for one in protocols for p in one.protocols)] if protocols else []
    tables = [kept for other in needed if (kept := other.find("tables", TablesSpec))]
    records = [record.name for kept in tables for record in kept.records]
    for number, worker in enumerate(spec.workers if spec is not None else ()):
        pointer, handler = f"{_BASE}/{number}", worker.handler
        place = agent.at(f"{pointer}/handler")
        if kind_of(handler) in _PACKETS and not protocols:
            fix = "let the map say that this agent needs one with `protocols`"
            found.add(facts.bad_handler(place, worker.name, "can see no protocols", fix))
        elif handler.protocol is not None and handler.protocol not in names:
            fix = did_you_mean(handler.protocol, names) or f"known: {listed(names)}"
            reason = f"runs `{handler.protocol}`, which no needed agent has"
            place = agent.at(f"{pointer}/handler/protocol")
            found.add(facts.bad_handler(place, worker.name, reason, fix))
        for index, choice in enumerate(handler.layers):
            name = choice if isinstance(choice, str) else next(iter(choice))
            if name not in layers:
                at = agent.at(f"{pointer}/handler/layers/{index}")
                fix = did_you_mean(name, layers) or f"known: {listed(layers)}"
                reason = f"runs a layer `{name}` that nobody has"
                found.add(facts.bad_handler(at, worker.name, reason, fix))
        check_choices(agent, f"{pointer}/handler/layers", handler.layers, layers, found)
        if worker.writes is not None and worker.writes not in records:
            at = agent.at(f"{pointer}/writes")
            fix = did_you_mean(worker.writes, records) or f"known: {listed(records)}"
            reason = f"writes `{worker.writes}`, which no needed agent records"
            found.add(facts.bad_worker(at, worker.name, reason, fix))


def _check_topics(
    agent: AgentSpec, pointer: str, worker: WorkerSpec, spec: StreamsSpec, found: Diagnostics
) -> None:
    named = {
        "reads/topic": worker.reads.topic if worker.reads else None,
        "publishes/output": worker.publishes.output,
        "publishes/frames": worker.publishes.frames,
        "dead": worker.dead,
    }
    for where, topic in named.items():
        if topic is not None and topic not in spec.topics:
            found.add(facts.unknown_topic(agent.at(f"{pointer}/{where}"), topic, spec.topics))
    at, batch = ("reads/batch", worker.reads.batch) if worker.reads else ("batch", worker.batch)
    for topic in dict.fromkeys(_written(worker)):
        held = spec.topics[topic].max_length if topic in spec.topics else batch
        if batch > held:
            reason = f"may write {batch} entries at once to `{topic}`, which holds {held}"
            fix = "make the batch smaller or the topic longer: the oldest fall out unread"
            found.add(facts.bad_worker(agent.at(f"{pointer}/{at}"), worker.name, reason, fix))


def _check_worker(
    agent: AgentSpec, pointer: str, worker: WorkerSpec, spec: StreamsSpec, found: Diagnostics
) -> None:
    place = agent.at(pointer)
    for reason, fix in _faults(worker, spec):
        found.add(facts.bad_worker(place, worker.name, reason, fix))
    before = len(found)
    texts = {"every": worker.every} if worker.every is not None else {}
    if worker.reads is not None:
        texts |= {"reads/block": worker.reads.block, "reads/claim_idle": worker.reads.claim_idle}
    for where, text in texts.items():
        check_duration(agent, f"{pointer}/{where}", text, found)
        if len(found) == before and duration_s(text) is None:
            fix = "write a time, for example `1s`"
            found.add(
                facts.bad_worker(agent.at(f"{pointer}/{where}"), worker.name, "is endless", fix)
            )


def _faults(worker: WorkerSpec, spec: StreamsSpec) -> Iterator[tuple[str, str]]:
    if (worker.reads is None) == (worker.every is None):
        yield "has not one of `reads` and `every`", "it reads a topic, or makes entries at a rhythm"
        return
    if worker.reads is not None:
        if worker.dead is None:
            yield "has no place for what it cannot handle", "name a topic under `dead`"
        if worker.batch != 1:
            yield "has a `batch` beside `reads`", "write it under `reads`"
        if worker.reads.topic in _written(worker):
            yield "writes to what it reads", "publish to another topic"
        return
    if worker.dead is not None or worker.writes is not None or worker.publishes.frames is not None:
        yield "makes entries, but has `dead`, `writes` or `frames`", "leave them out"
    output = worker.publishes.output
    readers = [one.reads for one in spec.workers if one.reads and one.reads.topic == output]
    if output is None or not readers:
        yield "makes entries that no worker reads", "publish to a topic that another one reads"


def _check_handler(agent: AgentSpec, pointer: str, worker: WorkerSpec, found: Diagnostics) -> None:
    handler, place = worker.handler, agent.at(pointer)
    for reason, fix in _handler_faults(worker):
        found.add(facts.bad_handler(place, worker.name, reason, fix))
    if handler.operation is not None:
        what = f"worker `{worker.name}`"
        check_operation(agent, f"{pointer}/operation", what, handler.operation, found)


def _handler_faults(worker: WorkerSpec) -> Iterator[tuple[str, str]]:
    handler = worker.handler
    kinds = [kind for kind in _KINDS if getattr(handler, kind)]
    if len(kinds) != 1:
        yield f"does {len(kinds)} things", f"give its handler one of {listed(_KINDS)}"
        return
    is_packets = kinds[0] in _PACKETS
    if is_packets != (handler.direction is not None):
        yield "needs `direction` for packets, and only for them", "`send` or `receive`"
    if (kinds[0] == "layers") != (handler.name is not None):
        yield "needs `name` for `layers`, and only for them", "it is how its runs are kept"
    if worker.reads is None and kinds[0] != "operation":
        yield "makes entries, but not with an operation", "name an operation that takes one `int`"
    if handler.as_packet and kinds[0] != "operation":
        yield "has `as_packet` without an operation", "leave it out"
    if not is_packets and (worker.writes or worker.publishes.frames or handler.traced):
        yield "keeps or traces what are no packets", "leave `writes`, `frames` and `traced` out"
    if handler.measures and worker.publishes.output is not None:
        yield "measures, but has an output", "metrics are served, not published"
    yield from measure_faults(handler.measures)


def _written(worker: WorkerSpec) -> tuple[str, ...]:
    topics = (worker.publishes.output, worker.publishes.frames, worker.dead)
    return tuple(topic for topic in topics if topic is not None)
