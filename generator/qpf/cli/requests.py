"""From the options of a command to a request."""

from collections.abc import Sequence

from qpf.cli.desk import Desk
from qpf.diagnostics.catalogue import usage
from qpf.model.request import GateLevel, Request
from qpf.model.saved_plan import SavedPlan

__all__ = ["refuse_engine", "request_at"]


def request_at(
    desk: Desk,
    selectors: Sequence[str] | None = None,
    *,
    strategy: str | None = None,
    gates: GateLevel = GateLevel.FULL,
    jobs: int = 0,
    force: bool = False,
    plan: SavedPlan | None = None,
) -> Request:
    """What a command asks of the pipeline, in the opened workspace."""
    return Request(
        workspace=desk.workspace,
        selectors=tuple(selectors or ()),
        collections=plan.collections if plan is not None else (),
        strategy=strategy,
        gates=gates,
        jobs=jobs,
        force=force,
        output_folder=desk.settings.output,
        manifests_folder=desk.settings.manifests,
        plan=plan,
        tell=desk.console.progress,
    )


def refuse_engine(desk: Desk, engine: str) -> None:
    """Raise `Stopped` for an engine there is not."""
    if engine != "local":
        desk.found.add(usage.unknown_engine(engine))
        desk.found.stop_if_errors()
