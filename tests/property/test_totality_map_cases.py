"""Maps and glue: values that a map gives back change nothing, and no two things share a name."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from counterexamples import emitted_files, golden, layer, library, refusals
from drawn_maps import mapped
from luck import Dice
from scene import Workspace

PLAIN = golden("rpc_and_discovery").documents
MAP = "extractor_maps/demo.yaml"


def without_a_twin(seed: str) -> dict[str, Any]:
    """A golden case whose map says some of the values, and nothing more."""
    made = mapped(Dice(seed), PLAIN, "demo")
    order = made[MAP]["extraction_sequence"]["order"]
    is_more = "title" in made[MAP] or len(order) > len(PLAIN[MAP]["extraction_sequence"]["order"])
    return {} if is_more else made


def drawn(key: str, number: int) -> list[dict[str, Any]]:
    """The first documents of a sequence whose map has a key."""
    seeds = (without_a_twin(f"{key} {n}") for n in range(1000))
    return [next(one for one in seeds if one and key in one[MAP]) for _ in range(number)]


@pytest.mark.parametrize("key", ["parameters", "strategies"])
def test_what_a_map_gives_back_changes_nothing(key: str, tmp_path: Path) -> None:
    """A value is the same wherever it is said: in the schema, for an instance, in a strategy."""
    expected = emitted_files(Workspace(copy.deepcopy(PLAIN)), tmp_path / "plain")
    for number, documents in enumerate(drawn(key, 4)):
        schemas = [path for path in documents if path.startswith("schemas/")]
        assert any(documents[path] != PLAIN[path] for path in schemas)
        files = emitted_files(Workspace(documents), tmp_path / str(number))
        assert {*files} == {*expected}
        assert [p for p in files if p.endswith(".py") and files[p] != expected[p]] == []


def test_two_client_modules_of_one_partner_hold_two_classes(tmp_path: Path) -> None:
    """Both were `DeskClient`, and the second hid the first."""
    case = golden("wired_agents")
    first, *others = case.documents["glue/demo.yaml"]["wirings"]
    second = {**first, "method_names": ["check_out"], "client_module": "desk_again"}
    case.documents["glue/demo.yaml"]["wirings"] = [first, second, *others]
    porter = case.documents["schemas/demo/porter.yaml"]
    porter["cursorinstructions"]["generatefiles"].append("desk_again.py")
    porter["operations"][0]["steps"].insert(
        0, {"ask": "desk.check_out", "with": {"room": 1}, "as": "out"}
    )
    porter["operations"][0]["steps"][-1]["return"] = 'guest + ", room " + str(room) + str(out)'
    given = porter["operations"][0]["examples"][0]
    given["given"], given["expect"] = {"guest": "Ada"}, "Ada, room 7true"
    given["partners"] = {"desk.check_in": [7], "desk.check_out": [True]}
    files = emitted_files(case, tmp_path)
    api = files["src/demo/porter/api_server.py"]
    assert "DeskClient(" in api
    assert "DeskDeskAgain(" in api
    assert "class DeskDeskAgain:" in files["src/demo/porter/desk_again.py"]
    assert "DeskDeskAgain" in files["tests/porter/conftest.py"]


def test_a_client_module_does_one_thing(tmp_path: Path) -> None:
    """Calls and observations through one module ended in a traceback."""
    case = golden("wired_agents")
    case.documents["glue/demo.yaml"]["wirings"][2]["client_module"] = "desk_client"
    files = case.documents["schemas/demo/porter.yaml"]["cursorinstructions"]["generatefiles"]
    files.remove("desk_observer.py")
    assert refusals(case, tmp_path) == ["QPF354"]


def test_two_collections_share_a_store_under_prefixes(tmp_path: Path) -> None:
    """Agents of one name in two collections could not both remember."""
    case = golden("wired_agents")
    text = json.dumps({p.replace("demo", "inn"): v for p, v in case.documents.items()})
    case.documents.update(json.loads(text.replace("demo", "inn")))
    assert refusals(case, tmp_path / "one") == ["QPF423", "QPF423"]
    shared = case.documents["extractor_maps/inn.yaml"]["shared_configuration"]
    shared["memory_backends"] = {"redis_cluster": {"keyspace_prefix": "inn:"}}
    assert refusals(case, tmp_path / "two") == []


@pytest.mark.parametrize("taken", ["mark", "layer_mark"])
def test_a_layer_is_no_module_that_is_there(taken: str, tmp_path: Path) -> None:
    """Its module, or the module of its tests, was planned twice, after validation."""
    case = library("layers", [layer()])
    assert refusals(case, tmp_path / "free") == []
    case.documents["schemas/demo/store.yaml"]["cursorinstructions"]["generatefiles"] += [
        f"{taken}.py"
    ]
    assert "QPF490" in refusals(case, tmp_path / "taken")


@pytest.mark.parametrize(
    ("section", "stem"), [("tables", "records"), ("tables", "migrations"), ("streams", "workers")]
)
def test_a_section_shares_its_modules_with_none(section: str, stem: str, tmp_path: Path) -> None:
    case = golden("tables_and_streams")
    (schema,) = (one for one in case.documents.values() if section in one)
    schema["cursorinstructions"]["generatefiles"] += [f"{stem}.py"]
    assert "QPF490" in refusals(case, tmp_path)


def test_a_row_with_parts_has_each_name_once(tmp_path: Path) -> None:
    """A part replaced the column of its name."""
    columns = {"id": {"type": "int", "key": True}, "box": {"type": "int", "references": "boxes"}}
    boxes = {"record": "Box", "summary": "Boxes.", "columns": {"id": columns["id"]}}
    things = {"record": "Thing", "summary": "Things.", "columns": columns}
    shape = {"boxes": boxes, "things": things}
    shown = {"path": "/boxes/{id}", "show": "boxes", "summary": "One.", "parts": ["things"]}
    tables = {"shape": shape, "routes": [shown]}
    before = refusals(library("tables", tables), tmp_path / "free")
    boxes["columns"] = {"id": columns["id"], "things": {"type": "str(9)"}}
    after = refusals(library("tables", tables), tmp_path / "taken")
    assert sorted(after) == sorted([*before, "QPF475"])
