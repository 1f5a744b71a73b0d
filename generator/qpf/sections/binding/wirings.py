"""Glue wirings, checked at both ends."""

from collections.abc import Iterable
from dataclasses import dataclass

from qpf.diagnostics.catalogue import wiring as facts
from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place
from qpf.model.glue import WiringSpec
from qpf.model.graph import EdgeKind, GraphEdge, RetryNode, WiringNode
from qpf.model.spec import AgentSpec, CollectionSpec
from qpf.sections.binding.agents import AgentTable
from qpf.sections.binding.declared import received, sendable
from qpf.sections.binding.holders import holders_of
from qpf.sections.binding.roles import role_by_name
from qpf.sections.binding.roots import files_of

__all__ = ["bind_wirings", "written_wirings"]

_KEYS = {
    "api_call": "method_names",
    "packet_send": "packet_types",
    "event_observe": "event_subscriptions",
}
_RETRY = "/communication_harmonization/retry_policy"


def bind_wirings(
    spec: CollectionSpec, table: AgentTable, edges: Iterable[GraphEdge], found: Diagnostics
) -> tuple[WiringNode, ...]:
    """The wirings of one glue file; a wiring with a fault is reported, and left out if unusable."""
    binder = _Binder(spec, table, {(e.source, e.target): e.kind for e in edges}, found, {}, {})
    binder.check_retry()
    nodes = (binder.bind(index, wiring) for index, wiring in enumerate(spec.glue.wirings))
    return tuple(node for node in nodes if node is not None)


def written_wirings(
    specs: Iterable[CollectionSpec], table: AgentTable
) -> dict[str, tuple[WiringSpec, ...]]:
    """Caller's id -> its wirings as written, also those whose other end has faults of its own."""
    found: dict[str, tuple[WiringSpec, ...]] = {}
    for spec in specs:
        for wiring in spec.glue.wirings:
            source = table.find(spec.name, wiring.from_agent)
            if source is not None:
                found[source] = (*found.get(source, ()), wiring)
    return found


@dataclass(frozen=True, slots=True)
class _Binder:
    spec: CollectionSpec
    table: AgentTable
    edges: dict[tuple[str, str], EdgeKind]
    found: Diagnostics
    seen: dict[tuple[str, str, str, str], Place]
    clients: dict[tuple[str, str], tuple[str, Place]]

    def check_retry(self) -> None:
        """A policy of calls is for files that have calls."""
        document = self.spec.glue_document
        if document is None or _RETRY not in document.origins.nodes:
            return
        if all(one.connection_type != "api_call" for one in self.spec.glue.wirings):
            self.found.add(facts.retry_without_calls(document.origins.key(_RETRY)))

    def bind(self, index: int, wiring: WiringSpec) -> WiringNode | None:
        at = f"/wirings/{index}"
        place = self.spec.glue_at(at)
        ends = []
        for key, name in (("from_agent", wiring.from_agent), ("to_agent", wiring.to_agent)):
            where = self.spec.glue_at(f"{at}/{key}")
            ends.append(self.table.bind(self.spec.name, name, where, self.found))
        self._check_lists(at, wiring)
        source, target = ends
        if source is None or target is None:
            return None
        if source == target:
            self.found.add(facts.wiring_to_itself(place, source))
            return None
        caller, callee = self.table.agents[source], self.table.agents[target]
        self._check_edge(place, wiring, source, target)
        self._check_names(at, wiring, caller, callee)
        return WiringNode(
            from_id=source,
            to_id=target,
            connection_type=wiring.connection_type,
            module=self._module(at, wiring, callee),
            names=wiring.names,
            client_module=self._client(at, wiring, caller, callee),
            origin=place,
            spec=wiring,
            retry=self._retry(),
        )

    def _retry(self) -> RetryNode | None:
        document = self.spec.glue_document
        if document is None or _RETRY not in document.origins.nodes:
            return None
        return RetryNode(
            policy=self.spec.glue.communication_harmonization.retry_policy,
            max_retries=document.origins.at(f"{_RETRY}/max_retries"),
            backoff_multiplier=document.origins.at(f"{_RETRY}/backoff_multiplier"),
            initial_delay_ms=document.origins.at(f"{_RETRY}/initial_delay_ms"),
        )

    def _check_lists(self, at: str, wiring: WiringSpec) -> None:
        for kind, key in _KEYS.items():
            names = getattr(wiring, key)
            if kind == wiring.connection_type and not names:
                place = self.spec.glue_at(at)
                self.found.add(facts.wiring_without_names(place, kind, key))
            elif kind != wiring.connection_type and names:
                place = self.spec.glue_at(f"{at}/{key}")
                expected = wiring.names_key
                self.found.add(
                    facts.wiring_of_another_kind(place, wiring.connection_type, key, expected)
                )

    def _check_edge(self, place: Place, wiring: WiringSpec, source: str, target: str) -> None:
        """A call needs an edge `->`, an observation either arrow; packets may flow freely."""
        kind = self.edges.get((source, target))
        short, other = source.partition("/")[2], target.partition("/")[2]
        if wiring.connection_type == "api_call" and kind is not EdgeKind.NEEDS:
            self.found.add(facts.wiring_without_edge(place, short, other, "->"))
        elif wiring.connection_type == "event_observe" and kind is None:
            self.found.add(facts.wiring_without_edge(place, short, other, "->>"))

    def _check_names(
        self, at: str, wiring: WiringSpec, caller: AgentSpec, callee: AgentSpec
    ) -> None:
        offered = received(wiring.connection_type, callee)
        used = sendable(wiring.connection_type, caller)
        for index, name in enumerate(wiring.names):
            place = self.spec.glue_at(f"{at}/{wiring.names_key}/{index}")
            key = (wiring.connection_type, caller.id, callee.id, name)
            if key in self.seen:
                self.found.add(
                    facts.duplicate_wiring(place, name, caller.id, callee.id, self.seen[key])
                )
            self.seen.setdefault(key, place)
            if offered is not None and name not in offered:
                self.found.add(_not_offered(wiring, place, name, callee.id, offered))
            if used is not None and name not in used:
                self.found.add(_not_used(wiring, place, name, caller.id))

    def _module(self, at: str, wiring: WiringSpec, callee: AgentSpec) -> str:
        files = files_of(callee)
        if wiring.import_path not in files and "cursorinstructions" not in callee.broken:
            place = self.spec.glue_at(f"{at}/import_path")
            self.found.add(
                facts.import_path_not_produced(place, wiring.import_path, callee.id, tuple(files))
            )
        elif wiring.import_path in files:
            self._check_held(at, wiring, callee)
        return files.get(wiring.import_path, "")

    def _check_held(self, at: str, wiring: WiringSpec, callee: AgentSpec) -> None:
        """Calls find each operation in the module, packets and observers one of what is named."""
        path, place = wiring.import_path, self.spec.glue_at(f"{at}/import_path")
        held = {name: holders_of(wiring.connection_type, name, callee) for name in wiring.names}
        # what is not declared at all is another fault
        elsewhere = {name: holders for name, holders in held.items() if holders}
        if wiring.connection_type != "api_call" and path in sum(elsewhere.values(), ()):
            return
        common = set.intersection(*map(set, elsewhere.values())) if elsewhere else set()
        better = common.pop() if len(common) == 1 and len(elsewhere) == len(held) else ""
        for name, holders in elsewhere.items():
            if path not in holders:
                self.found.add(facts.not_in_module(place, path, name, callee.id, holders, better))

    def _client(
        self, at: str, wiring: WiringSpec, caller: AgentSpec, callee: AgentSpec
    ) -> str | None:
        """The caller's client module: the named one, else `<target>_client`; calls need one."""
        stems = tuple(files_of(caller).values())
        stem = wiring.client_module or f"{callee.id.partition('/')[2]}_client"
        if wiring.connection_type != "api_call" and wiring.client_module is None:
            return None
        place = self.spec.glue_at(f"{at}/client_module")
        if stem not in stems:
            if "cursorinstructions" not in caller.broken:
                self.found.add(facts.unknown_client_module(place, stem, caller.id, stems))
            return None
        if (role := role_by_name(stem)) is not None:
            self.found.add(facts.unknown_client_module(place, stem, caller.id, stems, role.value))
            return None
        purpose = f"`{wiring.connection_type}` to `{callee.id}`"
        known, first = self.clients.setdefault((caller.id, stem), (purpose, place))
        if known != purpose:
            purposes = known, purpose
            self.found.add(facts.wiring_name_collision(place, stem, caller.id, purposes, first))
        return stem


def _not_offered(
    wiring: WiringSpec, place: Place, name: str, agent: str, known: tuple[str, ...]
) -> Diagnostic:
    if wiring.connection_type == "api_call":
        return facts.unknown_method(place, name, agent, known)
    if wiring.connection_type == "packet_send":
        return facts.packet_not_accepted(place, name, agent, known)
    return facts.event_not_published(place, name, agent, known)


def _not_used(wiring: WiringSpec, place: Place, name: str, agent: str) -> Diagnostic:
    if wiring.connection_type == "packet_send":
        return facts.packet_not_sent(place, name, agent)
    return facts.event_not_observed(place, name, agent)
