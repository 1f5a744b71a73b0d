"""`qpf validate`: every diagnostic of the workspace, without rendering anything."""

from qpf.cli.desk import YES, Desk, served
from qpf.cli.options import ReportForm, Selectors, Strategy, Workspace
from qpf.cli.requests import request_at

__all__ = ["command"]


def command(
    selectors: Selectors = None,
    form: ReportForm = "text",
    strategy: Strategy = None,
    workspace: Workspace = None,
) -> int:
    """All diagnostics of schemas, maps and glue; nothing is written. Exit 1 on errors."""

    def work(desk: Desk) -> int:
        from qpf.cli.choosing import chosen_agents
        from qpf.pipeline import understand

        desk.open(workspace)
        request = request_at(desk, selectors, strategy=strategy)
        graph, documents = understand(request, desk.found)
        chosen = chosen_agents(request, graph, documents, desk.found)
        desk.console.say(f"{len(chosen)} agents, {len(documents)} documents: no errors")
        return YES

    return served(form, work, answers_with_findings=True)
