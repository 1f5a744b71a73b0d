"""Resolution binds agents to one another, finds their order and compiles their operations."""

import pytest
from demo import GLUE, MAP, SCHEMA, codes, documents, resolved, two_agents, typed

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.changes import changed_agents
from qpf.model.graph import EdgeKind, Role
from qpf.model.manifest import Digests, Recorded
from qpf.model.selection import select
from qpf.stages.resolve import resolve

WIRING = """\
wirings:
  - from_agent: Greeter
    to_agent: Scribe
    connection_type: api_call
    import_path: demo/scribe/writer.py
    method_names: [write_down]
    client_module: scribe_client
"""
CLIENT = (SCHEMA, "    - config_manager.py\n", "    - config_manager.py\n    - scribe_client.py\n")
WIRED = (GLUE, "wirings: []\n", WIRING)
ASKS = (
    SCHEMA,
    "      - return:\n          text: text\n          length: len(text)\n",
    "      - ask: scribe.write_down\n        with: {text: text}\n        as: letters\n"
    "      - return:\n          text: text\n          length: letters\n",
)
CANNED = (
    SCHEMA,
    "          name: Ada\n",
    "          name: Ada\n        partners: {scribe.write_down: [10]}\n",
)


def test_base_becomes_a_graph_of_one_agent() -> None:
    graph = resolved(documents())
    (greeter,) = graph.agents
    assert (greeter.id, greeter.slug, greeter.package) == (
        "demo/greeter",
        "greeter",
        "demo.greeter",
    )
    assert graph.generations == (("demo/greeter",),)
    assert [operation.name for operation in greeter.operations] == ["greet", "status"]
    assert [(a.name, a.channels) for a in greeter.anchors] == [("Owner", ("log",))]
    assert greeter.unbound == ()
    assert greeter.stem_of(Role.MODELS) == "models"
    assert graph.collection_of("demo/greeter").distribution.package == "demo"


def test_a_parallel_group_has_each_agent_once() -> None:
    def group(*names: str) -> tuple[str, str, str]:
        listed = ", ".join(names)
        return MAP, "success_criteria:", f"parallel_extraction: [[{listed}]]\nsuccess_criteria:"

    assert "QPF327" not in codes(documents(group("greeter")))
    assert codes(documents(group("greeter", "greeter"))) == ["QPF327"]


def test_module_names_decide_roles_and_underscores_do_not_count() -> None:
    edit = (SCHEMA, "- memory_bridge.py", "- memorybridge.py\n    - spare.py")
    (greeter,) = resolved(documents(edit)).agents
    roles = {stem: module.role for stem, module in greeter.modules.items()}
    assert roles["__init__"] is Role.PACKAGE
    assert roles["greeter_controller"] is Role.CONTROLLER
    assert roles["memorybridge"] is Role.MEMORY_BRIDGE
    assert roles["greeting_writer"] is Role.OPERATIONS
    assert greeter.unbound == ("spare",)


def test_needed_agent_comes_first() -> None:
    graph = resolved(two_agents())
    assert graph.generations == (("demo/scribe",), ("demo/greeter",))
    assert [agent.id for agent in graph.agents] == ["demo/scribe", "demo/greeter"]
    (edge,) = graph.edges
    assert (edge.source, edge.target, edge.kind) == ("demo/greeter", "demo/scribe", EdgeKind.NEEDS)
    assert (edge.reason, edge.origin.file) == ("it counts", MAP)


def test_observing_does_not_order() -> None:
    graph = resolved(two_agents(edge="scribe ->> greeter (it reads)"))
    assert graph.generations == (("demo/scribe", "demo/greeter"),)
    assert graph.agent("demo/scribe").observes == ("demo/greeter",)


def test_cycle_is_reported_as_a_path_with_the_place_of_each_edge() -> None:
    found = Diagnostics()
    read = two_agents(edge="greeter -> scribe (it counts), scribe -> greeter (it reads)")
    with pytest.raises(Stopped):
        resolve(typed(read, found), found)
    (cycle,) = (d for d in found.found if d.code == "QPF307")
    assert "demo/greeter -> demo/scribe -> demo/greeter" in cycle.message
    assert [note.message for note in cycle.notes] == [
        "`demo/greeter` needs `demo/scribe`",
        "`demo/scribe` needs `demo/greeter`",
    ]
    assert len({note.place for note in cycle.notes}) == 2


def test_wiring_is_bound_at_both_ends_and_used_by_a_step() -> None:
    graph = resolved(two_agents(WIRED, CLIENT, ASKS, CANNED))
    greeter = graph.agent("demo/greeter")
    (wiring,) = greeter.wirings
    assert graph.agent("demo/scribe").incoming == (wiring,)
    assert (wiring.module, wiring.client_module, wiring.names) == (
        "writer",
        "scribe_client",
        ("write_down",),
    )
    assert greeter.modules["scribe_client"].role is Role.PARTNER_CLIENT
    assert greeter.operations[0].effects.partners == ("scribe.write_down",)


def test_wiring_to_something_that_does_not_exist_is_reported_once_each() -> None:
    broken = WIRING.replace("writer.py", "writr.py").replace("write_down", "write_dwn")
    read = two_agents((GLUE, "wirings: []\n", broken))
    assert [c for c in codes(read) if c.startswith("QPF34")] == ["QPF343", "QPF344"]
    assert "QPF351" in codes(read)


def test_missing_schema_is_one_fault_however_often_the_agent_is_named() -> None:
    read = tuple(d for d in two_agents(WIRED) if d.path != "schemas/demo/scribe.yaml")
    assert [c for c in codes(read) if c in ("QPF301", "QPF302")] == ["QPF302"]


def test_selectors_choose_agents_with_their_needs_and_users() -> None:
    graph, found = resolved(two_agents()), Diagnostics()
    both = ("demo/scribe", "demo/greeter")
    assert select(graph, (), found) == both
    assert select(graph, ("demo",), found) == both
    assert select(graph, ("demo/scribe",), found) == ("demo/scribe",)
    assert select(graph, ("+greeter",), found) == both
    assert select(graph, ("scribe+",), found) == both
    assert select(graph, ("greeter+",), found) == ("demo/greeter",)
    assert not found.found
    assert select(graph, ("demo/greter",), found) == ()
    assert [(d.code, d.help) for d in found.found] == [("QPF339", "did you mean `demo/greeter`?")]


def test_graph_does_not_depend_on_the_order_of_documents() -> None:
    read = two_agents()
    assert resolved(read) == resolved(tuple(reversed(read)))


def test_changed_selects_what_an_edit_touched() -> None:
    graph = resolved(two_agents())
    digests = Digests({"schemas/demo/scribe.yaml": "new", "schemas/demo/greeter.yaml": "same"}, {})
    before = Recorded(
        inputs={"schemas/demo/scribe.yaml": "old", "schemas/demo/greeter.yaml": "same"}
    )
    changed = changed_agents(graph, digests, before)
    found = Diagnostics()
    assert select(graph, ("changed",), found, changed) == ("demo/scribe",)
    assert select(graph, ("changed",), found) == ()
    assert not found.has_errors


def test_a_shared_file_or_a_template_touches_every_agent() -> None:
    graph = resolved(two_agents())
    everyone = {"demo/greeter", "demo/scribe"}
    moved = Digests({"glue/demo.yaml": "new"}, {})
    assert changed_agents(graph, moved, Recorded(inputs={"glue/demo.yaml": "old"})) == everyone
    edited = Digests({}, {"operations/functions.py.j2": "new"})
    before = Recorded(templates={"operations/functions.py.j2": "old"})
    assert changed_agents(graph, edited, before) == everyone
