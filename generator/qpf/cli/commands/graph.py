"""`qpf graph`: who needs whom, and in which generations they are extracted."""

from typing import Annotated, Literal

import typer

from qpf.cli.desk import YES, Desk, served
from qpf.cli.options import Selectors, Strategy, Workspace
from qpf.cli.requests import request_at

__all__ = ["command"]


def command(
    selectors: Selectors = None,
    form: Annotated[
        Literal["mermaid", "dot", "json", "svg"],
        typer.Option("--format", help="Form of the graph."),
    ] = "mermaid",
    strategy: Strategy = None,
    workspace: Workspace = None,
) -> int:
    """Print the dependency graph; arrows go from an agent to what it needs, dotted ones observe."""

    def work(desk: Desk) -> int:
        from qpf.cli.choosing import chosen_agents
        from qpf.cli.graph_forms import as_dot, as_json, as_mermaid, drawing_of
        from qpf.cli.graph_svg import as_svg
        from qpf.pipeline import understand

        desk.open(workspace)
        request = request_at(desk, selectors, strategy=strategy)
        graph, documents = understand(request, desk.found)
        chosen = chosen_agents(request, graph, documents, desk.found)
        draw = {"mermaid": as_mermaid, "dot": as_dot, "json": as_json, "svg": as_svg}[form]
        desk.console.result(draw(drawing_of(graph, chosen)))
        return YES

    return served("json" if form == "json" else "text", work)
