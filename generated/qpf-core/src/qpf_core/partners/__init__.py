"""Typed calls between agents over three carriers; the HTTP one is in `qpf_core.partners.http`."""

from qpf_core.partners.in_process import InProcessTransport
from qpf_core.partners.packet_client import PacketTransport
from qpf_core.partners.packet_server import PacketServer
from qpf_core.partners.problems import error_from_problem, problem_of
from qpf_core.partners.retry import RetryPolicy
from qpf_core.partners.routes import Route
from qpf_core.partners.transport import Invoke, Lookup, TokenSource, Transport

__all__ = [
    "InProcessTransport",
    "Invoke",
    "Lookup",
    "PacketServer",
    "PacketTransport",
    "RetryPolicy",
    "Route",
    "TokenSource",
    "Transport",
    "error_from_problem",
    "problem_of",
]
