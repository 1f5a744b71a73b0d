"""What a new schema takes over from the map of its collection."""

from dataclasses import replace

from qpf.cli.scaffold.texts import NewAgent
from qpf.model.document import Document, Plain

__all__ = ["facts_of"]


def facts_of(document: Document, agent: NewAgent) -> NewAgent:
    """The agent inside the map's package, with the first of its anchors."""
    package = _at(document.value, "distribution", "package")
    anchors = _at(document.value, "shared_configuration", "governance_anchors")
    listed = anchors if isinstance(anchors, list) else []
    names = [anchor.get("name") for anchor in listed if isinstance(anchor, dict)]
    first = next((name for name in names if isinstance(name, str)), agent.anchor)
    return replace(
        agent, package=package if isinstance(package, str) else agent.package, anchor=first
    )


def _at(value: Plain, *steps: str) -> Plain:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value
