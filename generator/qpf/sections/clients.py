"""Names of the classes that call other agents."""

from collections.abc import Callable, Iterable, Mapping

from qpf.model.graph import AgentNode, Graph, WiringNode
from qpf.views.naming import ClassName, Namer

__all__ = ["classes_of", "client_classes"]


def client_classes(
    wirings: Iterable[WiringNode], name_of: Callable[[str], str]
) -> Mapping[str, str]:
    """Client module of an agent -> the class in it; `name_of` an agent's id is its name.

    A second module for calls of the same partner has its own name in that of its class.
    """
    namer, made, named = Namer(), dict[str, str](), set[str]()
    for one in wirings:
        stem, name = one.client_module, name_of(one.to_id)
        if one.connection_type == "api_call" and stem is not None and stem not in made:
            text = f"{name} {stem}" if name in named else f"{name} Client"
            made[stem] = str(namer.name(ClassName, text))
            named.add(name)
    return made


def classes_of(agent: AgentNode, graph: Graph) -> Mapping[str, str]:
    """The same for an agent of a graph."""
    return client_classes(agent.wirings, lambda agent_id: graph.agent(agent_id).name)
