"""`qpf trace`: from emitted lines to what they came from, and back."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import Run, edit

from qpf.__main__ import main
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.line_map import LineMap
from qpf.model.request import Request
from qpf.tools.line_map_store import read_line_map
from qpf.tracing import CACHE, line_map

ROOT = Path(__file__).parents[2]
SCHEMA = "schemas/demo/greeter.yaml"


@dataclass(frozen=True, slots=True)
class Whole:
    """What this repository's own schemas give: the line map, and the lines of every file."""

    map: LineMap
    texts: tuple[tuple[str, list[str]], ...]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """This repository's own schemas, extracted into a folder of the test."""
    root = tmp_path_factory.mktemp("whole")
    for name in ("schemas", "extractor_maps", "glue"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "pyproject.toml", root)
    assert main(["extract", "--gates", "none", "--workspace", str(root)]) == 0
    generated = root / "generated"
    files = [path for path in sorted(generated.rglob("*")) if path.is_file()]
    texts = tuple(
        (path.relative_to(generated).as_posix(), path.read_text("utf-8").splitlines())
        for path in files
    )
    return Whole(line_map(Request(workspace=root), Diagnostics()), texts)


def number_of(file: Path, part: str) -> int:
    """The first line of a file that holds a text."""
    lines = file.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if part in line)


def template_lines(name: str, known: dict[str, list[str]]) -> list[str]:
    """The lines of a template or static file."""
    if name not in known:
        file = ROOT / "templates" / name
        known[name] = file.read_text("utf-8").splitlines() if file.is_file() else []
    return known[name]


def test_nearly_every_published_line_has_an_origin(whole: Whole) -> None:
    total = known = 0
    texts: dict[str, list[str]] = {}
    for path, lines in whole.texts:
        mapped = whole.map.files[path].lines
        for number, line in enumerate(lines):
            if not line.strip():
                continue
            total += 1
            origin = mapped[number] if number < len(mapped) else None
            if origin is not None:
                known += 0 < origin.line <= len(template_lines(origin.template, texts))
    assert total > 30_000
    assert known / total >= 0.99


def test_plain_lines_of_templates_are_found_again(whole: Whole) -> None:
    total = right = 0
    texts: dict[str, list[str]] = {}
    for path, lines in whole.texts:
        for line, origin in zip(lines, whole.map.files[path].lines, strict=False):
            there = template_lines(origin.template, texts)[origin.line - 1]
            if not line.strip() or "{" in there:
                continue
            total += 1
            # A formatter may join lines or split them; what is left is a part of the other.
            mine, printed = "".join(line.split()), "".join(there.split())
            right += mine in printed or printed in mine
    assert total > 15_000
    assert right / total >= 0.99


def test_most_lines_name_a_value_and_values_of_schemas_have_pointers(whole: Whole) -> None:
    printing = [file for file in whole.map.files.values() if "/static/" not in file.template]
    lines = [line for file in printing for line in file.lines]
    assert sum(bool(line.sources) for line in lines) / len(lines) > 0.6
    printed = {
        source
        for file in whole.map.files.values()
        if not file.template.startswith("core/static")
        for line in file.lines
        for source in line.sources
    }
    nameless = {source.place.file for source in printed if not source.pointer}
    assert nameless <= {path for path in whole.map.inputs if path.startswith("extractor_maps/")}


def test_an_emitted_line_leads_to_the_schema(extracted: Path, qpf: Run) -> None:
    emitted = next((extracted / "generated").rglob("api_server.py"), None) or next(
        (extracted / "generated").rglob("*controller.py")
    )
    path = emitted.relative_to(extracted).as_posix()
    answer = qpf("trace", f"{path}:3", "--format", "json")
    assert answer.code == 0
    (line,) = json.loads(answer.out)["lines"]
    assert line["text"] == emitted.read_text("utf-8").splitlines()[2].strip()
    assert line["template"]["file"].startswith("templates/")
    source = line["sources"][0]
    text = (extracted / SCHEMA).read_text("utf-8").splitlines()
    assert source["file"] == SCHEMA
    assert source["text"] == text[source["line"] - 1].strip()
    assert source["pointer"].startswith("/")


def test_there_and_back(extracted: Path, qpf: Run) -> None:
    line = number_of(extracted / SCHEMA, "role:")
    answer = qpf("trace", f"{SCHEMA}:{line}", "--format", "json")
    assert answer.code == 0
    emitted = json.loads(answer.out)["emitted"]
    printed = [emission for emission in emitted if emission["is_printed"]]
    assert printed and len(printed) < len(emitted)
    for emission in printed[:5]:
        back = qpf("trace", f"{emission['path']}:{emission['line']}", "--format", "json")
        (told,) = json.loads(back.out)["lines"]
        pointers = [s["pointer"] for s in (*told["sources"], *told["mentions"])]
        assert any(pointer.startswith(emission["pointer"]) for pointer in pointers)


def test_an_example_leads_to_the_call_that_sends_it(extracted: Path, qpf: Run) -> None:
    line = number_of(extracted / SCHEMA, "Ada")
    answer = qpf("trace", f"{SCHEMA}:{line}", "--format", "json")
    emitted = json.loads(answer.out)["emitted"]
    printed = {(one["path"], one["line"]) for one in emitted if one["is_printed"]}
    calls = "generated/demo-agents/tests/greeter/test_api_server.py"
    assert (calls, number_of(extracted / calls, "EndpointCall(")) in printed


def test_the_text_names_template_and_place(extracted: Path, qpf: Run) -> None:
    line = number_of(extracted / SCHEMA, "role:")
    row = qpf("trace", f"{SCHEMA}:{line}").out.splitlines()[1].split()[0]
    answer = qpf("trace", row.partition("-")[0] if row.count("-") > 1 else row)
    assert answer.code == 0
    assert "printed by templates/" in answer.out
    assert f"from {SCHEMA}:" in answer.out


def test_a_template_leads_to_what_it_printed(extracted: Path, qpf: Run) -> None:
    answer = qpf("trace", "templates/_shared/_header.py.j2:1")
    assert answer.code == 0
    assert "# Code generated by qpf" in answer.out
    there = ROOT / "templates/_shared/_header.py.j2"
    assert qpf("trace", f"{there}:1").out == answer.out


def test_each_line_of_a_static_file_leads_to_its_copy(extracted: Path, qpf: Run) -> None:
    static = "templates/core/static/src/qpf_core/errors.py"
    copy = extracted / "generated/qpf-core/src/qpf_core/errors.py"
    last = len((ROOT / static).read_text("utf-8").splitlines())
    for line in (1, last // 2, last):
        answer = qpf("trace", f"{static}:{line}", "--format", "json")
        (emission,) = json.loads(answer.out)["emitted"]
        assert emission["path"] == copy.relative_to(extracted).as_posix()
        assert (emission["line"], emission["end_line"]) == (line, line)


def test_a_file_without_a_line_is_listed_whole(extracted: Path, qpf: Run) -> None:
    whole_file = qpf("trace", "generated/qpf-core/src/qpf_core/__init__.py")
    assert "core/static/src/qpf_core/__init__.py:1" in whole_file.out
    every = qpf("trace", SCHEMA, "--format", "json")
    assert len(json.loads(every.out)["emitted"]) > 50


def test_a_comment_leads_nowhere(extracted: Path, qpf: Run) -> None:
    text = (extracted / SCHEMA).read_text("utf-8")
    (extracted / SCHEMA).write_text(f"# a comment\n{text}", "utf-8")
    answer = qpf("trace", f"{SCHEMA}:1")
    assert (answer.code, answer.out) == (1, "")
    assert "nothing emitted comes from" in answer.err


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ("schemas/demo/greeter.yml:3", "QPF920", f"did you mean `{SCHEMA}`"),
        ("nowhere.py", "QPF920", "no emitted file"),
        (f"{SCHEMA}:99999", "QPF921", "line 99999 does not exist"),
        (f"{SCHEMA}:0", "QPF921", "line 0 does not exist"),
    ],
)
def test_what_does_not_exist_is_said(
    extracted: Path, qpf: Run, asked: str, code: str, said: str
) -> None:
    answer = qpf("trace", asked)
    assert answer.code == 1
    assert code in answer.err and said in answer.err


def test_an_edited_file_is_told(extracted: Path, qpf: Run) -> None:
    emitted = extracted / "generated/qpf-core/src/qpf_core/__init__.py"
    emitted.write_text("# mine\n", "utf-8")
    answer = qpf("trace", f"{emitted}:1")
    assert answer.code == 0
    assert "QPF922" in answer.err and "# mine" not in answer.out


def test_the_stored_map_is_the_map_and_is_dropped_when_an_input_moves(
    extracted: Path, qpf: Run
) -> None:
    request = Request(workspace=extracted)
    made = line_map(request, Diagnostics())
    file = extracted / ".qpf" / CACHE
    state = json.loads(file.read_bytes())["state"]
    assert read_line_map(file, state) == made
    assert read_line_map(file, "another") is None
    line = number_of(extracted / SCHEMA, "role:")
    before = qpf("trace", f"{SCHEMA}:{line}").out
    edit(extracted / SCHEMA, "\nrole:", "\n\nrole:")
    assert qpf("trace", f"{SCHEMA}:{line + 1}").out.count("\n") == before.count("\n")


def test_a_damaged_stored_map_is_no_map(tmp_path: Path) -> None:
    file = tmp_path / "lines.json"
    file.write_text('{"format": 1, "state": "s", "names": [], "files": {"a": 3}, "inputs": {}}')
    assert read_line_map(file, "s") is None
    file.write_text("no json")
    assert read_line_map(file, "s") is None


def test_faults_of_schemas_stop_a_trace(extracted: Path, qpf: Run) -> None:
    edit(extracted / SCHEMA, "\nrole:", "\nrolle:")
    answer = qpf("trace", f"{SCHEMA}:1")
    assert answer.code == 1
    assert SCHEMA in answer.err
