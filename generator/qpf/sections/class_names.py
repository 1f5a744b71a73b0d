"""Classes called after agents: none hides what the modules around it import."""

from qpf.model.graph import AgentNode
from qpf.views.naming import ClassName

__all__ = ["name_of_class"]

_AROUND = frozenset(
    {"Any", "Callable", "ClassVar", "Iterator", "Lock", "Mapping", "Path", "Protocol", "Self"}
    | {"Sequence", "ThreadPoolExecutor", "Calls", "Clock", "Crew", "FastAPI", "Health"}
    | {"Integrated", "ManualClock", "Organ", "Part", "Platform", "Result", "SystemClock"}
    | {"TestClient"}
)


def name_of_class(agent: AgentNode, kind: str) -> str:
    """What a class is made of an agent's name; `kind` tells what it is where the name is taken."""
    return f"{agent.name} {kind}" if ClassName(agent.name) in _AROUND else agent.name
