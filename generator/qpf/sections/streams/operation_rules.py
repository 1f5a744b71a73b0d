"""Rules of the operations that workers run: what they are given, and what becomes of results."""

from collections.abc import Iterator

from qpf.diagnostics.catalogue import streams as facts
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.compiled import CompiledOperation
from qpf.language.samples import base_inputs
from qpf.language.scope import OperationScope
from qpf.language.types import Kind
from qpf.sections.section import Meant
from qpf.sections.streams.spec import StreamsSpec, WorkerSpec

__all__ = ["means"]

_PACKET = {"id": Kind.INT, "data": Kind.STR}


def means(own: Meant, found: Diagnostics) -> None:
    """Workers can call their operations, and topics can hold the results."""
    spec = own.agent.section("streams", StreamsSpec)
    known = {one.name: one for one in own.operations}
    for number, worker in enumerate(spec.workers):
        operation = known.get(worker.handler.operation or "")
        if operation is not None:
            place = own.agent.at(f"/streams/workers/{number}/handler/operation")
            for reason, fix in _faults(worker, operation, own.scope):
                text = f"runs `{operation.name}`, which {reason}"
                found.add(facts.bad_handler(place, worker.name, text, fix))


def _faults(
    worker: WorkerSpec, operation: CompiledOperation, scope: OperationScope
) -> Iterator[tuple[str, str]]:
    if operation.is_async:
        yield "has effects", "give the worker an operation without effects"
    needed = [one.type.kind for one in operation.parameters if one.required]
    if worker.reads is None and needed != [Kind.INT]:
        yield "does not take one `int`", "the number of an entry is all that a maker is given"
    elif worker.reads is not None and base_inputs(operation, scope) is None:
        yield "has no example", "give it one that succeeds: its entry is what a test publishes"
    returns = operation.returns
    is_published = worker.publishes.output is not None
    if returns.is_unknown or not (is_published or worker.handler.as_packet):
        return
    if returns.kind is not Kind.RECORD and not returns.is_dictlike:
        yield f"returns `{returns}`", "let it return a record: entries are records"
    elif worker.handler.as_packet:
        declared = scope.types.of_ref(returns)
        kinds = {one.name: one.type for one in declared.fields} if declared is not None else {}
        for name, kind in _PACKET.items():
            if name not in kinds or kinds[name].kind not in (kind, Kind.UNKNOWN):
                yield f"returns no `{name}` of type `{kind}`", "packets are made of `id` and `data`"
