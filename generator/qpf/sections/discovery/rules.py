"""Rules of a discovery: an address that is a group, times in order, something to offer."""

from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv4Network

from qpf.diagnostics.catalogue import discovery, rpc
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import AgentSpec
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.discovery.spec import DiscoverySpec
from qpf.sections.made_modules import check_module
from qpf.sections.section import Claim, Meant, Route

__all__ = ["check", "claims", "makes", "means", "routes"]

_BASE = "/discovery"
_PRIVATE = IPv4Network("239.0.0.0/8")


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Modules that are generated, a group, times in order."""
    spec = agent.section("discovery", DiscoverySpec)
    check_module(agent, f"{_BASE}/module", "discovery", spec.module, found)
    if spec.orchestrator is not None:
        pointer = f"{_BASE}/orchestrator/module"
        check_module(agent, pointer, "orchestrator", spec.orchestrator.module, found)
    if not _is_group(spec.group):
        found.add(discovery.bad_group(agent.at(f"{_BASE}/group"), spec.group))
    _check_times(agent, spec, found)


def makes(agent: AgentSpec) -> tuple[str, ...]:
    """The node, and the orchestrator if there is one."""
    spec = agent.section("discovery", DiscoverySpec)
    asks = spec.orchestrator
    return (spec.module,) if asks is None else (spec.module, asks.module)


def claims(agent: AgentSpec) -> Iterator[Claim]:
    """The commands of the node and of the orchestrator, and their units."""
    spec = agent.section("discovery", DiscoverySpec)
    named = [(f"{_BASE}/command", spec.command)]
    if spec.orchestrator is not None:
        named.append((f"{_BASE}/orchestrator/command", spec.orchestrator.command))
    for pointer, command in named:
        yield Claim("command", command.word, f"{pointer}/word")
        if command.unit is not None:
            yield Claim("unit", command.unit, f"{pointer}/unit")


def routes(agent: AgentSpec) -> Iterator[Route]:
    """The peers of this node."""
    path = agent.section("discovery", DiscoverySpec).peers.path
    yield Route("GET", path, "/discovery/peers/path")


def means(own: Meant, found: Diagnostics) -> None:
    """What peers offer each other can be called."""
    spec = own.agent.section("discovery", DiscoverySpec)
    others = [one.id for one in own.peers.values() if "discovery" in one.sections]
    if others[0] != own.agent.id:
        place = own.agent.key(_BASE)
        found.add(rpc.second_server(place, "discovery", own.agent.id, others[0]))
    served = own.peers.get(f"{own.agent.collection}/{spec.serves}")
    if served is not None and (_is_served(served) or "deployment" in served.broken):
        return
    able = tuple(one.id.partition("/")[2] for one in own.peers.values() if _is_served(one))
    reason = "has no endpoints" if served is not None else "is no agent of the collection"
    place = own.agent.at(f"{_BASE}/serves")
    found.add(discovery.nothing_to_serve(place, spec.serves, reason, able))


def _is_served(agent: AgentSpec) -> bool:
    spec = agent.find("deployment", DeploymentSpec)
    return spec is not None and bool(spec.endpoints) and not agent.is_library


def _is_group(text: str) -> bool:
    try:
        return IPv4Address(text) in _PRIVATE
    except AddressValueError:
        return False


def _check_times(agent: AgentSpec, spec: DiscoverySpec, found: Diagnostics) -> None:
    announce, suspect, drop = spec.announce_every_s, spec.suspect_after_s, spec.drop_after_s
    peers, asks = spec.peers, spec.orchestrator
    checks = [
        (announce < suspect, "suspect_after_s", suspect, "above `announce_every_s`", announce),
        (suspect <= drop, "drop_after_s", drop, "at least `suspect_after_s`", suspect),
        (
            peers.per_address <= peers.limit,
            "peers/per_address",
            peers.per_address,
            "at most `limit`",
            peers.limit,
        ),
    ]
    if asks is not None:
        every, timeout = asks.health_every_s, asks.health_timeout_s
        name = "orchestrator/health_timeout_s"
        checks.append((timeout <= every, name, timeout, "at most `health_every_s`", every))
    for holds, name, value, relation, other in checks:
        if not holds:
            place = agent.at(f"{_BASE}/{name}")
            last = name.rpartition("/")[2]
            found.add(discovery.times_disagree(place, last, value, relation, other))
