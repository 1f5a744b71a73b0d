"""`qpf graph`: the same graph in four forms."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Run, edit

EDGE = "dependency_graph:\n  edges:\n    - other -> greeter (it asks)\n\nsuccess_criteria:"


@pytest.fixture
def two_agents(qpf: Run, workspace: Path) -> Path:
    """A workspace where one agent needs another."""
    assert qpf("new", "demo/other").code == 0
    edit(workspace / "extractor_maps/demo.yaml", "success_criteria:", EDGE)
    return workspace


def test_mermaid_is_the_default(qpf: Run, two_agents: Path) -> None:
    answer = qpf("graph")
    assert answer.code == 0
    assert answer.out.startswith("flowchart LR\n    subgraph g1 [generation 1]\n")
    assert "    demo__other --> demo__greeter\n" in answer.out


def test_dot(qpf: Run, two_agents: Path) -> None:
    text = qpf("graph", "--format", "dot").out
    assert text.startswith("digraph qpf {")
    assert '    "demo/other" -> "demo/greeter";\n' in text


def test_json_says_why_and_where(qpf: Run, two_agents: Path) -> None:
    value = json.loads(qpf("graph", "--format", "json").out)
    assert value["generations"] == [["core/runtime"], ["demo/greeter"], ["demo/other"]]
    (edge,) = value["edges"]
    assert (edge["kind"], edge["reason"]) == ("needs", "it asks")
    assert edge["file"] == "extractor_maps/demo.yaml"


def test_svg_is_a_drawing_with_a_box_an_agent(qpf: Run, two_agents: Path) -> None:
    drawing = ElementTree.fromstring(qpf("graph", "--format", "svg").out)
    assert len(drawing.findall("{http://www.w3.org/2000/svg}rect")) == 3
    assert len(drawing.findall("{http://www.w3.org/2000/svg}path")) == 1


def test_a_selector_cuts_the_graph(qpf: Run, two_agents: Path) -> None:
    value = json.loads(qpf("graph", "greeter", "--format", "json").out)
    assert value == {"generations": [[], ["demo/greeter"], []], "edges": []}
