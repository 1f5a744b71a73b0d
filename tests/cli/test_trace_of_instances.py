"""`qpf trace` with values of a map: parameters of instances, declarations, overrides."""

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import Answer, Run

from qpf.__main__ import main

GOLDEN = Path(__file__).parents[1] / "golden"
MAP = "extractor_maps/demo.yaml"
SCHEMA = "schemas/demo/host.yaml"


def made(case: str, folder: Path) -> Path:
    """A golden case, extracted in a folder."""
    root = folder / "workspace"
    for name in ("schemas", "extractor_maps", "glue"):
        if (GOLDEN / case / name).is_dir():
            shutil.copytree(GOLDEN / case / name, root / name)
    (root / "pyproject.toml").write_text("[tool.qpf]\n", "utf-8")
    assert main(["extract", "--gates", "none", "--workspace", str(root)]) == 0
    return root


@pytest.fixture(scope="module")
def instances(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A schema with two instances."""
    return made("instances_with_parameters", tmp_path_factory.mktemp("instances"))


def at(root: Path, text: str, part: str) -> str:
    """Where a text stands in the map, on the first line that holds another, as a target."""
    lines = (root / MAP).read_text("utf-8").splitlines()
    number, line = next((n, line) for n, line in enumerate(lines, 1) if part in line)
    return f"{MAP}:{number}:{line.index(text) + 1}"


def paths_of(answer: Answer, *, is_printed: bool | None = None) -> set[str]:
    """The emitted files of an answer; all, or those of lines that do or do not hold the value."""
    assert answer.code == 0, answer.err
    emitted = json.loads(answer.out)["emitted"]
    return {one["path"] for one in emitted if is_printed in {None, one["is_printed"]}}


def test_a_parameter_leads_to_files_of_its_own_instance(instances: Path, qpf: Run) -> None:
    target = at(instances, '"Welcome, "', "domain: Hotel")
    answer = qpf("trace", target, "--workspace", instances, "--format", "json")
    held = paths_of(answer, is_printed=True)
    package = "generated/demo-agents/src/demo/hotel"
    assert f"{package}/greeting_writer.py" in held
    assert "generated/demo-agents/tests/hotel_greeter/test_greeting_writer.py" in held
    assert not [path for path in paths_of(answer) if "cafe" in path]


def test_an_emitted_line_leads_to_the_parameter_and_to_its_use(instances: Path, qpf: Run) -> None:
    emitted = instances / "generated/demo-agents/src/demo/hotel/greeting_writer.py"
    lines = emitted.read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if '"Welcome, "' in line)
    answer = qpf("trace", f"{emitted}:{number}", "--workspace", instances, "--format", "json")
    (line,) = json.loads(answer.out)["lines"]
    told = {(one["file"], one["pointer"]) for one in (*line["sources"], *line["mentions"])}
    assert (MAP, "/instances/hotel_greeter/parameters/hello") in told
    assert (SCHEMA, "/operations/0/constants/hello") in told
    assert not [pointer for _, pointer in told if "cafe" in pointer]


def test_a_default_leads_to_the_instances_that_take_it(instances: Path, qpf: Run) -> None:
    target = at(instances, '"Hello, "', "hello: {type")
    answer = qpf("trace", target, "--workspace", instances, "--format", "json")
    held = paths_of(answer, is_printed=True)
    assert "generated/demo-agents/src/demo/cafe/greeting_writer.py" in held
    assert not [path for path in held if "hotel" in path]


def test_a_declaration_leads_to_all_instances(instances: Path, qpf: Run) -> None:
    target = at(instances, "str", "slug: {type").rpartition(":")[0]
    answer = qpf("trace", target, "--workspace", instances, "--format", "json")
    found = paths_of(answer)
    for place in ("hotel", "cafe"):
        assert f"generated/demo-agents/src/demo/{place}/api_server.py" in found


def test_an_instance_leads_to_lines_of_its_own(instances: Path, qpf: Run) -> None:
    target = at(instances, "cafe", "  cafe_greeter:").rpartition(":")[0]
    found = paths_of(qpf("trace", target, "--workspace", instances, "--format", "json"))
    assert found and not [path for path in found if "hotel" in path]


def test_only_the_observed_override_leads_anywhere(tmp_path: Path, qpf: Run) -> None:
    root = made("strategies_observed", tmp_path)
    target = at(root, "1_parallel", "tasklimit: 1_parallel")
    other = paths_of(qpf("trace", target, "--workspace", root, "--format", "json"))
    assert not [path for path in other if not path.endswith(".md")]
    observed = qpf(
        "trace", target, "--workspace", root, "--strategy", "careful", "--format", "json"
    )
    assert "generated/demo-agents/src/demo/greeter/controller.py" in paths_of(observed)


def test_runs_of_lines_that_touch_are_shown_as_one(instances: Path, qpf: Run) -> None:
    out = qpf("trace", at(instances, "hotel,", "domain: Hotel"), "--workspace", instances).out
    shown = out.partition("may change with it:")[2].splitlines()
    assert len(shown) > 10
    for row in filter(None, shown):
        spans = [re.findall(r"\d+", span) for span in row.rpartition(":")[2].split(",")]
        ends = [(int(span[0]), int(span[-1])) for span in spans]
        assert all(b[0] > a[1] + 1 for a, b in pairwise(ends)), row
