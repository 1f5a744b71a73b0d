"""Faults of sense: every word is known and of the right type, and it is wrong all the same."""

import re
from collections.abc import Iterator
from itertools import pairwise

from places_kinds import Planting, kind
from places_kinds_names import GLUE, MAP, SCHEMA
from places_source import Edit, Source

from qpf.model.document import DocumentKind

__all__: list[str] = []

_ELSEWHERE = frozenset(
    {"use", "ask", "call", "recall", "remember", "publish", "send", "escalate", "audit", "measure"}
)

FORMS: dict[str, tuple[DocumentKind, tuple[str, ...], str]] = {
    "retention": (SCHEMA, ("/memorytopology/*/retention",), "90 dayz"),
    "version without parts": (SCHEMA, ("/version",), '"6.0"'),
    "version too old": (SCHEMA, ("/version",), "5.9.9"),
    "root that climbs out": (SCHEMA, ("/rootpath",), "../elsewhere"),
    "root that is absolute": (SCHEMA, ("/rootpath",), "/srv/agent"),
    "keyspace": (SCHEMA, ("/memorytopology/workingmemory/keyspace",), "strange:working"),
    "task limit": (SCHEMA, ("/learningsystem/autonomyprofile/tasklimit",), "many_parallel"),
    "temporal scope": (SCHEMA, ("/reasoningengine/temporalscope",), "rolling_x_days"),
    "route without a slash": (SCHEMA, ("/deployment/endpoints/*/path",), "no/slash"),
    "file outside of the root": (SCHEMA, ("/cursorinstructions/generatefiles/*",), "../x.py"),
    "file that is no module": (SCHEMA, ("/cursorinstructions/generatefiles/*",), "a-b.py"),
    "file that is a keyword": (SCHEMA, ("/cursorinstructions/generatefiles/*",), "class.py"),
    "log outside of the root": (SCHEMA, ("/cursorinstructions/logging/*",), "../../etc/x.log"),
    "deadline": (SCHEMA, ("/flow/deadline",), "5 parsecs"),
    "rhythm of a worker": (SCHEMA, ("/streams/workers/*/every",), "often"),
    "waiting of a worker": (SCHEMA, ("/streams/workers/*/reads/block",), "a while"),
    "name of an agent": (SCHEMA, ("/name",), "not_pascal"),
    "role too short": (SCHEMA, ("/role",), "Works."),
    "column type": (SCHEMA, ("/tables/shape/*/columns/*/type",), "strng(40)"),
    "address of discovery": (SCHEMA, ("/discovery/group",), "239.255.77"),
    "day": (SCHEMA, ("/metadata/generated", "/created", "/updated"), '"2025-13-45"'),
    "dashboard outside": (SCHEMA, ("/deployment/telemetry/dashboard",), "../x.json"),
    "arrow": (MAP, ("/dependency_graph/edges/*",), "a => b"),
    "version of a distribution": (MAP, ("/distribution/version",), "one"),
    "package": (MAP, ("/distribution/package",), "1st-package"),
    "requirement": (MAP, ("/distribution/requirements/*",), '"numpy >>= 2"'),
    "python": (MAP, ("/distribution/python",), '"three"'),
    "artifacts": (MAP, ("/extraction_sequence/order/*/expected_artifacts/*",), "some modules"),
    "collection": (MAP, ("/collection",), "elsewhere"),
    "connection type": (GLUE, ("/wirings/*/connection_type",), "api_cal"),
}
"""Values of a wrong form: documents, pointers, and what is written instead."""


@kind("lifetime in a purpose")
def _lifetime(planting: Planting) -> Iterator[Edit]:
    for node in planting.source.matching("/memorytopology/workingmemory/purpose"):
        yield Edit(node.start, node.end, "Facts. TTL=soon", node.start + len("Facts. TTL="))


def _form(name: str, of: DocumentKind, patterns: tuple[str, ...], written: str) -> None:
    @kind(name)
    def plant(planting: Planting) -> Iterator[Edit]:
        if planting.source.kind is of:
            for pattern in patterns:
                for node in planting.source.matching(pattern):
                    if "${" not in node.text:
                        yield planting.source.value_edit(node, written)


for _name, (_of, _patterns, _written) in FORMS.items():
    _form(_name, _of, _patterns, _written)

DOUBLES = {
    "operation twice": "/operations/*/name",
    "endpoint twice": "/deployment/endpoints/*/name",
    "file twice": "/cursorinstructions/generatefiles/*",
    "document twice": "/cursorinstructions/generatedocs/*",
    "metric twice": "/deployment/telemetry/metrics/*",
    "event twice": "/communicationstack/events/publishes/*",
    "scope twice": "/governance/auditscope/*",
    "layer twice": "/layers/*/name",
    "protocol twice": "/protocols/*/name",
    "worker twice": "/streams/workers/*/name",
    "remote call twice": "/rpc/methods/*/name",
    "formula twice": "/formulas/*/name",
    "feed twice": "/feeds/*/name",
    "page twice": "/pages/*/path",
    "mode twice": "/genome/modes/*/name",
    "partner twice": "/collaborationnetwork/partners/*",
    "agent twice in the order": "/extraction_sequence/order/*/agent",
    "edge twice": "/dependency_graph/edges/*",
}
"""Names that may stand once: the second one is at fault."""


def _double(name: str, pattern: str) -> None:
    @kind(name)
    def plant(planting: Planting) -> Iterator[Edit]:
        named = [one for one in planting.source.matching(pattern) if "${" not in one.text]
        for before, node in pairwise(named):
            if before.pointer.count("/") == node.pointer.count("/"):
                yield planting.source.value_edit(node, planting.source.raw(before))


for _name, _pattern in DOUBLES.items():
    _double(_name, _pattern)


@kind("circle of edges")
def _circle(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for node in source.matching("/dependency_graph/edges/*"):
        match = re.match(r"(\w+) -> (\w+)", source.raw(node))
        if match is not None:
            back = f"{match[2]} -> {match[1]} (back again)"
            parent = source.nodes["/dependency_graph/edges"]
            if parent.is_flow:
                yield Edit(node.end, node.end, f", {back}", node.end + 2, also=(node.start,))
            else:
                dash = source.text.rfind("-", 0, node.start)
                lead = " " * (dash - source.text.rfind("\n", 0, dash) - 1)
                new = f"\n{lead}- {back}"
                yield Edit(node.end, node.end, new, node.end + len(lead) + 3, also=(node.start,))


@kind("edge from an agent to itself")
def _self_edge(planting: Planting) -> Iterator[Edit]:
    for node in planting.source.matching("/dependency_graph/edges/*"):
        match = re.match(r"(\w+) ->", planting.source.raw(node))
        if match is not None:
            yield planting.source.value_edit(node, f"{match[1]} -> {match[1]} (itself)")


@kind("range that holds nothing")
def _range(planting: Planting) -> Iterator[Edit]:
    for pattern in (
        "/operations/*/input/*/range",
        "/layers/*/parameters/*/range",
        "/flow/*/*/range",
    ):
        for node in planting.source.matching(pattern):
            yield planting.source.value_edit(node, "[9, 1]")


@kind("default outside of its range")
def _default(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for pattern in ("/operations/*/input/*/range", "/layers/*/parameters/*/range"):
        for node in source.matching(pattern):
            default = source.nodes.get(node.pointer.rpartition("/")[0] + "/default")
            if default is not None and default.kind == "text" and "${" not in source.raw(node):
                yield source.value_edit(default, "-987654321")


@kind("default of another type")
def _default_type(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for node in source.matching("/operations/*/input/*/default"):
        written = source.nodes.get(node.pointer.rpartition("/")[0] + "/type")
        if node.kind == "text" and written is not None and written.text in ("int", "float", "bool"):
            yield source.value_edit(node, '"seven"')


@kind("example that expects something else")
def _example(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for pattern in ("/operations/*/examples/*/expect", "/formulas/*/examples/*/expect"):
        for node in source.matching(pattern):
            is_number = re.fullmatch(r"-?\d+(\.\d+)?", source.raw(node)) is not None
            if is_number and _is_computed_here(source, node.pointer):
                yield source.value_edit(node, "123456.5" if "." in node.text else "123456")


def _is_computed_here(source: Source, pointer: str) -> bool:
    """Whether no step runs what only the emitted code can run."""
    steps = source.nodes.get("/".join(pointer.split("/")[:3]) + "/steps")
    keys = (source.nodes[one].members for one in steps.members) if steps is not None else ()
    return all(one.rpartition("/")[2] not in _ELSEWHERE for row in keys for one in row)


@kind("input of another type in an example")
def _example_type(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for node in source.matching("/operations/*/examples/*/given/*"):
        if node.kind == "text" and re.fullmatch(r"-?\d+(\.\d+)?", source.raw(node)):
            yield source.value_edit(node, "[true]")


@kind("version marks that disagree")
def _marks(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for node in source.matching("/metadata/versionhash"):
        if "/version" in source.nodes:
            yield source.value_edit(node, re.sub(r"v[\d.]+$", "v7.1.0", node.text))
