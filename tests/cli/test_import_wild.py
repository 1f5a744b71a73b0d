"""`qpf import` of documents as people and models write them: nothing breaks, nothing is lost."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import Run, bytes_below
from import_losses import Entry, lost_values, lost_words

WILD = Path(__file__).parent / "import_samples" / "wild"
FILES = sorted(WILD.iterdir())
BESIDE = {
    "logistics_map.yaml": ["logistics_fleet.yaml", "logistics_router.yaml"],
    "logistics_glue.yaml": ["logistics_fleet.yaml", "logistics_router.yaml"],
    "bike_share_map.json": ["bike_dock.yaml", "bike_ride.yaml"],
    "bike_glue.md": ["bike_dock.yaml", "bike_ride.yaml"],
}
"""Maps and glue, and the schemas they speak of."""

SCHEMAS = [path for path in FILES if path.name not in BESIDE]
DOMAINS = sorted({path.name.partition("_")[0] for path in FILES})
MOST_LINES = 80


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The folder of a workspace that does not exist yet."""
    return tmp_path / "house"


def imported(qpf: Run, into: Path, paths: Sequence[Path], *options: str) -> list[Entry]:
    """Import files, check that the result is clean; the entries of the report."""
    answer = qpf("import", *paths, "--into", into, "--format", "json", *options)
    assert answer.code == 0, answer.err
    assert qpf("validate", "--workspace", into).code == 0
    entries: list[Entry] = json.loads(answer.out)
    return entries


def nothing_is_lost(into: Path, paths: Sequence[Path], entries: Sequence[Entry]) -> None:
    """Every value and word of the imported files is in the workspace or in the report."""
    texts = [path.read_text("utf-8") for path in into.rglob("*.yaml")]
    lost = [one for path in paths for one in lost_values(path, texts, entries)]
    lost += [one for path in paths for one in lost_words(path, texts, entries)]
    assert lost == []


def with_schemas(path: Path) -> list[Path]:
    """A file with the schemas it cannot do without."""
    return [path, *(WILD / name for name in BESIDE.get(path.name, ()))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_document_alone(qpf: Run, house: Path, path: Path) -> None:
    paths = with_schemas(path)
    entries = imported(qpf, house, paths)
    nothing_is_lost(house, paths, entries)
    lengths = {one.as_posix(): len(one.read_bytes().splitlines()) for one in paths}
    for entry in entries:
        assert 1 <= int(entry["line"]) <= lengths[str(entry["file"])] + 1, entry
    before = bytes_below(house)
    again = qpf("import", *paths, "--into", house)
    assert again.code == 1 and "QPF174" in again.err
    assert bytes_below(house) == before
    imported(qpf, house, paths, "--force")
    assert bytes_below(house) == before


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_documents_of_a_domain_are_one_collection(qpf: Run, house: Path, domain: str) -> None:
    paths = [path for path in FILES if path.name.startswith(f"{domain}_")]
    nothing_is_lost(house, paths, imported(qpf, house, paths))


def test_all_documents_are_more_than_a_collection_may_have(qpf: Run, house: Path) -> None:
    answer = qpf("import", WILD, "--into", house)
    assert answer.code == 1 and "QPF176" in answer.err
    assert not house.exists()


@pytest.mark.parametrize(
    ("first", "second"),
    list(zip(SCHEMAS, [*SCHEMAS[7:], *SCHEMAS[:7]], strict=True)),
    ids=lambda path: path.name,
)
def test_a_document_joins_those_of_another(
    qpf: Run, house: Path, first: Path, second: Path
) -> None:
    imported(qpf, house, [first], "--collection", "house")
    order = house / "extractor_maps/house.yaml"
    order.write_text(f"# by hand\n{order.read_text('utf-8')}# the end\n", "utf-8")
    before = bytes_below(house)
    entries = imported(qpf, house, [second], "--collection", "house")
    nothing_is_lost(house, [second], entries)
    after = bytes_below(house)
    for name, data in before.items():
        lines = iter(after[name].splitlines())
        assert all(line in lines for line in data.splitlines()), name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_line_ends_and_marks_change_nothing(
    qpf: Run, house: Path, tmp_path: Path, path: Path
) -> None:
    paths = with_schemas(path)
    imported(qpf, house, paths)
    text = path.read_text("utf-8")
    forms = {
        "windows": text.replace("\n", "\r\n").encode("utf-8-sig"),
        "wide": text.encode("utf-16"),
    }
    for name, data in forms.items():
        other = tmp_path / name / path.name
        other.parent.mkdir()
        other.write_bytes(data)
        imported(qpf, tmp_path / f"{name}_house", [other, *paths[1:]])
        assert bytes_below(tmp_path / f"{name}_house") == bytes_below(house)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_report_is_short_and_every_line_has_its_place(
    qpf: Run, house: Path, path: Path
) -> None:
    answer = qpf("import", *with_schemas(path), "--into", house)
    lines = answer.err.splitlines()
    agents = len(list((house / "schemas").rglob("*.yaml")))
    assert len(lines) <= MOST_LINES * agents, f"{len(lines)} lines for {agents} agents"
    heads = [line for line in lines if line[:1] not in {" ", "c", "n"}]
    assert heads and all(line.startswith(WILD.as_posix()) for line in heads)


def test_a_folder_is_read_at_any_depth_and_foreign_files_are_passed_over(
    qpf: Run, house: Path, tmp_path: Path
) -> None:
    inner = tmp_path / "docs" / "deep" / "deeper"
    inner.mkdir(parents=True)
    (tmp_path / "docs" / ".hidden").mkdir()
    (tmp_path / "docs" / ".hidden" / "broken.yaml").write_text("a: [", "utf-8")
    (inner / "dock.yaml").write_bytes((WILD / "bike_dock.yaml").read_bytes())
    (inner / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (inner / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (inner / "empty.yaml").write_bytes(b"")
    (inner / "package.json").write_text('{"name": "bikes", "private": true}', "utf-8")
    (tmp_path / "docs" / "README.md").write_text("# Bikes\n\nNo schema here.\n", "utf-8")
    entries = imported(qpf, house, [tmp_path / "docs"])
    passed = {Path(str(e["file"])).name for e in entries if "passed over" in str(e["message"])}
    assert passed == {"empty.yaml", "package.json", "README.md"}
    assert [path.name for path in (house / "schemas").rglob("*.yaml")] == ["bike_dock.yaml"]
    (inner / "dock.yaml").unlink()
    answer = qpf("import", tmp_path / "docs", "--into", tmp_path / "none")
    assert answer.code == 1 and answer.err.count("QPF173") == 3


def test_western_bytes_are_read_and_told(qpf: Run, house: Path, tmp_path: Path) -> None:
    text = (WILD / "film_archive.yaml").read_text("utf-8")
    file = tmp_path / "film_archive.yaml"
    file.write_bytes(text.encode("windows-1252"))
    entries = imported(qpf, house, [file])
    told = [e for e in entries if "WINDOWS-1252" in str(e["message"])]
    assert [e["line"] for e in told] == [1]
    assert "Directrice Élodie" in (house / "schemas/film/cinematheque.yaml").read_text("utf-8")


def schema(qpf: Run, house: Path, name: str) -> str:
    """The schema that one document becomes."""
    imported(qpf, house, [WILD / name])
    (file,) = (house / "schemas").rglob("*.yaml")
    return file.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("telecom_noc.yaml", ["  episodicmemory:", "    retention: 12 months", "  longtermp"]),
        ("school_library.yaml", ["  episodicmemory:", "    - shelves.py", "    - desk_api.py"]),
        ("school_library.yaml", ["    - Librarian", "  model: shelf_rules", "    eventbus: true"]),
        ("school_tutor.yaml", ["    - school/grades", "    - quiz.py", "    internalchat: true"]),
        ("school_tutor.yaml", ["    - Parents Council", "    - plato-3b", "    - hints"]),
        ("pharmacy_stock.yaml", ["    - Head Pharmacist", "    - expiry.py", "  model: shelf_r"]),
        ("pharmacy_stock.yaml", ["    - pharmacy/orders", "    - PharmaOS", "    - box_moved"]),
        ("news_factcheck.yaml", ["    decisionlatencymaxms: 1500", "  replicas: 2", ": 18 mon"]),
        ("news_factcheck.yaml", ["stabilitythreshold: 0.02", "rolling_14_days", "memory: 512Mi"]),
        ("game_matchmaker.yaml", ["tasklimit: 1000_parallel", "    - rate_limiting"]),
        ("bank_fraud_watch.yaml", ["  escalationpolicy: score latency > 250ms", "bank/cards/*"]),
        ("insurance_claims.yaml", ["    - Claims Board", "    - Fraud Team"]),
        ("legal_contracts.yaml", ["    - General Counsel", "    - party_finder.py"]),
        ("music_mixer.yaml", ["  workingmemory:", "  model: beatmatch", "    - fader.py"]),
        ("clinic_triage.yaml", ["role: Sorts arriving", "TTL=2 hours", "    - hall_board.py"]),
        ("airport_gate.yaml", ["    - Duty Manager", "    - sorry.py", "system: Gate Keeper's"]),
        ("airport_tower.yaml", ["    - radio.py", "    - Tower Chief"]),
        ("energy_grid.yaml", ["TTL=600s", "      - factor: wind", "  mode: autonomous"]),
        ("city_traffic.yaml", ["    slack: true", "path: /traffic/health", "    - street_graph"]),
        ("film_archive.yaml", ["    - prets.py", "rootpath: film/cinematheque", "écoles"]),
    ],
)
def test_what_was_meant_is_carried_over(qpf: Run, house: Path, name: str, kept: list[str]) -> None:
    text = schema(qpf, house, name)
    values = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    assert [one for one in kept if one not in values] == []


def test_maps_and_glue_join_a_collection_with_all_they_say(qpf: Run, house: Path) -> None:
    fleet, router = WILD / "logistics_fleet.yaml", WILD / "logistics_router.yaml"
    imported(qpf, house, [fleet])
    order = house / "extractor_maps/parcels.yaml"
    text = order.read_text("utf-8").replace("shared_conf", "# mine\nshared_conf")
    order.write_text(text, "utf-8")
    imported(qpf, house, [router])
    join = ("--collection", "parcels")
    entries = imported(qpf, house, [WILD / "logistics_map.yaml"], *join)
    nothing_is_lost(house, [WILD / "logistics_map.yaml"], entries)
    stays = [e for e in entries if "`title` stays" in str(e["message"])]
    assert [(e["kind"], e["line"]) for e in stays] == [("needs_person", 1)]
    text = order.read_text("utf-8")
    assert "\n# mine\nshared_configuration:\n" in text and "title: Parcels\n" in text
    assert "  logging_root: parcels/logs/\n" in text
    assert "    - route_finder -> fleet_tracker (it asks where trucks are)\n" in text
    entries = imported(qpf, house, [WILD / "logistics_glue.yaml"], *join)
    nothing_is_lost(house, [WILD / "logistics_glue.yaml"], entries)
    glue = (house / "glue/parcels.yaml").read_text("utf-8")
    assert "    max_retries: 3\n" in glue and "# for a person, wiring `RouteFinder`" in glue
    before = bytes_below(house)
    imported(qpf, house, [WILD / "logistics_map.yaml", WILD / "logistics_glue.yaml"], *join)
    assert bytes_below(house) == before


def test_a_wiring_that_both_ends_keep_joins_with_its_edge(
    qpf: Run, workspace: Path, tmp_path: Path
) -> None:
    (tmp_path / "guest.yaml").write_text(
        "system: Guest\nmodule: coreservice\nname: Guest\nversion: 6.0.0\n"
        "role: Comes in and waits until somebody says hello.\nrootpath: demo/guest\n"
        "depends_on: {hard: [Greeter]}\ncollaborationnetwork: {partners: [Greeter]}\n",
        "utf-8",
    )
    (tmp_path / "glue.yaml").write_text(
        "wirings:\n  - {from: Guest, to: Greeter, type: api_call, methods: [greet],"
        " import_path: demo/greeter/greeter.py}\n",
        "utf-8",
    )
    answer = qpf("import", tmp_path / "guest.yaml", tmp_path / "glue.yaml", "--collection", "demo")
    assert answer.code == 0, answer.err
    assert qpf("validate").code == 0
    order = (workspace / "extractor_maps/demo.yaml").read_text("utf-8")
    assert "    - guest -> greeter (hard dependency)\n" in order
    glue = (workspace / "glue/demo.yaml").read_text("utf-8")
    assert "from_agent: guest" in glue and "        - greet\n" in glue.replace("    ", "        ")
