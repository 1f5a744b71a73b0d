"""`check` names each file that differs, with its cause."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from emission import MODULE, agent, collection, graph, run, stage, write_pack

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.graph import Graph
from qpf.model.manifest import Digests
from qpf.model.outcome import Emitted
from qpf.model.request import Request
from qpf.stages.compare import compare
from qpf.stages.record import record
from qpf.tools.filesystem import LocalDisk
from qpf.tools.input_digests import digests_of
from qpf.tools.manifest_store import read_recorded

GREETER = "generated/demo-agents/src/demo/greeter.py"
INPUTS = {"schemas/demo/greeter.yaml": "old", "schemas/demo/helper.yaml": "old"}
CHANGED = {**INPUTS, "schemas/demo/greeter.yaml": "new"}


def differences(
    request: Request, packs: Path, of: Graph | None = None, inputs: Mapping[str, str] = INPUTS
) -> list[tuple[str, str]]:
    """Code and message of each difference."""
    found, disk, of = Diagnostics(), LocalDisk(), of or graph()
    staged = stage(request, packs, of, found, disk)
    recorded = read_recorded(request.manifests, found)
    templates = digests_of((), request.workspace, (packs,)).templates
    digests = Digests(inputs, templates)
    made = Emitted(request=request, graph=of, staged=staged, recorded=recorded, digests=digests)
    record(made, (), disk, Diagnostics(), is_judged=False)
    compare(staged, recorded, digests, request, found)
    return [(d.code, d.message) for d in found.found]


@pytest.fixture(autouse=True)
def published(packs: Path, request_here: Request) -> None:
    """Every test begins with a published tree."""
    run(request_here, packs, graph(), Diagnostics(), inputs=INPUTS)


def test_a_fresh_tree_has_no_difference(packs: Path, request_here: Request) -> None:
    assert differences(request_here, packs) == []


def test_one_edited_byte_is_a_hand_edit(packs: Path, request_here: Request) -> None:
    file = request_here.workspace / GREETER
    file.write_bytes(file.read_bytes().replace(b"Greets", b"greets"))
    ((code, message),) = differences(request_here, packs)
    assert (code, GREETER in message) == ("QPF650", True)


def test_a_changed_schema_is_named(packs: Path, request_here: Request) -> None:
    changed = collection("demo", agent("demo", "greeter", (5,)), agent("demo", "helper"))
    of = graph(changed, collection("other", agent("other", "third")))
    found = differences(request_here, packs, of, CHANGED)
    assert ("QPF652", f"`{GREETER}` is out of date: `schemas/demo/greeter.yaml` changed") in found
    assert {code for code, _ in found} == {"QPF652", "QPF656"}


def test_a_changed_template_is_named(packs: Path, request_here: Request) -> None:
    write_pack(packs, module_py=MODULE.replace("VALUE", "OTHER"))
    codes = [code for code, message in differences(request_here, packs)]
    assert codes.count("QPF653") == 3
    message = next(m for c, m in differences(request_here, packs) if c == "QPF653")
    assert message.endswith("`templates/demo/module.py.j2` changed")


def test_a_change_of_the_factory_is_the_last_suspect(packs: Path, request_here: Request) -> None:
    changed = collection("demo", agent("demo", "greeter", (5,)), agent("demo", "helper"))
    of = graph(changed, collection("other", agent("other", "third")))
    found = differences(request_here, packs, of)
    assert ("QPF653", f"`{GREETER}` is out of date: `the factory` changed") in found


def test_missing_orphan_and_foreign_files_are_told_apart(
    packs: Path, request_here: Request
) -> None:
    (request_here.workspace / GREETER).unlink()
    (request_here.output / "demo-agents/mine.txt").write_text("mine\n")
    more = collection("demo", agent("demo", "greeter"), agent("demo", "fresh"))
    found = dict(differences(request_here, packs, graph(more)))
    assert "removed by hand" in str(differences(request_here, packs, graph(more)))
    assert "never extracted" in str(differences(request_here, packs, graph(more)))
    assert {"QPF651", "QPF654", "QPF655", "QPF656"} <= set(found)


def test_an_edited_manifest_is_a_difference_but_its_verdicts_are_not(
    packs: Path, request_here: Request
) -> None:
    file = request_here.manifests / "demo/greeter/manifest.json"
    text = file.read_text()
    file.write_text(text.replace('"deploymentready": false', '"deploymentready": true'))
    assert differences(request_here, packs) == []
    file.write_text(text.replace('"version": "1.0.0"', '"version": "1.0.1"'))
    assert [code for code, _ in differences(request_here, packs)] == ["QPF656"]
    (request_here.manifests / "demo/mine.txt").write_text("x")
    assert [code for code, _ in differences(request_here, packs)] == ["QPF656", "QPF651"]
