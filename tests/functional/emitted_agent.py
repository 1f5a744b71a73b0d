"""Operations written in a test, emitted as an agent with a partner, and imported."""

import importlib
import json
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import anyio
import yaml
from emitting import emitted, graph_of, read
from starlette.testclient import TestClient

from qpf.diagnostics.diagnostic import Diagnostics, Stopped

__all__ = ["Emitted", "extracted", "served"]

CORE = Path(__file__).parents[2] / "templates/core/static/src"
ROLES = (
    "__init__ worker desk_client desk_sender models controller governance_bridge memory_bridge "
    "world_model_bridge packet_handler event_publisher api_server config_manager"
)
DESK_ROLES = ROLES.replace("desk_client desk_sender models ", "")
Given = TypeVar("Given")

AGENT = """\
system: Functional Worker
module: coreservice
name: Worker
role: Does what a test wants to see.
rootpath: PACKAGE/worker
integration: {connectto: [qpf_core, PACKAGE/desk]}
governance:
  humanoverride: true
  escalationpolicy: alarm, load > 0.9
  auditscope: [work]
memorytopology:
  workingmemory: {storagetype: redis, keyspace: "worker:working:*"}
  episodicmemory: {storagetype: postgres, retention: 30 days, indexby: [who]}
  semanticmemory:
    storagetype: neo4j
    structure:
      - {node_type: person, fields: [age]}
      - {edge_type: knows, fields: [source_id, target_id]}
  causalmemory: {storagetype: hypergraphdb, purpose: Why.}
  longtermpersistence: {storagetype: file_system_sandbox}
communicationstack:
  packets: {out: [departure]}
  events: {publishes: [done]}
types:
  Person: {name: str, age: int}
  Card: {title: str, years: int}
"""

WHAT_THE_WIRING_ASKS_FOR = """\
operations:
  - name: dispatch
    summary: Send a packet.
    input: {who: str}
    steps:
      - {send: departure, to: desk, payload: {guest: who}}
  - name: lodge
    summary: Ask a partner.
    input: {who: str}
    output: str
    steps:
      - {ask: desk.room_of, with: {guest: who}, as: room}
      - return: who + " in " + str(room)
  - name: raise_alarm
    summary: Call the humans.
    input: {n: int}
    steps:
      - {escalate: alarm, detail: {n: n}, when: n > 3}
  - name: gauge
    summary: Measure.
    input: {value: float}
    steps:
      - {measure: {load: value}}
"""

DESK = """\
system: Functional Desk
module: coreservice
name: Desk
role: Answers the worker.
rootpath: PACKAGE/desk
memorytopology: {workingmemory: {storagetype: redis, keyspace: "desk:working:*"}}
communicationstack:
  packets: {in: [{type: departure, operation: leave}]}
operations:
  - name: room_of
    module: worker
    summary: Find the room of a guest.
    input: {guest: str}
    output: int
    audit: work
    steps: [{return: len(guest)}]
    examples: [{given: {guest: Ada}, expect: 3}]
  - name: leave
    module: worker
    summary: Let a guest go.
    input: {guest: str}
    output: bool
    steps: [{return: len(guest) > 0}]
    examples: [{given: {guest: Ada}, expect: true}]
"""

MAP = """\
collection: PACKAGE
distribution: {name: functional, package: PACKAGE, version: 1.0.0}
extraction_sequence:
  order:
    1: {agent: desk, schema_file: desk.yaml}
    2: {agent: worker, schema_file: worker.yaml}
dependency_graph: {edges: [worker -> desk (it asks)]}
defaults:
  governance: {mode: hybrid, humanoverride: false, anchors: [Owner], auditscope: [work]}
  integration: {connectto: [qpf_core]}
  communicationstack:
    input: [structuredapi, packetenvelope]
    output: [structuredapi, eventstream, packetenvelope]
    channels: {structuredapi: true, eventbus: true, packetenvelope: true}
  reasoningengine: {framework: direct_response, model: rules}
  collaborationnetwork: {}
  learningsystem:
    architecture: none
    autonomyprofile: {mode: controlled_autonomy, tasklimit: unlimited, safetylayer: []}
  worldmodelintegration: {}
  cursorinstructions: {generatedocs: [README.md, CONFIG.md, API_SPEC.md]}
  deployment: {runtime: async_event_loop, environment: local, apimode: private}
  metadata: {owner: Demo Team, status: draft}
shared_configuration:
  governance_anchors: [{name: Owner, role: Answers., channels: [log]}]
"""

GLUE = """\
wirings:
  - from_agent: worker
    to_agent: desk
    connection_type: api_call
    import_path: PACKAGE/desk/worker.py
    method_names: [room_of]
    client_module: desk_client
  - from_agent: worker
    to_agent: desk
    connection_type: packet_send
    import_path: PACKAGE/desk/packet_handler.py
    packet_types: [departure]
    client_module: desk_sender
"""


@dataclass(frozen=True, slots=True)
class Emitted:
    """The imported package of a workspace."""

    package: str

    def module(self, path: str) -> ModuleType:
        """A module by its path below the package."""
        return importlib.import_module(f"{self.package}.{path}")

    def __getattr__(self, name: str) -> Any:
        """A function of the worker."""
        return getattr(self.module("worker.worker"), name)

    def on_runtime(self, what: Callable[[Any, Any], Awaitable[Given]], **answers: object) -> Given:
        """Run `what(runtime, ctx)` on a worker in memory; `answers` are given by the desk."""

        async def run() -> Given:
            testing: Any = importlib.import_module("qpf_core.testing")
            prepared = testing.PreparedAnswers()
            prepared({f"desk.{name}": [answer] for name, answer in answers.items()})
            client = self.module("worker.desk_client").DeskClient
            partners = {client: client(prepared.of("desk"))}
            declaration = self.module("worker.controller").DECLARATION
            async with testing.running(declaration, partners) as runtime:
                return await what(runtime, testing.call_context(runtime))

        return anyio.run(run)


@contextmanager
def extracted(
    operations: str, package: str, folder: Path, routes: Mapping[str, str] | None = None
) -> Iterator[Emitted]:
    """Emit operations of a worker and import them; forget them afterwards.

    Other sections may stand beside them. `routes` says "METHOD /path" of operations that are not
    served by POST under their name.
    """
    workspace = folder / "workspace"
    for path, text in _documents(operations, routes or {}).items():
        file = workspace / path.replace("PACKAGE", package)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("PACKAGE", package), "utf-8")
    found = Diagnostics()
    try:
        graph = graph_of(read(workspace, found), found)
        emitted(graph, folder / "emitted", found)
    except Stopped:
        raise AssertionError([f"{one.place} {one.message}" for one in found.errors]) from None
    with _importable(folder / "emitted/staging/functional/src", package):
        yield Emitted(package)


@contextmanager
def served(
    operations: str, package: str, folder: Path, routes: Mapping[str, str] | None = None
) -> Iterator[TestClient]:
    """A client of the service that is emitted, in memory, by the arguments of `extracted`."""
    with extracted(operations, package, folder, routes) as emitted:
        platform = importlib.import_module("qpf_core.service").Platform.embedded()
        with TestClient(emitted.module("app").build(platform)) as client:
            yield client


def _documents(operations: str, routes: Mapping[str, str]) -> dict[str, str]:
    return {
        "schemas/PACKAGE/worker.yaml": AGENT + _served(operations, ROLES, routes),
        "schemas/PACKAGE/desk.yaml": DESK
        + _served(DESK, ROLES.replace("desk_client desk_sender models ", ""), {}),
        "extractor_maps/PACKAGE.yaml": MAP,
        "glue/PACKAGE.yaml": GLUE,
    }


def _served(text: str, roles: str, routes: Mapping[str, str]) -> str:
    """Operations with an endpoint each, so that each is reached."""
    written = yaml.safe_load(text)
    operations = written.pop("operations")
    if text != DESK:
        operations += yaml.safe_load(WHAT_THE_WIRING_ASKS_FOR)["operations"]
    endpoints = [
        {"name": name, "path": path, "method": method, "timeout_ms": 900}
        for name in (one["name"] for one in operations)
        for method, path in [routes.get(name, f"POST /PACKAGE/{name}").split()]
    ]
    sections = {
        "cursorinstructions": {"generatefiles": [f"{stem}.py" for stem in roles.split()]},
        "deployment": {"endpoints": endpoints, "telemetry": {"metrics": ["load"]}},
    }
    if text != DESK:
        sections |= written
        sections["operations"] = [{"module": "worker", **one} for one in operations]
    lines = (f"{name}: {json.dumps(section)}" for name, section in sections.items())
    return "\n".join(lines) + "\n"


@contextmanager
def _importable(source: Path, package: str) -> Iterator[None]:
    before = list(sys.path)
    sys.path[:0] = [str(source), str(CORE)]
    try:
        importlib.invalidate_caches()
        yield
    finally:
        sys.path[:] = before
        for name in [one for one in sys.modules if one.partition(".")[0] == package]:
            del sys.modules[name]
