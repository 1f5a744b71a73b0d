"""The demo workspace in memory: documents of the page tests' base, with pieces replaced."""

from pathlib import Path

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.document import Document, DocumentKind
from qpf.model.graph import Graph
from qpf.model.spec import AgentSpec, CollectionSpec
from qpf.stages.expand import expand
from qpf.stages.load import read_document
from qpf.stages.resolve import resolve
from qpf.stages.validate import validate

ROOT = Path(__file__).parents[2]
BASE = ROOT / "tests/pages/base"
LIBRARY = ROOT / "templates/core/static/src/qpf_core"
SCHEMA = "schemas/demo/greeter.yaml"
MAP = "extractor_maps/demo.yaml"
GLUE = "glue/demo.yaml"

SCRIBE = """\
system: Demo Scribe
module: library
name: Scribe
role: Writes the greetings of the greeter down.
rootpath: demo/scribe
governance:
  anchors: [Owner]
  mode: hybrid
  humanoverride: true
  escalationpolicy: decision_latency > 400ms
memorytopology: {workingmemory: {keyspace: "scribe:working:*"}}
reasoningengine: {strategymodes: []}
cursorinstructions: {generatefiles: [__init__.py, writer.py]}
deployment: {runtime: async_event_loop, environment: local, apimode: private,
             telemetry: {metrics: [decision_latency_ms]}}
operations:
  - name: write_down
    module: writer
    summary: Count the letters of a text.
    input: {text: str}
    output: int
    steps:
      - return: len(text)
    examples:
      - {given: {text: abc}, expect: 3}
"""


def document(path: str, text: str) -> Document:
    """A document read from text; its folder says what it is."""
    kinds = {"schemas": DocumentKind.SCHEMA, "extractor_maps": DocumentKind.MAP}
    folder, _, rest = path.partition("/")
    collection = rest.partition("/")[0].removesuffix(".yaml")
    found = Diagnostics()
    kind = kinds.get(folder, DocumentKind.GLUE)
    read = read_document(path, kind, collection, text.encode(), found)
    assert not found.has_errors, found.found
    return read


def documents(
    *edits: tuple[str, str, str], extra: dict[str, str] | None = None
) -> tuple[Document, ...]:
    """The base with `(path, old, new)` replaced, and further files."""
    texts = {path: (BASE / path).read_text("utf-8") for path in (SCHEMA, MAP, GLUE)}
    for path, old, new in edits:
        assert old in texts[path], f"{old!r} is not in {path}"
        texts[path] = texts[path].replace(old, new, 1)
    return tuple(document(path, text) for path, text in {**texts, **(extra or {})}.items())


def typed(
    read: tuple[Document, ...], found: Diagnostics, strategy: str | None = None
) -> tuple[CollectionSpec, ...]:
    """Expanded and validated."""
    return validate(expand(read, strategy, found), found)


def agent(read: tuple[Document, ...], found: Diagnostics, strategy: str | None = None) -> AgentSpec:
    """The first agent, expanded and validated."""
    return typed(read, found, strategy)[0].agents[0]


def codes(read: tuple[Document, ...]) -> list[str]:
    """All codes that the stages find, in order of places."""
    found = Diagnostics()
    try:
        resolve(typed(read, found), found, library=LIBRARY)
    except Stopped:
        assert found.has_errors
    return [diagnostic.code for diagnostic in found.found]


def resolved(read: tuple[Document, ...]) -> Graph:
    """The graph of a workspace without faults."""
    found = Diagnostics()
    graph = resolve(typed(read, found), found, library=LIBRARY)
    assert not found.has_errors
    return graph


def two_agents(
    *edits: tuple[str, str, str], edge: str = "greeter -> scribe (it counts)"
) -> tuple[Document, ...]:
    """Greeter and scribe, the first needing the second."""
    order = (
        MAP,
        "      agent: greeter\n      schema_file: greeter.yaml\n",
        "      agent: scribe\n      schema_file: scribe.yaml\n    2:\n"
        "      agent: greeter\n      schema_file: greeter.yaml\n",
    )
    graph = (MAP, "success_criteria:", f"dependency_graph:\n  edges: [{edge}]\nsuccess_criteria:")
    return documents(order, graph, *edits, extra={"schemas/demo/scribe.yaml": SCRIBE})
