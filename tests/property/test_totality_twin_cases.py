"""Two agents with one section, and two sections of one agent: nothing of either is hidden."""

import ast
from pathlib import Path

from counterexamples import emitted_files, golden, module


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
