"""`qpf plan`: what an extraction would change, on one screen."""

import json
from pathlib import Path
from typing import Annotated

import typer

from qpf.cli.desk import YES, Desk, served
from qpf.cli.options import Form, Selectors, Strategy, Workspace
from qpf.cli.requests import request_at
from qpf.model.outcome import Preview
from qpf.model.saved_plan import SavedPlan

__all__ = ["CHANGES", "command"]

CHANGES = 2
"""The exit code that says that changes wait."""


def command(
    selectors: Selectors = None,
    strategy: Strategy = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write the plan for `qpf extract --plan`."),
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show the lines that change.")] = False,
    form: Form = "text",
    workspace: Workspace = None,
) -> int:
    """Show what an extraction would change: agents, endpoints, operations, fields, files.

    Signs: + new, ~ changed, - gone, ! edited by hand, ? foreign. Exit 0 when nothing would
    change, 2 when something would, 1 on errors.
    """

    def work(desk: Desk) -> int:
        from qpf.cli.plan_changes import has_changes
        from qpf.cli.plan_text import plan_diff, plan_text
        from qpf.inspection import preview

        desk.open(workspace)
        seen = preview(request_at(desk, selectors, strategy=strategy), desk.found)
        if out is not None:
            out.write_text(_json(seen, out), "utf-8")
        desk.console.result(plan_text(seen) if desk.console.is_text else _json(seen, out))
        if diff and desk.console.is_text:
            desk.console.result(plan_diff(seen))
        return CHANGES if has_changes(seen) else YES

    return served(form, work)


def _json(seen: Preview, out: Path | None) -> str:
    from qpf.cli.plan_changes import plan_changes
    from qpf.tools.saved_plans import plan_object

    made = seen.emitted
    saved = SavedPlan(
        name=out.name if out is not None else "",
        inputs=made.digests.inputs,
        templates=made.digests.templates,
        collections=made.request.collections,
        strategy=made.request.strategy,
    )
    value = {**plan_object(saved), **plan_changes(seen)}
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
