"""Names as an agent writes them, typed or not.

Rules about other sections read these, so that a fault in one key of a section does not make its
events, metrics and scopes unknown.
"""

from qpf.diagnostics.diagnostic import Place
from qpf.model.document import Plain, child
from qpf.model.spec import AgentSpec

__all__ = ["written_at", "written_names"]


def written_at(agent: AgentSpec, *keys: str) -> Plain:
    """The plain value under keys of an agent, or None."""
    node: Plain = agent.value
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return node


def written_names(agent: AgentSpec, *keys: str) -> dict[str, Place]:
    """The names of a list, in their short or long form, with the place of each."""
    items = written_at(agent, *keys)
    pointer = "".join(f"/{key}" for key in keys)
    names: dict[str, Place] = {}
    for index, item in enumerate(items if isinstance(items, list) else ()):
        name = item.get("type") if isinstance(item, dict) else item
        if isinstance(name, str):
            names[name] = agent.at(child(pointer, index))
    return names
