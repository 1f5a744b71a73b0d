"""Validation types every section and reports every fault with its place."""

import pytest
from demo import BASE, GLUE, MAP, SCHEMA, agent, codes, documents, typed

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.registry import mandatory_sections
from qpf.sections.system.spec import SystemSpec


def test_base_has_twelve_mandatory_sections_typed() -> None:
    found = Diagnostics()
    greeter = agent(documents(), found)
    assert len(mandatory_sections()) == 12
    assert {section.name for section in mandatory_sections()} <= set(greeter.sections)
    assert greeter.section("system", SystemSpec).rootpath == "demo/greeter"
    assert greeter.section("deployment", DeploymentSpec).endpoints[0].bound_to == "greet"
    assert not found.found


def test_section_of_another_model_is_refused() -> None:
    greeter = agent(documents(), Diagnostics())
    with pytest.raises(TypeError, match="is SystemSpec, not DeploymentSpec"):
        greeter.section("system", DeploymentSpec)
    assert greeter.find("library", SystemSpec) is None


def test_five_faults_in_three_files_are_found_at_once_with_their_places() -> None:
    found = Diagnostics()
    read = documents(
        (SCHEMA, "mode: hybrid", "mode: hybrd"),
        (SCHEMA, "timeout_ms: 400", "timeout_ms: soon"),
        (SCHEMA, "apimode: private", "apimod: private"),
        (MAP, "pylint: 9.5", "pylint: 95"),
        (GLUE, "protocol: PacketEnvelope", "protokol: PacketEnvelope"),
    )
    typed(read, found)
    assert [(d.code, str(d.place), d.help) for d in found.found] == [
        ("QPF207", f"{MAP}:{_line(MAP, 'pylint')}:11", ""),
        ("QPF203", "glue/demo.yaml:4:3", "did you mean `protocol`?"),
        ("QPF206", f"{SCHEMA}:{_line(SCHEMA, 'hybrd')}:9", "did you mean `hybrid`?"),
        ("QPF203", f"{SCHEMA}:{_line(SCHEMA, 'apimod')}:3", "did you mean `apimode`?"),
        ("QPF205", f"{SCHEMA}:{_line(SCHEMA, 'soon')}:19", ""),
    ]


def _line(path: str, word: str) -> int:
    texts = {
        SCHEMA: {"hybrd": "mode: hybrid", "apimod": "apimode: private", "soon": "timeout_ms: 400"},
        MAP: {"pylint": "pylint: 9.5"},
    }
    lines = (BASE / path).read_text("utf-8").split("\n")
    return next(n for n, text in enumerate(lines, 1) if texts[path][word] in text)


def test_misspelt_required_key_is_one_fault_not_two() -> None:
    assert codes(documents((SCHEMA, "runtime: async", "runtme: async"))) == ["QPF203"]


def test_value_that_fits_no_member_of_a_union_is_one_fault() -> None:
    edit = (
        MAP,
        "success_criteria:",
        "parameters: {p: {type: int, default: [1]}}\nsuccess_criteria:",
    )
    found = Diagnostics()
    typed(documents(edit), found)
    (fault,) = (d for d in found.found if d.code == "QPF205")
    assert "a text or a whole number" in fault.message


def test_rules_of_other_sections_still_run_when_one_is_broken() -> None:
    read = documents(
        (SCHEMA, "mode: hybrid", "mode: odd"), (SCHEMA, "name: Greeter", "name: greeter")
    )
    assert codes(read) == ["QPF221", "QPF206"]


def test_fault_in_defaults_is_reported_in_the_map() -> None:
    found = Diagnostics()
    typed(documents((MAP, "storagetype: redis_cluster", "storagetype: redis_clster")), found)
    (fault,) = found.found
    assert (fault.code, fault.place.file) == ("QPF206", MAP)
    assert fault.help == "did you mean `redis_cluster`?"


@pytest.mark.parametrize("value", ['"\\"\\"\\"\\nimport os"', '"{{ 7*7 }}"', '"${"', '"\\\\"'])
def test_hostile_prose_is_only_prose(value: str) -> None:
    assert codes(documents((SCHEMA, "purpose: To greet.", f"purpose: {value}"))) == []
