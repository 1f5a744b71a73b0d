"""The one operation an imported agent can have truthfully: it tells that behaviour is missing."""

import re

from qpf.model.document import Plain
from qpf.sections.importing.dialects import park
from qpf.sections.importing.identity import slug_of
from qpf.sections.importing.node import Node, plainly
from qpf.sections.importing.report import Report

__all__ = ["add_status"]

_HEALTH = re.compile(r"(^|/)(status|health|healthz|ready|live)/?$")
_MODULE = "status_reader"
_TIMEOUT_MS = 400


def add_status(root: Node, report: Report) -> None:
    """Add the operation `status`, and bind endpoints for health to it; one is made if needed."""
    operation: dict[str, Plain] = {
        "name": "status",
        "module": _MODULE,
        "summary": "Tell that the agent was imported and has no behaviour of its own yet.",
        "output": {"type": "str"},
        "steps": [{"return": "'incomplete'"}],
        "examples": [{"given": {}, "expect": "incomplete"}],
    }
    where = root.members["name"]
    written = root.members.pop("operations", None)
    if written is not None and written.value not in (None, [], {}):
        park(root, "`operations`", written, "an operation has a name, a module and steps", report)
    root.put("operations", [], where).items.append(plainly(operation, where.place))
    modules = root.section("cursorinstructions").members["generatefiles"]
    if f"{_MODULE}.py" not in {module.text for module in modules.items}:
        modules.items.append(Node(f"{_MODULE}.py", modules.place))
    report.needs(where, "`status` answers `incomplete`: write the operations of the agent")
    service = root.section("deployment")
    endpoints = service.get("endpoints") or service.put("endpoints", [])
    bound = [endpoint for endpoint in endpoints.items if _is_health(endpoint)]
    for endpoint in bound:
        endpoint.put("operation", "status")
        report.changed(endpoint, "the endpoint is bound to `status`")
    if not bound:
        made = {"name": "status", "path": f"/{slug_of(where.text)}/status", "method": "GET"}
        fresh = Node({key: Node(value, where.place) for key, value in made.items()}, where.place)
        fresh.put("timeout_ms", _TIMEOUT_MS)
        endpoints.items.append(fresh)
        report.changed(where, f"the endpoint `{made['path']}` is added")


def _is_health(endpoint: Node) -> bool:
    path, method = endpoint.get("path"), endpoint.get("method")
    is_read = method is None or method.text.upper() == "GET"
    return path is not None and is_read and _HEALTH.search(path.text) is not None
