"""`qpf check`: is what is published what the schemas give?"""

from qpf.cli.desk import NO, YES, Desk, served
from qpf.cli.options import ReportForm, Strategy, Workspace
from qpf.cli.requests import request_at

__all__ = ["command"]


def command(
    form: ReportForm = "text", strategy: Strategy = None, workspace: Workspace = None
) -> int:
    """Compare the published tree with the schemas; exit 1 on drift, with file and cause."""

    def work(desk: Desk) -> int:
        from qpf.inspection import check
        from qpf.model.outcome import State

        desk.open(workspace)
        states = check(request_at(desk, strategy=strategy), desk.found)
        if desk.found.has_errors:
            return NO
        same = sum(1 for file in states if file.state is State.SAME)
        desk.console.say(f"{same} files are what the schemas give")
        return YES

    return served(form, work, answers_with_findings=True)
