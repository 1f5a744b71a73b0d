"""Which static files a library agent ships."""

from collections.abc import Iterator

from qpf.model.graph import CollectionNode, Graph
from qpf.model.plan import StaticPick
from qpf.sections.library.spec import LibrarySpec

__all__ = ["library_files"]

_TESTS = "tests"


def library_files(collection: CollectionNode, graph: Graph) -> Iterator[StaticPick]:
    """The modules that the schema names, the package around them, and the tests of all of them."""
    del graph
    for agent in collection.agents:
        spec = agent.spec.find("library", LibrarySpec)
        if spec is None:
            continue
        root, whole = f"src/{agent.package}", agent.spec.key("/library")
        for name in ("__init__.py", "py.typed"):
            yield StaticPick(path=f"{root}/{name}", origin=whole, agent_id=agent.id)
        for number, name in enumerate(spec.modules):
            place = agent.spec.at(f"/library/modules/{number}")
            for path in (f"{root}/{name}.py", f"{root}/{name}"):
                yield StaticPick(path=path, origin=place, agent_id=agent.id)
        yield StaticPick(path=_TESTS, origin=whole, agent_id=agent.id)
