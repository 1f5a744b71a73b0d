"""`qpf extract`: the main job, from schemas to a published tree."""

from pathlib import Path
from typing import Annotated

import typer

from qpf.cli.desk import YES, Desk, served
from qpf.cli.options import Engine, Form, Gates, Jobs, Selectors, Strategy, Workspace
from qpf.cli.requests import refuse_engine, request_at
from qpf.model.request import GateLevel
from qpf.model.saved_plan import SavedPlan

__all__ = ["command"]


def command(
    selectors: Selectors = None,
    strategy: Strategy = None,
    gates: Gates = GateLevel.FULL,
    jobs: Jobs = 0,
    engine: Engine = "local",
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite hand edits and remove foreign files.")
    ] = False,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", metavar="FILE", help="Carry out a plan; refused if an input moved."),
    ] = None,
    form: Form = "text",
    workspace: Workspace = None,
) -> int:
    """Emit packages from schemas, gate them, and publish all of it in one step or nothing.

    A distribution is emitted whole: a selected agent brings its collection along.
    """

    def work(desk: Desk) -> int:
        from qpf.cli.extract_summary import summary_object, summary_text
        from qpf.pipeline import extract

        refuse_engine(desk, engine)
        desk.open(workspace)
        saved = _saved(desk, plan)
        request = request_at(
            desk,
            selectors,
            strategy=strategy or (saved.strategy if saved else None),
            gates=gates,
            jobs=jobs,
            force=force,
            plan=saved,
        )
        outcome = extract(request, desk.found)
        if desk.console.is_text:
            desk.console.say(summary_text(outcome))
        else:
            desk.console.result(summary_object(outcome))
        return YES

    return served(form, work)


def _saved(desk: Desk, plan: Path | None) -> SavedPlan | None:
    from qpf.tools.saved_plans import read_plan

    return read_plan(plan, desk.found) if plan is not None else None
