"""What all tests of a distribution share."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.code import Import
from qpf.model.graph import CollectionNode, Graph
from qpf.sections.hooks import pulses_that_end
from qpf.views.encode import Code, DocText, Literal
from qpf.views.modules import ModuleView, imports_of

__all__ = ["FixturesView", "test_fixtures"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FixturesView(ModuleView):
    """Fixtures of all tests; `pulses` are arguments, the modules whose pulse must not end."""

    is_patient: bool
    pulses: Code


def test_fixtures(collection: CollectionNode, graph: Graph) -> Iterator[FixturesView]:
    """The `conftest.py` of the whole distribution."""
    place = collection.map_origins.at("/distribution")
    pulses = pulses_that_end(collection, graph)
    wanted = [Import("pytest")]
    if pulses:
        wanted += [
            Import("collections.abc", "Iterator"),
            Import("qpf_organism.testing_pulse", "patient"),
        ]
    names = ", ".join(Literal(one.module) for one in pulses)
    yield FixturesView(
        path_fields={},
        origin=place,
        docstring=DocText("What all tests share.", place, indent=0),
        imports=imports_of(graph, wanted),
        is_patient=bool(pulses),
        pulses=Code.from_text(names, pulses[0].place if pulses else place),
    )
