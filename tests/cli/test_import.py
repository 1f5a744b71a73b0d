"""`qpf import`: documents of every dialect become collections that validate and extract."""

import compileall
import json
import shutil
from pathlib import Path

import pytest
from conftest import Run, bytes_below
from hypothesis import HealthCheck, given, settings, strategies as st

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.importing import import_documents
from qpf.stages.load import load

SAMPLES = Path(__file__).parent / "import_samples"
FILES = sorted(path for path in SAMPLES.iterdir() if path.is_file())
SCHEMAS = [path for path in FILES if path.name not in {"map.yaml", "glue.yaml"}]
Entries = list[dict[str, str | int]]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The folder of a workspace that does not exist yet."""
    return tmp_path / "house"


def imported(qpf: Run, into: Path, *names: str, options: tuple[str, ...] = ()) -> Entries:
    """Import samples; the entries of the report."""
    paths = [SAMPLES / name for name in names]
    answer = qpf("import", *paths, "--into", into, "--format", "json", *options)
    assert answer.code == 0, answer.err
    entries: Entries = json.loads(answer.out)
    return entries


def said(entries: Entries, kind: str, part: str) -> tuple[str, int]:
    """File and line of the only entry of a kind that holds a text."""
    hits = [e for e in entries if e["kind"] == kind and part in str(e["message"])]
    assert len(hits) == 1, (kind, part, [e["message"] for e in hits])
    return Path(str(hits[0]["file"])).name, int(hits[0]["line"])


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_each_sample_alone_gives_a_valid_workspace(qpf: Run, house: Path, path: Path) -> None:
    entries = imported(qpf, house, path.name)
    assert {entry["kind"] for entry in entries} >= {"changed", "needs_person"}
    assert all(int(entry["line"]) >= 1 and int(entry["column"]) >= 1 for entry in entries)
    assert qpf("validate", "--workspace", house).code == 0


def test_all_samples_are_one_valid_collection(qpf: Run, house: Path) -> None:
    imported(qpf, house, *(path.name for path in FILES))
    written = {path.stem for path in (house / "schemas/house").iterdir()}
    names = {"tea_ledger", "tea_kitchen", "garden_bed", "guest_book"}
    assert written == names | {"roof", "front_door", "window", "cellar"}
    assert qpf("validate", "--workspace", house).code == 0


def test_the_squashed_dialect(qpf: Run, house: Path) -> None:
    entries = imported(qpf, house, "d1_squashed.yaml")
    at = "d1_squashed.yaml"
    assert said(entries, "changed", "version `6.0` is written `6.0.0`") == (at, 2)
    assert said(entries, "changed", "`TeaOS (later)`") == (at, 15)
    assert said(entries, "needs_person", "condition `roof leaks`") == (at, 22)
    assert said(entries, "needs_person", "condition `leaf_share_< 0_1`") == (at, 54)
    assert said(entries, "needs_person", "endpoint `count_pots`") == (at, 75)
    assert said(entries, "needs_person", "`packetrouting`") == (at, 79)
    assert said(entries, "dropped", "house/core/doors.py") == (at, 66)
    text = (house / "schemas/house/tea_ledger.yaml").read_text("utf-8")
    assert "escalationpolicy: pot latency > 400ms\n" in text
    assert "    - guest_part.py" in text and "    - packet_handler.py" in text
    assert "# for a person, endpoint `count_pots`" in text
    assert "versionhash: House-ledger-v6.0.0" in text


def test_the_sample_dialect(qpf: Run, house: Path) -> None:
    entries = imported(qpf, house, "d1_squashed.yaml", "d2_sample.yaml")
    at = "d2_sample.yaml"
    assert said(entries, "changed", "the entries of `system`") == (at, 7)
    assert said(entries, "changed", "the partner `TeaLedger` is written") == (at, 39)
    assert said(entries, "needs_person", "the partner `Milkman`") == (at, 40)
    assert said(entries, "changed", "`sources` is written `activemodels`") == (at, 47)
    text = (house / "schemas/house/tea_kitchen.yaml").read_text("utf-8")
    assert "healthcheck: /kitchen/health" in text and "replicas: 2" in text
    order = (house / "extractor_maps/house.yaml").read_text("utf-8")
    assert "tea_kitchen -> tea_ledger" in order
    assert order.index("agent: tea_ledger") < order.index("agent: tea_kitchen")


def test_the_snake_dialect(qpf: Run, house: Path) -> None:
    entries = imported(qpf, house, "d3_snake.yaml")
    at = "d3_snake.yaml"
    assert said(entries, "changed", "`root_path` is written `rootpath`") == (at, 6)
    assert said(entries, "changed", "`autonomy_profile` goes under") == (at, 22)
    assert said(entries, "changed", "`90_days` is written `rolling_90_days`") == (at, 21)
    assert said(entries, "needs_person", "`governance.mode`") == (at, 8)
    text = (house / "schemas/house/garden_bed.yaml").read_text("utf-8")
    assert "tasklimit: 3_parallel_beds" in text
    assert "storagetype: redis_cluster" in text
    assert "path: /garden/status\n" in text


def test_the_usage_guide_dialect(qpf: Run, house: Path) -> None:
    names = ("d1_squashed.yaml", "d3_snake.yaml", "d4_usage_guide.yaml")
    entries = imported(qpf, house, *names)
    at = "d4_usage_guide.yaml"
    assert said(entries, "changed", "`apis` becomes `endpoints`") == (at, 17)
    assert said(entries, "needs_person", "depends on `Postman`") == (at, 10)
    assert said(entries, "changed", "the module `class.py` becomes `class_.py`") == (at, 15)
    order = (house / "extractor_maps/house.yaml").read_text("utf-8")
    assert "guest_book -> tea_ledger" in order
    assert "guest_book ->> garden_bed" in order


def test_maps_and_glue(qpf: Run, house: Path) -> None:
    names = ("map.yaml", "glue.yaml", "d1_squashed.yaml", "d2_sample.yaml")
    entries = imported(qpf, house, *names)
    assert said(entries, "changed", "`4 Python modules` becomes") == ("map.yaml", 11)
    assert said(entries, "needs_person", "`Postman` is left out") == ("map.yaml", 13)
    assert said(entries, "changed", "`tea_kitchen -> tea_ledger`: `tea") == ("map.yaml", 22)
    assert said(entries, "needs_person", "`Ledger => Moon`") == ("map.yaml", 24)
    assert said(entries, "needs_person", "does not offer `count_pots`") == ("glue.yaml", 4)
    assert said(entries, "needs_person", "`stove_fire`") == ("glue.yaml", 13)
    order = (house / "extractor_maps/house.yaml").read_text("utf-8")
    assert "issue: Kettle is cold" in order and "- direct_email" in order
    assert "# for a person, wiring `TeaKitchen`" in (house / "glue/house.yaml").read_text("utf-8")


def test_crooked_text_is_mended(qpf: Run, house: Path) -> None:
    entries = imported(qpf, house, "crooked.yaml")
    lines = {e["line"] for e in entries if "put in quotes" in str(e["message"])}
    assert lines == {1, 5, 14}
    assert said(entries, "changed", "a blank is put behind the colon")[1] == 2
    assert said(entries, "changed", "the missing `]` is added")[1] == 8
    assert said(entries, "changed", "tabs")[1] == 10
    text = (house / "schemas/house/cellar.yaml").read_text("utf-8")
    assert 'system: "Cellar: below the house"' in text
    assert "- Keeper\n" in text and "- barrel.py\n" in text


def test_streams_and_markdown_are_put_together(qpf: Run, house: Path) -> None:
    entries = imported(qpf, house, "stream.yaml", "collection.md")
    assert said(entries, "needs_person", "`reasoningpipeline`") == ("stream.yaml", 20)
    assert said(entries, "changed", "the head `title` is repeated") == ("stream.yaml", 2)
    assert len([e for e in entries if e["file"] == (SAMPLES / "collection.md").as_posix()]) > 10
    assert "- tiles.py" in (house / "schemas/house/roof.yaml").read_text("utf-8")


def test_an_import_extracts_with_honest_holes(qpf: Run, house: Path) -> None:
    imported(qpf, house, "map.yaml", "glue.yaml", "d1_squashed.yaml", "d2_sample.yaml")
    answer = qpf("extract", "--gates", "none", "--workspace", house)
    assert answer.code == 0, answer.err
    manifest = json.loads((house / "manifests/house/tea_ledger/manifest.json").read_bytes())
    assert {"pot_counter", "guest_part"} <= {Path(str(one)).stem for one in manifest["unbound"]}
    assert manifest["deploymentready"] is False
    assert compileall.compile_dir(house / "generated/house-agents", quiet=2)
    assert qpf("check", "--workspace", house).code == 0


def test_nothing_is_overwritten_without_force(qpf: Run, house: Path) -> None:
    imported(qpf, house, "d3_snake.yaml")
    before = bytes_below(house)
    again = qpf("import", SAMPLES / "d3_snake.yaml", "--into", house)
    assert again.code == 1 and "QPF174" in again.err
    assert bytes_below(house) == before
    imported(qpf, house, "d3_snake.yaml", options=("--force",))
    assert bytes_below(house) == before
    imported(qpf, house, "d4_usage_guide.yaml", options=("--collection", "guests"))
    assert qpf("validate", "--workspace", house).code == 0


def test_an_own_workspace_takes_an_import_beside_what_it_has(qpf: Run, workspace: Path) -> None:
    answer = qpf("import", SAMPLES / "d1_squashed.yaml")
    assert answer.code == 0
    assert "collection `house`" in answer.err and "needs person: endpoint" in answer.err
    assert "schemas/house/tea_ledger.yaml" in answer.out.splitlines()
    assert {d.collection for d in load(workspace, Diagnostics())} == {"demo", "house"}
    assert qpf("validate").code == 0


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("absent.yaml", None, "QPF170"),
        ("bytes.yaml", b"system: \xff\xfe\xfa\n", "QPF170"),
        ("large.yaml", b"a: b\n" * 1_700_000, "QPF171"),
        ("deep.yaml", b"system: " + b"[" * 500, "QPF172"),
        ("bomb.yaml", b"a: &a [x]\n" + b"b: &b [*a,*a]\n" * 3 + b"name: &n [*n]\n", "QPF172"),
        ("empty.yaml", b"", "QPF173"),
        ("comments.yaml", b"# only\n---\n# words\n", "QPF173"),
        ("list.yaml", b"- a\n- b\n", "QPF173"),
        ("words.md", b"# Title\n\nNo code at all.\n", "QPF173"),
        ("chart.yaml", b"apiVersion: v1\nkind: Service\nmetadata: {name: x}\n", "QPF173"),
        ("alone.yaml", b"wirings: []\n", "QPF173"),
        ("spec.yaml", b"module_spec: '2.5'\nownership: {team: core}\n", "a Module-Spec"),
        ("master.yaml", b"header: {}\ngovernance_metadata: {}\n", "an L9 Master Schema"),
        ("emma.yaml", b"schema: emma_v7\nversion: 7.0\n", "an Emma schema"),
    ],
)
def test_what_cannot_be_taken_is_said(
    qpf: Run, house: Path, tmp_path: Path, name: str, data: bytes | None, code: str
) -> None:
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    answer = qpf("import", file, "--into", house)
    assert answer.code == 1
    assert code in answer.err and name in answer.err
    assert not house.exists()


def test_documents_that_collide_are_refused(qpf: Run, house: Path, tmp_path: Path) -> None:
    text = (SAMPLES / "d3_snake.yaml").read_text("utf-8")
    other = tmp_path / "twin.yaml"
    other.write_text(text.replace("garden bed", "GardenBed"), "utf-8")
    answer = qpf("import", SAMPLES / "d3_snake.yaml", other, "--into", house)
    assert answer.code == 1 and "QPF175" in answer.err
    second = shutil.copy(SAMPLES / "map.yaml", tmp_path / "map2.yaml")
    answer = qpf("import", *FILES, second, "--into", house)
    assert answer.code == 1 and "QPF177" in answer.err
    for number in range(11):
        new = text.replace("garden bed", f"bed {number}").replace("garden/", f"bed{number}/")
        (tmp_path / "many").mkdir(exist_ok=True)
        (tmp_path / f"many/{number}.yaml").write_text(new, "utf-8")
    answer = qpf("import", tmp_path / "many", "--into", house)
    assert answer.code == 1 and "QPF176" in answer.err


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.sampled_from(SCHEMAS),
    st.lists(
        st.tuples(
            st.integers(0, 200),
            st.sampled_from(["cut", "drop", "twice", "null", "[[1]]", "${x}", "&a *b", "'", "\0"]),
        ),
        max_size=4,
    ),
)
def test_damaged_documents_never_break_the_import(
    tmp_path: Path, sample: Path, damages: list[tuple[int, str]]
) -> None:
    lines = sample.read_text("utf-8").splitlines()
    for where, damage in damages:
        at = where % max(1, len(lines))
        kept = {"cut": lines[:at], "drop": [*lines[:at], *lines[at + 1 :]]}
        twice = [*lines[: at + 1], *lines[at:]]
        spoilt = [*lines[:at], *(f"{x.split(':')[0]}: {damage}" for x in lines[at : at + 1])]
        lines = kept.get(damage, twice if damage == "twice" else [*spoilt, *lines[at + 1 :]])
    file = tmp_path / sample.name
    file.write_text("\n".join(lines), "utf-8")
    found = Diagnostics()
    try:
        made = import_documents([file], tmp_path / "none", "", found)
    except Stopped:
        assert {error.code for error in found.errors} <= {f"QPF17{n}" for n in range(10)}
    else:
        assert made.texts and not found.has_errors


def test_a_schema_joins_a_collection_and_every_line_of_its_map_stays(qpf: Run, house: Path) -> None:
    imported(qpf, house, "map.yaml", "glue.yaml", "d1_squashed.yaml", "d2_sample.yaml")
    order = house / "extractor_maps/house.yaml"
    order.write_text(f"# by hand\n{order.read_text('utf-8')}# the end\n", "utf-8")
    before = bytes_below(house)
    entries = imported(qpf, house, "d3_snake.yaml")
    assert said(entries, "changed", "`garden_bed` gets a position")[0] == "d3_snake.yaml"
    after = bytes_below(house)
    assert set(after) - set(before) == {"schemas/house/garden_bed.yaml"}
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"extractor_maps/house.yaml"}
    lines = iter(order.read_text("utf-8").splitlines())
    kept = before["extractor_maps/house.yaml"].decode().splitlines()
    assert all(line in lines for line in kept), "a line of the map went away, or its place changed"
    assert qpf("validate", "--workspace", house).code == 0


def test_a_schema_that_is_there_stays_as_it_is(qpf: Run, house: Path) -> None:
    imported(qpf, house, "d1_squashed.yaml", "d3_snake.yaml")
    schema = house / "schemas/house/garden_bed.yaml"
    schema.write_text(f"# by hand\n{schema.read_text('utf-8')}", "utf-8")
    before = bytes_below(house)
    answer = qpf(
        "import", SAMPLES / "d3_snake.yaml", SAMPLES / "d4_usage_guide.yaml", "--into", house
    )
    assert answer.code == 1
    assert "schemas/house/garden_bed.yaml:1:1: error QPF174" in answer.err
    assert bytes_below(house) == before


def test_an_order_without_lines_of_its_own_is_not_joined(qpf: Run, workspace: Path) -> None:
    order = workspace / "extractor_maps/demo.yaml"
    text = order.read_text("utf-8")
    begin, end = text.index("  order:\n"), text.index("defaults:")
    entry = "  order: {1: {agent: greeter, schema_file: greeter.yaml}}\n"
    order.write_text(f"{text[:begin]}{entry}{text[end:]}", "utf-8")
    before = bytes_below(workspace)
    answer = qpf("import", SAMPLES / "d3_snake.yaml", "--collection", "demo")
    assert answer.code == 1
    assert "error QPF179" in answer.err
    assert bytes_below(workspace) == before
