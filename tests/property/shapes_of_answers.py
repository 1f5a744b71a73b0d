"""The shapes of what commands print, each by a parser of its form."""

import json
import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

__all__ = ["SHAPES", "github_commands", "sarif_links"]

_SVG = "{http://www.w3.org/2000/svg}"
_WORD = r"[A-Za-z]\w*"
_MERMAID = {
    "node": re.compile(rf' {{8}}({_WORD})\["[a-z0-9_]+/[a-z0-9_]+"\]'),
    "edge": re.compile(rf" {{4}}({_WORD}) (?:-->|-\.->) ({_WORD})"),
    "other": re.compile(r"flowchart LR| {4}subgraph g\d+ \[generation \d+\]| {4}end"),
}
_MERMAID_WORDS = {"end", "click", "style", "subgraph", "default", "graph", "class", "linkStyle"}
_DOT = {
    "node": re.compile(r' {8}"([^"\\]*)";'),
    "edge": re.compile(r' {4}"([^"\\]*)" -> "([^"\\]*)"(?: \[style=dashed\])?;'),
    "other": re.compile(
        r"digraph qpf \{| {4}rankdir=LR;| {4}node \[shape=box\];| {4}subgraph cluster_\d+ \{"
        r'| {8}label="generation \d+";| {4}\}|\}'
    ),
}


def _of_lines(text: str, kinds: dict[str, re.Pattern[str]]) -> tuple[int, int]:
    nodes: list[str] = []
    edges: list[tuple[str, str]] = []
    for line in text.rstrip("\n").split("\n"):
        matches = {kind: match for kind, one in kinds.items() if (match := one.fullmatch(line))}
        assert len(matches) == 1, line
        if "node" in matches:
            nodes.append(matches["node"][1])
        if "edge" in matches:
            edges.append((matches["edge"][1], matches["edge"][2]))
    assert len(set(nodes)) == len(nodes)
    assert {end for edge in edges for end in edge} <= set(nodes)
    return len(nodes), len(edges)


def _mermaid(text: str) -> tuple[int, int]:
    assert not _MERMAID_WORDS & set(re.findall(rf"(?<= {{8}}){_WORD}(?=\[)", text))
    return _of_lines(text, _MERMAID)


def _dot(text: str) -> tuple[int, int]:
    return _of_lines(text, _DOT)


def _graph_json(text: str) -> tuple[int, int]:
    value = json.loads(text)
    return sum(map(len, value["generations"])), len(value["edges"])


def _svg(text: str) -> tuple[int, int]:
    drawing = ElementTree.fromstring(text)
    tags = {element.tag.removeprefix(_SVG) for element in drawing.iter()}
    assert tags <= {"svg", "style", "defs", "marker", "path", "text", "rect", "title"}
    return len(drawing.findall(f"{_SVG}rect")), len(drawing.findall(f"{_SVG}path"))


def _keys(value: object) -> object:
    """A JSON value without its texts; of a list, the kinds of its items."""
    if isinstance(value, dict):
        return {key: _keys(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted({repr(_keys(item)) for item in value})
    return str(type(value))


def _json(text: str) -> object:
    return _keys(json.loads(text))


def _sarif(text: str) -> object:
    log = json.loads(text)
    assert all(not sarif_links(one) for one in _messages(log))
    return _keys(log)


def _messages(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        text = value.get("text")
        if isinstance(text, str) and "startLine" not in value:
            yield text
        inner = (item for key, item in value.items() if key != "insertedContent")
        for item in inner:
            yield from _messages(item)
    for item in value if isinstance(value, list) else ():
        yield from _messages(item)


def sarif_links(text: str) -> int:
    """How many links a viewer sees in a plain message (SARIF 2.1.0, 3.11.6)."""
    return len(re.findall(r"(?<!\\)\[(?:[^\[\]\\]|\\[\[\]\\])*\]\([^)]*\)", text))


def github_commands(text: str) -> list[tuple[dict[str, str], str]]:
    """The commands of a workflow as its runner reads them: properties and message."""
    commands = []
    for line in re.split(r"\r\n|\r|\n", text.removesuffix("\n")):
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert match is not None, line
        pairs = (part.split("=", 1) for part in match[2].split(","))
        commands.append(({key: _plain(value) for key, value in pairs}, _plain(match[3])))
    return commands


def _plain(text: str) -> str:
    for code, letter in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, letter)
    return text


def _github(text: str) -> object:
    return [sorted(properties) for properties, _ in github_commands(text)]


def _text(text: str) -> object:
    """The kinds of lines of a report."""
    heads = (
        r".*: (?:error|warning|note) QPF\d{3}: .*",
        r"  help: .*",
        r"  note: .*",
        r"",
        r"\d+ (error|warning|note)s?(, .*)?",
    )
    more = (r" +\d+ \| .*", r" +\| +\^+", r"\d+ can be mended .*")
    kinds = [
        next((n for n, kind in enumerate((*heads, *more)) if re.fullmatch(kind, line)), None)
        for line in text.split("\n")
    ]
    assert None not in kinds
    return kinds


SHAPES: dict[str, Callable[[str], object]] = {
    "dot": _dot,
    "github": _github,
    "graph json": _graph_json,
    "json": _json,
    "mermaid": _mermaid,
    "sarif": _sarif,
    "svg": _svg,
    "text": _text,
}
"""What is left of an answer without its texts; AssertionError or ValueError for a broken form."""
