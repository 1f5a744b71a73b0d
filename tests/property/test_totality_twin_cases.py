"""Two of a kind: agents, sections of one agent, links, classes; nothing of either is hidden."""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml
from counterexamples import emitted_files, golden, layer, library, module, refusals
from scene import Workspace

ROOT = Path(__file__).parents[2]


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


def test_tests_of_a_service_are_patient_with_its_pulse(tmp_path: Path) -> None:
    """A pulse with `on_miss: fail` ended on a busy machine, and with it the readiness."""
    drawn = golden("rpc_and_discovery")
    patience = 'with patient("demo_shop.neighbours.pulse"):'
    assert patience in emitted_files(drawn, tmp_path / "fail")["tests/conftest.py"]
    drawn.documents["schemas/demo/neighbours.yaml"]["loop"]["on_miss"] = "skip"
    assert "patient" not in emitted_files(drawn, tmp_path / "skip")["tests/conftest.py"]


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


def test_locals_of_a_fused_protocol_are_one_each(tmp_path: Path) -> None:
    """The mark `a_b` was the value `a__b`, and `header.a-b` was taken as `header.a_b`."""
    one = layer(
        let={"a__b": {"to": "id % 5"}},
        encode=[
            {"set": "route.x", "to": "a__b % 7"},
            {"set": "header.a-b", "to": "len(data)"},
            {"set": "header.a_b", "to": "len(data) + 1"},
            {"compress": "data", "mark": "meta.a_b", "level": 9, "when": "len(data) > 100"},
            {"set": "meta.first", "value": 1},
        ],
    )
    drawn = library("layers", [one])
    schema = drawn.documents["schemas/demo/store.yaml"]
    schema["protocols"] = [
        {"name": "wire", "title": "Wire", "summary": "A wire.", "layers": ["mark"]}
    ]
    schema["pipeline"] = {"title": "All", "summary": "All.", "layers": ["mark"]}
    files = emitted_files(drawn, tmp_path)
    sending = module(files, "wire").partition("def send_traced")[0]
    assigned = set(re.findall(r"^ +(mark_\w+) = ", sending, re.MULTILINE))
    assert assigned == {"mark_a_b", "mark_a_b_", "mark_a_b__", "mark_a_b___"}
    for text in (module(files, "wire"), module(files, "mark")):
        taken = re.findall(r"^ +(taken_header_\w+) = ", text, re.MULTILINE)
        assert sorted(taken) == ["taken_header_a_b", "taken_header_a_b_"]


def test_a_client_of_a_long_name_is_found(tmp_path: Path) -> None:
    """The class was shortened, and its import was not."""
    drawn = golden("wired_agents")
    for path, one in drawn.documents.items():
        if path.startswith("schemas/"):
            one["name"] = (one["name"][0] + "x" * 59).capitalize()
    files = emitted_files(drawn, tmp_path)
    made = {name for text in files.values() for name in re.findall(r"^class (\w+)", text, re.M)}
    used = {name for text in files.values() for name in re.findall(r"_client import (\w+)", text)}
    assert used and used <= made


@pytest.mark.parametrize("name", ["mail_sorted", "topics", "bounds"])
def test_topics_of_one_constant_are_refused(name: str, tmp_path: Path) -> None:
    drawn = golden("tables_and_streams")
    streams = drawn.documents["schemas/demo/mailroom.yaml"]["streams"]
    streams["topics"][name] = {"summary": "More."}
    streams["runs"] = name
    assert "QPF491" in refusals(drawn, tmp_path)


def test_workers_of_one_function_are_two(tmp_path: Path) -> None:
    drawn = golden("tables_and_streams")
    workers = drawn.documents["schemas/demo/mailroom.yaml"]["streams"]["workers"]
    workers[0]["name"], workers[1]["name"] = "aB", "a_b"
    text = module(emitted_files(drawn, tmp_path), "workers")
    assert '"aB": a_b_worker,' in text
    assert '"a_b": a_b_worker_2,' in text


@pytest.mark.parametrize(("name", "code"), [("tables", "QPF471"), ("packetRun", "QPF456")])
def test_a_record_is_a_function_of_its_own(name: str, code: str, tmp_path: Path) -> None:
    """The function `tables` hid the module that it writes to."""
    files = [*ROOT.glob("schemas/qnetworks/*.yaml"), ROOT / "extractor_maps/qnetworks.yaml"]
    drawn = Workspace(
        {
            path.relative_to(ROOT).as_posix(): yaml.safe_load(path.read_text("utf-8"))
            for path in sorted([*files, *ROOT.glob("glue/qnetworks.yaml")])
        }
    )
    records = drawn.documents["schemas/qnetworks/store.yaml"]["tables"]["records"]
    assert records[0]["name"] == "packet_run"
    records.append({**records[0], "name": name})
    assert code in refusals(drawn, tmp_path)


def test_an_operation_and_a_type_of_one_name_are_two(tmp_path: Path) -> None:
    """The declaration of `sort` is `SORT`, and so was the class of its answer."""
    drawn, path = golden("tables_and_streams"), "schemas/demo/mailroom.yaml"
    text = json.dumps(drawn.documents[path])
    drawn.documents[path] = json.loads(text.replace('"Sorted"', '"SORT"'))
    text = module(emitted_files(drawn, tmp_path), "sorting")
    assert "\nSORT_OPERATION = " in text
    assert "\nSORT = " not in text


def test_a_column_text_hides_no_function(tmp_path: Path) -> None:
    """The default of a column after it called the column."""
    columns = {
        "text": {"type": "int", "key": True},
        "more": {"type": "json", "nullable": True, "default": {}},
    }
    table = {"record": "Box", "summary": "Boxes.", "columns": columns}
    files = emitted_files(library("tables", {"shape": {"boxes": table}}), tmp_path)
    assert "server_default=sql_text(" in module(files, "tables")


def test_an_agent_of_another_distribution_answers_in_tests(tmp_path: Path) -> None:
    """The service was alone in its tests, and an endpoint that asks a partner found nobody."""
    drawn = golden("wired_agents")
    made = drawn.documents
    gate = {**made["extractor_maps/demo.yaml"], "collection": "gate"}
    gate["distribution"] = {"name": "demo-gate", "package": "gate", "version": "1.0.0"}
    gate["extraction_sequence"] = {"order": {1: {"agent": "porter", "schema_file": "porter.yaml"}}}
    made["extractor_maps/gate.yaml"], made["glue/gate.yaml"] = gate, made.pop("glue/demo.yaml")
    made["schemas/gate/porter.yaml"] = made.pop("schemas/demo/porter.yaml")
    made["schemas/gate/porter.yaml"]["rootpath"] = "gate/porter"
    made["extractor_maps/demo.yaml"]["dependency_graph"] = {"edges": []}
    del made["extractor_maps/demo.yaml"]["extraction_sequence"]["order"][2]
    tests = emitted_files(drawn, tmp_path)["tests/porter/test_api_server.py"]
    assert "from demo.desk.api_server import service as asked_1" in tests
    assert "with served(build, asked_1) as client:" in tests
