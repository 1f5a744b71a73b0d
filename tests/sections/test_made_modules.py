"""Modules that a section becomes are no holes, in a service too; each route is one's own."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from flow_workbench import findings, graph, greenhouse

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.graph import Graph, Role
from qpf.sections.genome.names import arbiter_class, build_name, ports_class
from qpf.sections.loop.driving import driven
from qpf.sections.loop.spec import LoopSpec
from qpf.stages.plan import plan
from qpf.tools.packs import read_packs
from qpf.tools.packs_root import pack_roots

GREETER = Path(__file__).parents[1] / "pages/base"
MADE = ("organ", "arbiter", "genome", "health", "arbiter_part")
ORGAN: dict[str, Any] = {
    "flow": {
        "organ": "GREETER",
        "key": "G",
        "senses": {
            "mood": {"type": "float", "default": 1.0, "range": [0, 1], "summary": "How it feels."}
        },
        "stages": [{"run": "status", "as": "word"}],
        "result": {"action": {"is": "greeting"}, "state": "word", "mood": "mood"},
    },
    "genome": {
        "organs": ["greeter"],
        "wrap": "W",
        "weights": {"G": 0.9, "W": 0.1},
        "by": "mood",
        "modes": [{"name": "only", "weights": {"G": 0.9, "W": 0.1}}],
        "health": {"mood": 0.7},
        "path": "/beat",
    },
}


def service(folder: Path) -> Graph:
    """A service agent that is an organ and an organism at once."""
    shutil.copytree(GREETER, folder)
    file = folder / "schemas/demo/greeter.yaml"
    schema = yaml.safe_load(file.read_text("utf-8")) | ORGAN
    schema["cursorinstructions"]["generatefiles"] += [f"{stem}.py" for stem in MADE]
    file.write_text(yaml.safe_dump(schema, sort_keys=False), "utf-8")
    return graph(folder, Diagnostics())


def test_what_sections_make_in_a_service_is_planned_once(tmp_path: Path) -> None:
    bound, found = service(tmp_path / "w"), Diagnostics()
    agent = bound.agent("demo/greeter")
    assert {agent.modules[stem].role for stem in MADE} == {Role.LIBRARY}
    planned = plan(bound, read_packs(pack_roots(), found), found, only=["demo"])
    packs = {file.path.rpartition("/")[2]: file.pack for file in planned.files}
    assert [packs[f"{stem}.py"] for stem in MADE] == ["flow", *["genome"] * 4]
    assert found.errors == ()


def test_an_organ_that_is_its_own_organism_has_two_classes(tmp_path: Path) -> None:
    agent = service(tmp_path / "w").agent("demo/greeter")
    assert str(arbiter_class(agent)) == "GreeterArbiter"
    assert str(ports_class(agent)) == "GreeterArbiterPorts"
    assert str(build_name(agent)) == "build_greeter_arbiter"


def test_a_pulse_builds_its_organism_by_name(tmp_path: Path) -> None:
    bound = graph(greenhouse(tmp_path / "w"), Diagnostics())
    organism = bound.agent("garden/greenhouse")
    beaten = driven(organism, bound, LoopSpec(drives="greenhouse"))
    assert str(beaten.build) == "build_greenhouse"
    assert "build_greenhouse" in {one.name for one in beaten.needs}


@pytest.mark.parametrize(("path", "codes"), [("/beat", ["QPF457"]), ("/vitals", [])])
def test_two_sections_cannot_have_one_route(path: str, codes: list[str], tmp_path: Path) -> None:
    files = [f"{stem}.py" for stem in ("__init__", *MADE[1:4], "pulse", "pulse_part", "mesh")]
    files += ["mesh_part.py", "nanobot.py"]
    bots = {"count": 1, "default_role": "one", "roles": {"one": 1}}
    found = findings(
        tmp_path,
        ("greenhouse", ("cursorinstructions", "generatefiles"), files),
        ("greenhouse", ("loop",), {"drives": "greenhouse", "vitals": {"path": "/beat"}}),
        ("greenhouse", ("mesh",), {"path": path, "bots": bots}),
    )
    assert [one.code for one in found] == codes
    assert all("section `loop`" in one.message for one in found)
