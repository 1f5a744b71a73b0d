"""Manifests say what was emitted from what, validate, and hold nothing that varies."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from emission import agent as an_agent, collection, graph, run, stage

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.gate import GateReport, GateRow, Verdict
from qpf.model.manifest import Digests, Recorded, stable_part
from qpf.model.manifest_schema import agent_manifest_schema, collection_manifest_schema
from qpf.model.outcome import Emitted
from qpf.model.request import Request
from qpf.stages.record import record
from qpf.tools.filesystem import LocalDisk
from qpf.tools.input_digests import digests_of
from qpf.tools.manifest_store import read_recorded
from qpf.tools.pointers import PointerIndex

INPUTS = {
    "schemas/demo/greeter.yaml": "a" * 64,
    "glue/demo.yaml": "b" * 64,
    "glue/demo/extensions/own.py": "c" * 64,
    "schemas/other/third.yaml": "d" * 64,
}


def recorded(
    request: Request, packs: Path, reports: Sequence[GateReport] = (), **options: Any
) -> dict[str, dict[str, Any]]:
    """Stage and record; the manifests by path."""
    found, disk = Diagnostics(), LocalDisk()
    staged = stage(request, packs, graph(), found, disk)
    digests = Digests(INPUTS, digests_of((), request.workspace, (packs,)).templates)
    known = options.pop("recorded", Recorded())
    judged = options.pop("is_judged", True)
    made = Emitted(request=request, graph=graph(), staged=staged, recorded=known, digests=digests)
    paths = record(made, reports, disk, Diagnostics(), is_judged=judged)
    folder = request.staging.parent / "manifests"
    return {path: json.loads((folder / path).read_text()) for path in paths}


def report(verdict: Verdict) -> GateReport:
    """A report of one distribution with a row for it and one for an agent."""
    rows = [
        GateRow(gate="mypy", subject=s, threshold="0", value="0", verdict=verdict)
        for s in ("demo-agents", "demo/greeter")
    ]
    return GateReport("demo-agents", tuple(rows))


def test_manifests_validate_against_their_schemas(packs: Path, request_here: Request) -> None:
    for path, manifest in recorded(request_here, packs, [report(Verdict.PASSED)]).items():
        is_common = path.endswith("collection.json")
        schema = collection_manifest_schema() if is_common else agent_manifest_schema()
        jsonschema_rs.validate(schema, manifest)


def test_a_file_names_its_digest_templates_and_values(packs: Path, request_here: Request) -> None:
    manifest = recorded(request_here, packs)["demo/greeter/manifest.json"]
    (entry,) = manifest["files"]
    assert entry["path"] == "src/demo/greeter.py"
    assert entry["templates"] == ["_shared/_header.py.j2", "demo/module.py.j2"]
    pointers = ["", "/name", "/purpose", "/values/0", "/values/1"]
    assert entry["sources"] == [{"file": "schemas/demo/greeter.yaml", "pointers": pointers}]


def test_a_collection_names_its_own_inputs_and_templates(
    packs: Path, request_here: Request
) -> None:
    manifest = recorded(request_here, packs)["demo/collection.json"]
    assert list(manifest["inputs"]) == [
        "glue/demo.yaml",
        "glue/demo/extensions/own.py",
        "schemas/demo/greeter.yaml",
    ]
    assert "demo/static/kept/one.py" in manifest["templates"]
    assert "ruff" in manifest["tools"]
    assert [file["path"] for file in manifest["files"]] == [
        "NOTES.md",
        "src/shared/kept/one.py",
    ]


def test_verdicts_stand_where_they_belong(packs: Path, request_here: Request) -> None:
    manifests = recorded(request_here, packs, [report(Verdict.PASSED)])
    assert [row["subject"] for row in manifests["demo/collection.json"]["gates"]] == ["demo-agents"]
    assert [row["subject"] for row in manifests["demo/greeter/manifest.json"]["gates"]] == [
        "demo/greeter"
    ]
    assert manifests["demo/helper/manifest.json"]["gates"] == []


@pytest.mark.parametrize(
    ("verdict", "is_judged", "ready"),
    [(Verdict.PASSED, True, True), (Verdict.PASSED, False, False), (Verdict.FAILED, True, False)],
)
def test_only_what_passed_all_gates_is_ready(
    packs: Path, request_here: Request, verdict: Verdict, is_judged: bool, ready: bool
) -> None:
    manifests = recorded(request_here, packs, [report(verdict)], is_judged=is_judged)
    assert manifests["demo/greeter/manifest.json"]["deploymentready"] is ready


def test_a_run_without_gates_keeps_the_rows_of_unchanged_files(
    packs: Path, request_here: Request, found: Diagnostics
) -> None:
    before = recorded(request_here, packs, [report(Verdict.PASSED)])
    for path, manifest in before.items():
        file = request_here.manifests / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(manifest))
    known = read_recorded(request_here.manifests, found)
    after = recorded(request_here, packs, recorded=known, is_judged=False)
    demo = [path for path in before if path.startswith("demo/")]
    assert [after[path]["gates"] for path in demo] == [before[path]["gates"] for path in demo]
    (packs / "demo/notes.md.j2").write_text("changed\n")
    changed = recorded(request_here, packs, recorded=known, is_judged=False)
    assert changed["demo/collection.json"]["gates"] == []


@pytest.mark.parametrize(
    "moved",
    [
        {"inputs": {**INPUTS, "glue/demo.yaml": "e" * 64}},
        {"tools": {}},
        {"files": {}},
    ],
    ids=["thresholds may have changed", "other tools", "other files"],
)
def test_verdicts_on_something_else_are_not_kept(
    packs: Path, request_here: Request, found: Diagnostics, moved: dict[str, Any]
) -> None:
    for path, manifest in recorded(request_here, packs, [report(Verdict.PASSED)]).items():
        file = request_here.manifests / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(manifest))
    known = replace(read_recorded(request_here.manifests, found), **moved)
    after = recorded(request_here, packs, recorded=known, is_judged=False)
    assert after["demo/collection.json"]["gates"] == []
    assert after["demo/greeter/manifest.json"]["deploymentready"] is False


def test_two_workspaces_give_the_same_bytes(
    packs: Path, request_here: Request, tmp_path: Path
) -> None:
    elsewhere = Request(workspace=tmp_path / "another place")
    elsewhere.workspace.mkdir()
    assert recorded(request_here, packs) == recorded(elsewhere, packs)


def test_places_lead_to_the_nearest_value() -> None:
    one = collection("demo", an_agent("demo", "greeter"))
    index = PointerIndex(graph(one))
    file = "schemas/demo/greeter.yaml"
    assert index.pointer(Place(file, 2)) == "/name"
    assert index.pointer(Place(file, 3, 7, 3, 9)) == "/purpose"
    assert index.pointer(Place("extractor_maps/demo.yaml", 3)) == "/distribution"
    assert index.pointer(Place("glue/demo/extensions/x.py", 9)) == ""


def test_verdicts_and_tools_are_no_part_of_the_comparison() -> None:
    manifest = {"agent": "a/b", "gates": [], "tools": {}, "deploymentready": True}
    assert stable_part(manifest) == {"agent": "a/b"}


def test_a_published_run_is_read_back_whole(
    packs: Path, request_here: Request, found: Diagnostics
) -> None:
    run(request_here, packs, graph(), found, inputs=INPUTS)
    known = read_recorded(request_here.manifests, found)
    assert len(known.files) == 7
    assert dict(known.distributions) == {"demo": "demo-agents", "other": "other-agents"}
    assert known.inputs == INPUTS
    assert len(found) == 0
