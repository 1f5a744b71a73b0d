"""Hostile texts in what is printed: each form keeps its shape, and nothing steers a terminal."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from payloads import PAYLOADS
from shapes_of_answers import SHAPES, github_commands, sarif_links

from qpf.cli.graph_forms import Drawing, as_dot, as_json, as_mermaid
from qpf.cli.graph_svg import as_svg
from qpf.diagnostics.diagnostic import Diagnostic, Note, Place, Severity
from qpf.diagnostics.fix import Fix, Replace
from qpf.diagnostics.report import report
from qpf.diagnostics.report.letters import shown_json, shown_lines
from qpf.model.graph import EdgeKind, GraphEdge

TEXTS = [payload.text for payload in PAYLOADS]
STEERING = [
    "\x1b[2J", "\x9b31m", "\x07", "\x7f", "\r", "\u202e", "\u2066", "\u200b", "\u2028", "\udcff",
    "\U000e0041", "[here](https://evil.example)", "[a][b](1)", "\n::error::x", "%0A::error::x",
]  # fmt: skip


def found(text: str) -> Diagnostic:
    """A finding that says a text everywhere."""
    place = Place(text, 1, 1, 1, 2)
    fix = Fix(text, (Replace(place, text, text),))
    return Diagnostic("QPF999", Severity.ERROR, text, place, text, (Note(text, place),), fix)


def steering(text: str) -> set[str]:
    """Letters that steer a terminal or hide others."""
    return {letter for letter in text if letter not in "\n\t" and not letter.isprintable()}


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_every_form_of_a_report_keeps_its_shape(form: str) -> None:
    shape = SHAPES[form](report(form, [found("plain")], lambda _: None))
    clean = shown_json if form in ("json", "sarif") else shown_lines
    for text in (*TEXTS, *STEERING):
        told = report(form, [found(text)], lambda _: None)
        told = told if form == "text" else clean(told)
        assert SHAPES[form](told) == shape, text
        assert not steering(told), text


def test_forms_for_machines_keep_the_text() -> None:
    for text in (*TEXTS, *STEERING):
        (flat,) = json.loads(shown_json(report("json", [found(text)], lambda _: None)))
        assert [flat[key] for key in ("message", "file", "help")] == [text] * 3
        log = json.loads(report("sarif", [found(text)], lambda _: None))
        (result,) = log["runs"][0]["results"]
        assert result["message"]["text"].replace("\\[", "[") == f"{text}\n{text}".replace(
            "\\[", "["
        )
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert unquote(uri, errors="surrogatepass") == text
        ((properties, message),) = github_commands(report("github", [found(text)], lambda _: None))
        assert properties["file"] == text
        assert message.startswith(f"{text}\nhelp: {text}\n")


def test_links_in_a_message_are_no_links() -> None:
    assert sarif_links("see [a](1) and [b\\[c](https://x)") == 2
    assert sarif_links("see \\[a](1), list[str] and [1]") == 0


NAMES = [text for text in TEXTS if re.fullmatch(r"[a-z][a-z0-9_]*", text)]
NAMES += [
    "end",
    "click",
    "style",
    "subgraph",
    "default",
    "graph",
    "o",
    "x",
    "node",
    "strict",
    "b__c",
]


def drawn() -> Drawing:
    """A graph of all names that an agent may have, each needing the next one."""
    agents = [f"a/{name}" for name in dict.fromkeys(NAMES)] + ["a__b/c", "a__b__c/d"]
    pairs = pairwise(agents)
    reasons = iter(TEXTS)
    edges = (
        GraphEdge(
            source=one, target=other, kind=kind, reason=next(reasons), origin=Place("f", 1, 1)
        )
        for (one, other), kind in zip(pairs, _kinds(), strict=False)
    )
    return Drawing((tuple(agents),), tuple(edges))


def _kinds() -> Iterator[EdgeKind]:
    while True:
        yield from EdgeKind


FORMS: dict[str, Callable[[Drawing], str]] = {
    "mermaid": as_mermaid, "dot": as_dot, "json": as_json, "svg": as_svg,
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_graph_has_its_nodes_and_edges(form: str) -> None:
    drawing = drawn()
    shape = SHAPES["graph json" if form == "json" else form](FORMS[form](drawing))
    assert shape == (len(drawing.generations[0]), len(drawing.edges))
    assert len(NAMES) > 30
    told = shown_json(FORMS[form](drawing)) if form == "json" else FORMS[form](drawing)
    assert not steering(told)


def _is_bad_name(text: str) -> bool:
    """Whether a file of a schema can be called so on a disk, but no agent."""
    fits = not re.search("[/\0\ud800]", text) and len(text.encode(errors="replace")) < 250
    is_hidden = text.startswith(".")  # files of editors and tools, which are not read
    return fits and not is_hidden and not re.fullmatch(r"[a-z][a-z0-9_]*", text)


def test_names_that_could_leave_their_quotes_are_no_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from qpf.__main__ import main

    schemas = tmp_path / "schemas/demo"
    schemas.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.qpf]\n")
    wanted = {text for text in (*TEXTS, *STEERING) if _is_bad_name(text)}
    for text in wanted:
        (schemas / f"{text}.yaml").write_text("")
    assert len(wanted) > 300
    for form in ("text", "json", "sarif", "github"):
        assert main(["graph", "--workspace", str(tmp_path)]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert not steering(said.err)
        assert main(["validate", "--workspace", str(tmp_path), "--format", form]) == 1
        said = capsys.readouterr()
        assert not steering(said.out + said.err)
        told = said.err if form == "text" else said.out
        assert told.count("QPF106") >= len(wanted)
        SHAPES[form](told)


def test_drawing_is_xml_whatever_stands_in_it() -> None:
    drawing = Drawing((tuple(shown_lines(t.replace("\n", "")) for t in TEXTS[:200]),), ())
    assert ElementTree.fromstring(as_svg(drawing)) is not None
