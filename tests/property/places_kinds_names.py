"""Names that lead nowhere: a slip of the finger where something declared elsewhere is used."""

import re
from collections.abc import Iterator

from places_kinds import Planting, kind, slip
from places_source import Edit, Node, misspelled

from qpf.model.document import DocumentKind

__all__: list[str] = []

SCHEMA, MAP, GLUE = DocumentKind.SCHEMA, DocumentKind.MAP, DocumentKind.GLUE

WHOLE: dict[str, tuple[DocumentKind, tuple[str, ...]]] = {
    "operation of an endpoint": (SCHEMA, ("/deployment/endpoints/*/operation",)),
    "operation of a packet": (SCHEMA, ("/communicationstack/packets/in/*/operation",)),
    "operation of an event": (SCHEMA, ("/communicationstack/events/observes/*/operation",)),
    "operation of a strategy mode": (SCHEMA, ("/reasoningengine/strategymodes/*/operation",)),
    "operation of a feedback channel": (SCHEMA, ("/learningsystem/feedbackchannels/*/operation",)),
    "operation of a worker": (SCHEMA, ("/streams/workers/*/handler/operation",)),
    "operation of a remote call": (SCHEMA, ("/rpc/methods/*/operation",)),
    "operation of a beat": (SCHEMA, ("/loop/beat",)),
    "operation of a stage": (SCHEMA, ("/flow/stages/*/run",)),
    "port of a stage": (SCHEMA, ("/flow/stages/*/act",)),
    "operation that is called": (SCHEMA, ("/operations/*/steps/**/call",)),
    "event that is published": (SCHEMA, ("/operations/*/steps/**/publish",)),
    "packet that is sent": (SCHEMA, ("/operations/*/steps/**/send",)),
    "trigger that is escalated": (SCHEMA, ("/operations/*/steps/**/escalate",)),
    "scope that is audited": (SCHEMA, ("/operations/*/steps/**/audit", "/operations/*/audit")),
    "declared error": (SCHEMA, ("/operations/*/steps/**/error",)),
    "type that is translated into": (SCHEMA, ("/operations/*/steps/**/into",)),
    "memory layer": (
        SCHEMA,
        ("/operations/*/steps/**/remember/layer", "/operations/*/steps/**/recall/layer"),
    ),
    "module of an operation": (SCHEMA, ("/operations/*/module",)),
    "anchor": (SCHEMA, ("/governance/anchors/*",)),
    "linked module": (SCHEMA, ("/cursorinstructions/linkexisting/*",)),
    "status route": (SCHEMA, ("/deployment/healthcheck",)),
    "layer of a protocol": (SCHEMA, ("/protocols/*/layers/*", "/pipeline/layers/*")),
    "layer of a worker": (SCHEMA, ("/streams/workers/*/handler/layers/*",)),
    "protocol of a worker": (SCHEMA, ("/streams/workers/*/handler/protocol",)),
    "record of a worker": (SCHEMA, ("/streams/workers/*/writes",)),
    "topic": (
        SCHEMA,
        (
            "/streams/workers/*/reads/topic",
            "/streams/workers/*/publishes/output",
            "/streams/workers/*/publishes/frames",
            "/streams/workers/*/dead",
            "/streams/runs",
        ),
    ),
    "table of a route": (
        SCHEMA,
        ("/tables/routes/*/list", "/tables/routes/*/show", "/tables/routes/*/create"),
    ),
    "column of a route": (SCHEMA, ("/tables/routes/*/fields/*", "/tables/routes/*/filters/*")),
    "table that is referred to": (SCHEMA, ("/tables/shape/*/columns/*/references",)),
    "column of an index": (SCHEMA, ("/tables/shape/*/indices/*/*", "/tables/shape/*/unique/*/*")),
    "table of a record": (SCHEMA, ("/tables/records/*/rows/*/table", "/tables/records/*/run")),
    "part of a route": (SCHEMA, ("/tables/routes/*/parts/*",)),
    "feed of a page": (SCHEMA, ("/pages/*/live",)),
    "agent of a list": (SCHEMA, ("/pages/*/blocks/*/of/agent", "/pages/**/options_of/agent")),
    "source of a list": (SCHEMA, ("/pages/*/blocks/*/of/source",)),
    "action of a form": (SCHEMA, ("/pages/*/blocks/*/action",)),
    "page that is linked": (SCHEMA, ("/pages/*/blocks/*/links/*/href",)),
    "organ": (SCHEMA, ("/genome/organs/*",)),
    "sense of the genome": (SCHEMA, ("/genome/by",)),
    "agent that is driven": (SCHEMA, ("/loop/drives", "/mesh/feed/source", "/discovery/serves")),
    "role of a bot": (SCHEMA, ("/mesh/bots/default_role",)),
    "library module": (SCHEMA, ("/library/modules/*",)),
    "agent of the order": (MAP, ("/extraction_sequence/order/*/agent",)),
    "schema file of the order": (MAP, ("/extraction_sequence/order/*/schema_file",)),
    "agent of a batch": (MAP, ("/parallel_extraction/*/*",)),
    "schema of an instance": (MAP, ("/instances/*/schema",)),
    "strategy": (MAP, ("/strategies/default",)),
    "channel of an anchor": (MAP, ("/shared_configuration/governance_anchors/*/channels/*",)),
    "kit": (MAP, ("/distribution/stands_on/*",)),
    "caller of a wiring": (GLUE, ("/wirings/*/from_agent",)),
    "target of a wiring": (GLUE, ("/wirings/*/to_agent",)),
    "module of a wiring": (GLUE, ("/wirings/*/import_path",)),
    "method of a wiring": (GLUE, ("/wirings/*/method_names/*",)),
    "packet of a wiring": (GLUE, ("/wirings/*/packet_types/*",)),
    "event of a wiring": (GLUE, ("/wirings/*/event_subscriptions/*",)),
    "client of a wiring": (GLUE, ("/wirings/*/client_module",)),
    "anchor of the glue": (GLUE, ("/governance_harmonization/anchors/*",)),
}
"""Texts that are one name."""

EXPRESSIONS = (
    "/operations/*/steps/**/when",
    "/operations/*/steps/*/require",
    "/operations/*/steps/*/return",
    "/operations/*/steps/*/let/*",
    "/operations/*/steps/*/with/*",
    "/operations/*/steps/*/measure/*",
    "/operations/*/steps/*/payload/*",
    "/operations/*/steps/*/in",
    "/formulas/*/value",
    "/formulas/*/cases/*/when",
    "/formulas/*/domain/*/when",
    "/flow/stages/*/when",
    "/flow/stages/*/keep/*",
    "/flow/stages/*/with/*",
    "/flow/laws/*/holds",
    "/layers/*/encode/*/when",
    "/layers/*/encode/*/to",
    "/layers/*/let/*/to",
)
_KEYWORDS = frozenset(
    [
        "and",
        "or",
        "not",
        "if",
        "else",
        "in",
        "is",
        "for",
        "True",
        "False",
        "None",
        "true",
        "false",
        "null",
    ]
)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME = re.compile(r"(?<![\w.])([A-Za-z_]\w*)(?![\w(.]|\s*=[^=])")
_OWNER = re.compile(r"(?<![\w.])([A-Za-z_]\w*)(?=\.[a-z])")
_FIELD = re.compile(r"(?<=[\w\])]\.)([A-Za-z_]\w*)(?![\w(])")
_FUNCTION = re.compile(r"(?<![\w.])([A-Za-z_]\w*)(?=\()")
_TYPES = (
    "/operations/*/input/*",
    "/operations/*/input/*/type",
    "/operations/*/output",
    "/operations/*/output/type",
    "/operations/*/steps/*/type",
    "/types/*/fields/*",
    "/types/*/fields/*/type",
    "/formulas/*/output",
    "/formulas/*/output/type",
    "/formulas/*/input/*/type",
    "/flow/senses/*/type",
    "/flow/state/*/type",
    "/flow/ports/*/input/*",
    "/flow/ports/*/output",
    "/layers/*/parameters/*/type",
    "/layers/*/reads/*/type",
    "/tables/shape/*/columns/*/type",
)
_NAMED = ("/tables/routes/*/checks/*", "/feeds/*/taps/*")
TOKENS: dict[str, tuple[DocumentKind, tuple[str, ...], re.Pattern[str]]] = {
    "name in an expression": (SCHEMA, EXPRESSIONS, _NAME),
    "record in an expression": (SCHEMA, EXPRESSIONS, _OWNER),
    "field in an expression": (SCHEMA, EXPRESSIONS, _FIELD),
    "function in an expression": (SCHEMA, EXPRESSIONS, _FUNCTION),
    "type": (SCHEMA, _TYPES, re.compile(r"\b([A-Za-z_]\w*)\b")),
    "function that is used": (
        SCHEMA,
        ("/operations/*/steps/**/use", "/layers/*/encode/*/use", "/layers/*/let/*/use"),
        re.compile(r"\.(\w+)$"),
    ),
    "module that is used": (SCHEMA, ("/operations/*/steps/**/use",), re.compile(r"^(\w+)\.")),
    "partner that is asked": (SCHEMA, ("/operations/*/steps/**/ask",), re.compile(r"^(\w+)\.")),
    "method that is asked for": (SCHEMA, ("/operations/*/steps/**/ask",), re.compile(r"\.(\w+)$")),
    "metric of an alert": (
        SCHEMA,
        ("/deployment/alerting/*", "/learningsystem/autonomyprofile/escalationtriggers/*"),
        re.compile(r"^(\w+)(?= *[<>])"),
    ),
    "named function": (SCHEMA, _NAMED, re.compile(r"\.(\w+)$")),
    "module of a named function": (SCHEMA, _NAMED, re.compile(r"^([\w.]+)\.\w+$")),
    "parameter of a map": (SCHEMA, ("/**",), re.compile(r"\$\{(\w+)\}")),
    "source of an edge": (MAP, ("/dependency_graph/edges/*",), re.compile(r"^(\w+)")),
    "target of an edge": (MAP, ("/dependency_graph/edges/*",), re.compile(r"->>? *(\w+)")),
    "part of a packet": (
        SCHEMA,
        ("/layers/*/encode/*/set", "/layers/*/encode/*/mark", "/layers/*/reads/*/from"),
        re.compile(r"^(header|route|meta)\."),
    ),
}
"""Names inside of texts: the place is that of the name, not of the text."""


def _whole(name: str, of: DocumentKind, patterns: tuple[str, ...]) -> None:
    @kind(name)
    def plant(planting: Planting) -> Iterator[Edit]:
        for node in _nodes(planting, of, patterns):
            if "${" not in node.text and "://" not in node.text:
                yield from slip(planting, node)


def _nodes(planting: Planting, of: DocumentKind, patterns: tuple[str, ...]) -> Iterator[Node]:
    if planting.source.kind is of:
        for pattern in patterns:
            for node in planting.source.matching(pattern):
                if node.kind == "text":
                    yield node


def _token(name: str, of: DocumentKind, patterns: tuple[str, ...], wanted: re.Pattern[str]) -> None:
    @kind(name)
    def plant(planting: Planting) -> Iterator[Edit]:
        for node in _nodes(planting, of, patterns):
            yield from tokens(planting, node, wanted)


def tokens(planting: Planting, node: Node, wanted: re.Pattern[str]) -> Iterator[Edit]:
    """A slip in each name of a text that `wanted` finds, outside of quotes."""
    shown = _QUOTED.sub(lambda one: " " * len(one[0]), node.text)
    raw = planting.source.raw(node)
    for match in wanted.finditer(shown):
        word = match[1]
        written = [one.start() for one in re.finditer(rf"\b{re.escape(word)}\b", raw)]
        if len(written) != 1 or word in _KEYWORDS:
            continue
        made = misspelled(word, planting.words, planting.draw)
        if made is not None:
            at = node.start + written[0]
            yield Edit(at, at + len(word), made, at, word)


for _name, (_of, _patterns) in WHOLE.items():
    _whole(_name, _of, _patterns)
for _name, (_of, _patterns, _wanted) in TOKENS.items():
    _token(_name, _of, _patterns, _wanted)
