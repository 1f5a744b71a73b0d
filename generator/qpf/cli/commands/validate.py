"""`qpf validate`: every diagnostic of the workspace, without rendering anything."""

from typing import Annotated

import typer

from qpf.cli.desk import NO, YES, Desk, served
from qpf.cli.options import ReportForm, Selectors, Strategy, Workspace
from qpf.cli.requests import request_at

__all__ = ["command"]


def command(
    selectors: Selectors = None,
    form: ReportForm = "text",
    strategy: Strategy = None,
    workspace: Workspace = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what is mechanical, and keep everything else.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what `--fix` would change; write nothing.")
    ] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="With `--fix`: also mend what could be a guess.")
    ] = False,
) -> int:
    """All diagnostics of schemas, maps and glue; exit 1 on errors. Only `--fix` writes.

    A comment `# qpf: ignore[QPF444] reason` excuses a warning of its line, or of the next when it
    stands alone; `[tool.qpf.severity]` of pyproject.toml makes a code, or the beginning of one,
    `error`, `warning`, `note` or `off`.
    """

    def work(desk: Desk) -> int:
        from qpf.cli.choosing import chosen_agents
        from qpf.pipeline import understand

        is_written = fix and not diff
        is_shown = False
        if (fix or diff or unsafe) and not selectors:
            from qpf.cli.mend import mended_settings_at

            root = desk.root(workspace)
            is_shown = mended_settings_at(root, desk, is_unsafe=unsafe, is_written=is_written)
        desk.open(workspace)
        request = request_at(desk, selectors, strategy=strategy)
        if fix or diff or unsafe:
            from qpf.cli.mend import mended_at

            code = mended_at(desk, request, is_unsafe=unsafe, is_written=is_written)
            return NO if is_shown else code
        graph, documents = understand(request, desk.found)
        chosen = chosen_agents(request, graph, documents, desk.found)
        desk.console.say(f"{len(chosen)} agents, {len(documents)} documents: no errors")
        return YES

    return served(form, work, answers_with_findings=True)
