"""Two of a kind: agents, sections of one agent, links, classes; nothing of either is hidden."""

import ast
from pathlib import Path

import pytest
from counterexamples import emitted_files, golden, module, refusals
from scene import Workspace


def test_parts_of_one_name_all_join_the_service(tmp_path: Path) -> None:
    """The pulse hid the discovery: both make a part called after their agent."""
    tree = ast.parse(module(emitted_files(golden("rpc_and_discovery"), tmp_path), "app"))
    bound = [
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    assert {"neighbours_discovery_part", "neighbours_pulse_part"} <= {*bound}
    assert len(bound) == len({*bound})


def test_each_part_of_an_agent_tells_under_its_own_name(tmp_path: Path) -> None:
    """What feeds watch is the pulse, which has the name of the agent."""
    files = emitted_files(golden("rpc_and_discovery"), tmp_path)
    assert 'part_of_pulse(platform, "neighbours",' in module(files, "pulse_part")
    assert 'part_of_discovery("neighbours_discovery",' in module(files, "discovery")


def test_two_agents_have_tables(tmp_path: Path) -> None:
    """Both bring a function `migrate_tables`, and one migrated for both."""
    drawn = golden("rpc_and_discovery")
    schema_map = drawn.documents["extractor_maps/demo.yaml"]
    schema_map["distribution"]["stands_on"] = ["fabric", "organism"]
    order = schema_map["extraction_sequence"]["order"]
    columns = {"id": {"type": "int", "key": True}}
    for name in ("one", "two"):
        drawn.documents[f"schemas/demo/{name}.yaml"] = {
            "system": f"Demo {name}",
            "module": "library",
            "name": name.capitalize(),
            "role": "Keeps boxes.",
            "rootpath": f"demo_shop/{name}",
            "tables": {
                "shape": {
                    f"{name}_boxes": {"record": "Box", "summary": "Boxes.", "columns": columns}
                }
            },
        }
        order[len(order) + 1] = {"agent": name, "schema_file": f"{name}.yaml"}
    files = emitted_files(drawn, tmp_path)
    for text in (module(files, "app"), module(files, "__main__")):
        assert "one_migrations_migrate_tables" in text
        assert "two_migrations_migrate_tables" in text


def with_memory(**layers: object) -> Workspace:
    """A collection whose service remembers."""
    drawn = golden("rpc_and_discovery")
    drawn.documents["schemas/demo/shop.yaml"]["memorytopology"] |= layers
    return drawn


def test_a_cause_may_be_told_in_several_links(tmp_path: Path) -> None:
    """The second link hid the first, and its effects were refused."""
    links = [
        {"factor": "price", "influences": ["demand"]},
        {"factor": "season", "influences": ["demand"]},
        {"factor": "price", "influences": ["supply", "demand"]},
    ]
    drawn = with_memory(causalmemory={"storagetype": "hypergraphdb", "schema": links})
    text = module(emitted_files(drawn, tmp_path), "memory_bridge")
    assert 'Factor("price", ("demand", "supply"))' in text
    assert text.count("Factor(") == 2


def test_a_kind_of_node_is_declared_once(tmp_path: Path) -> None:
    """The second declaration hid the fields of the first."""
    nodes = [{"node_type": "shop", "fields": ["name"]}, {"node_type": "shop", "fields": ["town"]}]
    drawn = with_memory(semanticmemory={"storagetype": "neo4j", "structure": nodes})
    assert refusals(drawn, tmp_path / "two") == ["QPF456"]


@pytest.mark.parametrize("name", ["Lock", "Self", "Crew"])
def test_a_class_of_an_agent_hides_nothing(name: str, tmp_path: Path) -> None:
    """`class Self` was what `typing.Self` is for; the import of another organ hid a class."""
    for agent, kind in (("roots", "Organ"), ("greenhouse", "Arbiter")):
        drawn = golden("organism")
        drawn.documents[f"schemas/garden/{agent}.yaml"]["name"] = name
        files = emitted_files(drawn, tmp_path / agent)
        classes = [text for text in files.values() if f"class {name}{kind}:" in text]
        assert len(classes) == 1
        assert all(f"class {name}:" not in text for text in files.values())
