"""Sections are found by their folders."""

from qpf.sections.registry import mandatory_sections, section_named, sections, top_level_keys

MANDATORY = (
    "collaborationnetwork",
    "communicationstack",
    "cursorinstructions",
    "deployment",
    "governance",
    "integration",
    "learningsystem",
    "memorytopology",
    "metadata",
    "reasoningengine",
    "system",
    "worldmodelintegration",
)


def test_mandatory_sections_are_the_twelve_of_the_dialect() -> None:
    assert tuple(section.name for section in mandatory_sections()) == MANDATORY


def test_behaviour_sections_are_optional() -> None:
    optional = {section.name for section in sections()} - set(MANDATORY)
    assert {"types", "operations", "library"} <= optional


def test_no_two_sections_own_a_key() -> None:
    keys = top_level_keys()
    assert len(keys) == len(set(keys))


def test_flat_section_has_the_root_as_its_base() -> None:
    system, governance = section_named("system"), section_named("governance")
    assert system is not None and governance is not None
    assert (system.base, governance.base) == ("", "/governance")
    assert "rootpath" in system.owned
    assert section_named("nothing") is None
