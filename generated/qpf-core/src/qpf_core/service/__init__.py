"""The kit of a service: all agents of a collection behind one HTTP server.

`main` is the command line, `Platform` what the agents share, `create_service` the application.
"""

from qpf_core.service.agents import AgentService, serve_agents
from qpf_core.service.app import create_service
from qpf_core.service.auth import requires, requires_roles
from qpf_core.service.bodies import JsonRoute
from qpf_core.service.errors import PROBLEM_RESPONSES, Problem
from qpf_core.service.live import LiveHub
from qpf_core.service.logging import configure_logging
from qpf_core.service.parts import Part
from qpf_core.service.platform import Platform
from qpf_core.service.server import Command, create_tables, main
from qpf_core.service.settings import ApiKey, CoreSettings, SmtpSettings, embedded_settings

__all__ = [
    "PROBLEM_RESPONSES",
    "AgentService",
    "ApiKey",
    "Command",
    "CoreSettings",
    "JsonRoute",
    "LiveHub",
    "Part",
    "Platform",
    "Problem",
    "SmtpSettings",
    "configure_logging",
    "create_service",
    "create_tables",
    "embedded_settings",
    "main",
    "requires",
    "requires_roles",
    "serve_agents",
]
