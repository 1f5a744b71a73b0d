"""Tidying formats like black and isort, keeps the origins of lines, and blames the value."""

from pathlib import Path

import black
import isort
import pytest
from emission import agent, collection, graph, stage, write_pack

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.graph import Graph
from qpf.model.request import Request
from qpf.tools import formatters
from qpf.tools.file_faults import reported
from qpf.tools.filesystem import LocalDisk

MESSY = """\
{% include "_header.py.j2" %}
\"\"\"{{ view.summary }}\"\"\"
from other import b
import os
from demo import x as y, z
import numpy
THINGS = dict(
  a=os.name,
{% for value in view.values %}
     v = [ {{ value }}   ],
{% endfor %}
)
"""


def test_formatted_text_is_what_black_and_isort_give(
    tmp_path: Path, request_here: Request, found: Diagnostics
) -> None:
    root = write_pack(tmp_path / "p", module_py=MESSY.replace("v =", "**"))
    one = graph(collection("demo", agent("demo", "greeter", ({"k": "v" * 120},))))
    staged = stage(request_here, root, one, found, LocalDisk())
    text = (staged.root / "demo-agents/src/demo/greeter.py").read_text()
    options = {"profile": "black", "line_length": 100, "combine_as_imports": True}
    assert isort.code(text, known_first_party=["demo"], **options) == text
    assert black.format_str(text, mode=black.Mode(line_length=100)) == text
    assert "import x as y, z" in text


def test_origins_survive_formatting(
    tmp_path: Path, request_here: Request, found: Diagnostics
) -> None:
    root = write_pack(tmp_path / "p", module_py=MESSY.replace("v =", "**"))
    values = ({"key": "a" * 60, "other": "b" * 60}, "last")
    one = graph(collection("demo", agent("demo", "greeter", values)))
    staged = stage(request_here, root, one, found, LocalDisk())
    file = staged.file("demo-agents/src/demo/greeter.py")
    assert file is not None
    lines = (staged.root / file.path).read_text().splitlines()
    assert len(lines) == len(file.lines)
    by_text = {line.strip(): file.lines[n] for n, line in enumerate(lines)}
    assert by_text["import numpy"].line == 6
    assert by_text["from other import b"].line == 3
    value = next(origin for text, origin in by_text.items() if "bbbb" in text)
    assert (value.line, [place.line for place in value.places]) == (10, [4])
    last = next(n for n, line in enumerate(lines, start=1) if "last" in line)
    assert file.place_of(last).line == 5


def test_static_files_are_not_formatted(
    packs: Path, request_here: Request, found: Diagnostics
) -> None:
    staged = stage(request_here, packs, graph(), found, LocalDisk())
    copied = (staged.root / "demo-agents/src/shared/kept/one.py").read_text()
    assert copied == "X = {  'a':1}\n"


def test_a_file_that_is_no_python_is_blamed_on_its_value(
    tmp_path: Path, request_here: Request, found: Diagnostics
) -> None:
    root = write_pack(tmp_path / "p", module_py="x = 1\n{{ view.name }} class {{ view.name }}\n")
    with pytest.raises(Stopped):
        stage(request_here, root, graph(), found, LocalDisk())
    first = found.found[0]
    assert (first.code, str(first.place)) == ("QPF622", "schemas/demo/greeter.yaml:2:1")
    assert "line 2" in first.message


def test_a_missing_formatter_is_an_error_with_its_name(
    packs: Path, request_here: Request, found: Diagnostics, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formatters.sys, "executable", "/nowhere/python")
    monkeypatch.setattr(formatters.shutil, "which", lambda name: None)
    with pytest.raises(Stopped), reported(request_here.workspace, found):
        stage(request_here, packs, graph(), found, LocalDisk())
    assert [(d.code, "`ruff`" in d.message) for d in found.found] == [("QPF901", True)]


def test_the_configuration_of_the_user_changes_nothing(
    packs: Path, request_here: Request, found: Diagnostics, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = stage(request_here, packs, graph(), found, LocalDisk())
    (request_here.workspace / "ruff.toml").write_text("line-length = 20\nexclude = ['*']\n")
    (request_here.workspace / ".gitignore").write_text("*\n")
    monkeypatch.setenv("RUFF_LINE_LENGTH", "20")
    again = stage(request_here, packs, graph(), found, LocalDisk())
    assert [f.digest for f in usual.files] == [f.digest for f in again.files]


def test_an_empty_plan_stages_nothing(
    packs: Path, request_here: Request, found: Diagnostics
) -> None:
    empty = Graph(collections=(), generations=(), edges=())
    assert stage(request_here, packs, empty, found, LocalDisk()).files == ()
