"""Endpoints in every form authors write them: texts, mappings by name, a path alone."""

import re

from qpf.sections.deployment.spec import Endpoint
from qpf.sections.fields import keys_of
from qpf.sections.importing.loosening import as_items
from qpf.sections.importing.node import Node
from qpf.sections.importing.report import Report
from qpf.sections.importing.spelling import respelled

__all__ = ["routed"]

_ROUTE = re.compile(r"(?:(?P<method>[A-Za-z]+)\s+)?(?P<path>/\S*)")


def routed(endpoints: Node, report: Report) -> None:
    """Bring endpoints into a list of mappings with name, path, method and time."""
    names = [*endpoints.members]
    if endpoints.members and endpoints.get("path") is None:
        endpoints.value = list(endpoints.members.values())
        report.changed(endpoints, "the mapping of endpoints becomes a list")
    elif endpoints.members:
        endpoints.value, names = [Node(endpoints.value, endpoints.place)], []
    elif endpoints.text:
        as_items(endpoints, "deployment.endpoints", False, report)
    for number, endpoint in enumerate(endpoints.items):
        respelled(endpoint, keys_of(Endpoint), report)
        written = endpoint.get("path")
        if written is not None and " /" in written.text:
            method, path = written.text.split(None, 1)
            written.value = path
            endpoint.members.setdefault("method", Node(method, written.place))
        _endpoint(endpoint, report)
        if number < len(names) and isinstance(endpoint.value, dict):
            where = endpoint.key or endpoint.place
            endpoint.value = {**endpoint.value, "name": Node(names[number], where)}
        _completed(endpoint, report)


def _completed(endpoint: Node, report: Report) -> None:
    """A name, a method and a time for an endpoint whose author gave only its path."""
    path = endpoint.get("path")
    if path is None or not path.text:
        return
    made = _route(None, path.text)
    for key, value in made.items():
        if endpoint.get(key) is None:
            endpoint.put(key, value)
            report.changed(endpoint, f"the endpoint `{path.text}` gets `{key}`: `{value}`")


def _endpoint(endpoint: Node, report: Report) -> None:
    written = endpoint.get("path")
    if written is not None and len(written.text) > 1 and written.text.endswith("/"):
        report.changed(written, f"the path `{written.text}` loses its last `/`")
        written.value = written.text.rstrip("/") or "/"
    match = _ROUTE.fullmatch(endpoint.text)
    if match is None:
        return
    path = match["path"].rstrip("/") or "/"
    made = _route(match["method"], path)
    before = endpoint.text
    endpoint.value = {key: Node(value, endpoint.place) for key, value in made.items()}
    report.changed(endpoint, f"the endpoint `{before}` becomes {endpoint.shown}")


def _route(method: str | None, path: str) -> dict[str, str | int]:
    """What an endpoint is called and does, as far as its path tells."""
    words = re.findall(r"[a-z][a-z0-9]*", re.sub(r"\{[^}]*\}", "", path).lower())
    is_read = re.search(r"status|health|ready|list|get|metrics|manifest", path.lower())
    verb = (method or ("GET" if is_read else "POST")).upper()
    name = "_".join(words[-2:]) or "root"
    return {"name": name, "path": path, "method": verb, "timeout_ms": 1000}
