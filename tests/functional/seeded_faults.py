"""Faults seeded into schema, extensions and templates; each line says the code it must be told by.

A comment `# QPFnnn` at the end of a line, in a template `{# QPFnnn #}`, marks a seeded fault.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from seeded_texts import MODULES, POLITE, SECOND

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.request import GateLevel, Request
from qpf.pipeline import extract
from qpf.tools import packs_root
from qpf.tools.packs_root import pack_roots

__all__ = ["Placed", "expected", "reported", "seeded"]

Placed = tuple[str, int, str]
"""File, line and code."""

CASE = Path(__file__).parents[1] / "golden/extensions"
_MARK = re.compile(r"#.*?\b(QPF7\d\d)\b")
_FULL_ONLY = frozenset({"QPF706", "QPF707", "QPF710", "QPF711"})
"""Codes of the gates that run a tool on the whole package."""


def seeded(root: Path, templates: Path, patch: pytest.MonkeyPatch) -> Path:
    """A workspace and a copy of the packs, both with faults."""
    workspace = root / "workspace"
    shutil.copytree(CASE, workspace, ignore=shutil.ignore_patterns("expected"))
    folder = workspace / "glue/demo/extensions"
    for name, text in MODULES.items():
        (folder / f"{name}.py").write_text(text, "utf-8")
    wording = folder / "wording.py"
    wording.write_text(wording.read_text("utf-8") + POLITE, "utf-8")
    strict = "success_criteria: {docstrings: 100, pylint: 10, coverage: 100}\n"
    with (workspace / "extractor_maps/demo.yaml").open("a", encoding="utf-8") as file:
        file.write(strict)
    _edit_schema(next((workspace / "schemas/demo").glob("*.yaml")))
    shutil.copytree(pack_roots()[0], templates)
    _edit_templates(templates)
    patch.setattr(packs_root, "template_folder", lambda: templates)
    return workspace


def _edit_schema(schema: Path) -> None:
    text = schema.read_text("utf-8")
    right = '- {given: {name: Ada}, expect: "Hello, dear Ada"}\n'
    wrong = '- {given: {name: Bob}, expect: "Hello, Bob"}  # QPF710\n'
    assert text.count(right) == 1
    # What a template prints around a value is told at the value.
    text = text.replace("name: Greeter\n", "name: Greeter  # QPF714\n")
    text = text.replace(right, f"{right}      {wrong}{SECOND}")
    text = text.replace(
        "    - greeting_writer.py\n", "    - greeting_writer.py\n    - rebuking.py\n"
    )
    path = "{name: greet, path: /greet, method: POST, timeout_ms: 400}\n"
    more = path.replace("greet", "rebuke")
    schema.write_text(text.replace(path, f"{path}    - {more}"), "utf-8")


def _edit_templates(templates: Path) -> None:
    controller = templates / "system/controller.py.j2"
    text = controller.read_text("utf-8")
    before = "        self.runtime = runtime\n"
    assert text.count(before) == 1
    seeds = (
        "        print({# QPF714 #}runtime)\n"
        "        self.size: int = {# QPF706 #}str(runtime)\n"
        "        wanted = [print({{ view.name }}, str(runtime), str(runtime), str(runtime), 1)]\n"
        "        self.wanted = wanted\n"
    )
    controller.write_text(text.replace(before, f"{seeds}{before}"), "utf-8")


def expected(workspace: Path, templates: Path, level: GateLevel) -> set[Placed]:
    """Every seeded fault that the gates of a level see."""
    return {
        one
        for one in (*_marked(workspace, ""), *_marked(templates, "templates/"))
        if level is GateLevel.FULL or one[2] not in _FULL_ONLY
    }


def _marked(root: Path, prefix: str) -> Iterator[Placed]:
    folders = ("schemas", "glue") if not prefix else ("system",)
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file():
                shown = f"{prefix}{path.relative_to(root).as_posix()}"
                for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                    for code in _MARK.findall(line):
                        yield shown, number, code


def reported(workspace: Path, level: GateLevel) -> set[Placed]:
    """What the gates say of the collection, and where; everything else was published before."""
    core = Request(workspace=workspace, selectors=("core",), gates=GateLevel.NONE)
    extract(core, Diagnostics())
    found = Diagnostics()
    with suppress(Stopped):
        extract(Request(workspace=workspace, selectors=("demo",), gates=level), found)
    return {(one.place.file, one.place.line, one.code) for one in found.errors}
