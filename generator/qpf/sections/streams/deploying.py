"""Workers as processes beside the service, wherever the collection is deployed."""

from collections.abc import Iterator

from qpf.model.graph import CollectionNode, Graph
from qpf.sections.streams.spec import StreamsSpec
from qpf.views.hooks import WorkerRef

__all__ = ["deployed"]


def deployed(collection: CollectionNode, graph: Graph) -> Iterator[WorkerRef]:
    """Every worker; one that reads nothing speaks for demo devices."""
    del graph
    for agent in collection.agents:
        spec = agent.spec.find("streams", StreamsSpec)
        if spec is None:
            continue
        for number, worker in enumerate(spec.workers):
            yield WorkerRef(
                name=f"{spec.command} {worker.name}",
                words=(spec.command, worker.name),
                place=agent.spec.at(f"/streams/workers/{number}"),
                is_demo=worker.reads is None,
            )
