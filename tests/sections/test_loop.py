"""Rules of pulses and meshes, and what they add to an application."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import Origins
from qpf.model.spec import AgentSpec
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.sections.loop import SECTION as LOOP
from qpf.sections.loop.spec import LoopSpec
from qpf.sections.loop.tests_view import _cycles
from qpf.sections.mesh import SECTION as MESH
from qpf.sections.mesh.spec import MeshSpec
from qpf.sections.section import Meant

LOOP_FILES = ("__init__.py", "pulse.py", "pulse_part.py")
MESH_FILES = ("__init__.py", "mesh.py", "nanobot.py", "mesh_part.py")
ROLES = {"keeper": 10, "relay": 5}


@dataclass(frozen=True)
class Compiled:
    """As much of a compiled operation as the rules look at."""

    name: str
    is_async: bool = False
    parameters: tuple[str, ...] = ()


def agent(name: str, files: tuple[str, ...] = (), **sections: object) -> AgentSpec:
    written = CursorInstructionsSpec(generatefiles=files, generatedocs=())
    return AgentSpec(
        id=f"demo/{name}",
        collection="demo",
        source=f"schemas/demo/{name}.yaml",
        value={"name": name, "module": "library", "operations": []},
        origins=Origins({}),
        sections={"cursorinstructions": written, **sections},
    )


def codes(spec: AgentSpec, *peers: AgentSpec, operations: tuple[Any, ...] = ()) -> list[str]:
    """Codes of everything that the section of an agent is told."""
    found = Diagnostics()
    section = LOOP if "loop" in spec.sections else MESH
    section.check(spec, found)
    others = {one.id: one for one in (spec, *peers)}
    scope: Any = None
    section.means(Meant(agent=spec, peers=others, scope=scope, operations=operations), found)
    return [one.code for one in found.found]


def pulse(files: tuple[str, ...] = LOOP_FILES, **values: Any) -> AgentSpec:
    return agent("pulse", files, loop=LoopSpec.model_validate({"drives": "arbiter", **values}))


def mesh(files: tuple[str, ...] = MESH_FILES, **values: Any) -> AgentSpec:
    bots = {"roles": ROLES, "default_role": "relay", **values.pop("bots", {})}
    return agent("mesh", files, mesh=MeshSpec.model_validate({"bots": bots, **values}))


ARBITER = agent("arbiter", genome=object())
SERVICE = replace(agent("services"), value={"name": "services", "module": "coreservice"})


def test_a_pulse_that_drives_an_organism_is_sound() -> None:
    assert codes(pulse(), ARBITER) == []
    assert list(LOOP.reaches(pulse())) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"drives": None}, ["QPF585"]),
        ({"beat": "tick"}, ["QPF585", "QPF587"]),
        ({"cycle_ms": 0.4}, ["QPF586"]),
        ({"cycle_ms": 0.5}, []),
        ({"cycle_ms": 10.0}, []),
        ({"cycle_ms": 10.5}, ["QPF586"]),
        ({"budget": {"missed": 9, "window": 10}}, []),
        ({"budget": {"missed": 10, "window": 10}}, ["QPF586"]),
        ({"health": {"cool_c": 95.0}}, ["QPF586"]),
        ({"vitals": {"every_ms": 10.0}, "cycle_ms": 10.0}, []),
        ({"burst": 5}, ["QPF588"]),
        ({"burst": 5, "on_miss": "catch_up"}, []),
        ({"drives": "nobody"}, ["QPF587"]),
        ({"drives": "services"}, ["QPF587"]),
        ({"log": {"path": "../outside.log"}}, ["QPF223"]),
    ],
)
def test_rules_of_a_pulse(values: dict[str, Any], expected: list[str]) -> None:
    assert codes(pulse(**values), ARBITER, SERVICE) == expected


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (Compiled("tick"), []),
        (Compiled("tick", is_async=True), ["QPF587"]),
        (Compiled("tick", parameters=("a",)), ["QPF587"]),
        (Compiled("other"), ["QPF587"]),
    ],
)
def test_only_a_plain_operation_can_be_beaten(operation: Compiled, expected: list[str]) -> None:
    spec = pulse(drives=None, beat="tick")
    spec.value["operations"] = [{"name": operation.name}]
    assert codes(spec, operations=(operation,)) == expected
    assert list(LOOP.reaches(spec)) == ["tick"]


def test_an_operation_takes_no_health() -> None:
    spec = pulse(drives=None, beat="tick", health={})
    spec.value["operations"] = [{"name": "tick"}]
    assert codes(spec, operations=(Compiled("tick"),)) == ["QPF588"]


def test_a_command_needs_a_service_that_has_a_command_line() -> None:
    spec = pulse(command={"word": "pulse", "summary": "beat"})
    assert codes(spec, ARBITER) == ["QPF588"]
    assert codes(spec, ARBITER, SERVICE) == []


def test_modules_must_be_generated() -> None:
    assert codes(pulse(files=("__init__.py",)), ARBITER) == ["QPF336", "QPF336"]
    assert codes(mesh(files=("__init__.py", "mesh.py"))) == ["QPF336", "QPF336"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"bots": {"count": 2}}, []),
        ({"bots": {"count": 1}}, ["QPF589"]),
        ({"bots": {"default_role": "nobody"}}, ["QPF589"]),
        ({"feed": {"source": "pulse"}}, []),
        ({"feed": {"source": "arbiter"}}, ["QPF587"]),
        ({"feed": {"source": "nobody"}}, ["QPF587"]),
    ],
)
def test_rules_of_a_mesh(values: dict[str, Any], expected: list[str]) -> None:
    assert codes(mesh(**values), pulse(), ARBITER) == expected


def test_derived_compressions_stand_on_both_sides_of_each_limit() -> None:
    cycles = dict(_cycles(LoopSpec(drives="arbiter")))
    assert cycles[1.0] == 0.001
    assert sorted({round(cycle, 9) for cycle in cycles.values()})[0] == 0.0005
    assert max(cycles.values()) == 0.01
    below, at, above = [cycle for factor, cycle in cycles.items() if 1000 < factor < 1100]
    assert below > at == pytest.approx(above) == 0.0005


@pytest.mark.parametrize(("exponent", "count"), [(0.0, 1), (1e-6, 1), (-0.1, 7), (5.0, 7)])
def test_a_limit_that_no_compression_reaches_is_left_out(exponent: float, count: int) -> None:
    spec = LoopSpec.model_validate({"drives": "a", "adaptive": {"exponent": exponent}})
    assert len(list(_cycles(spec))) == count
