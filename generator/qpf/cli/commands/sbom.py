"""`qpf sbom`: the bill of materials of a distribution."""

import json
from typing import Annotated

import typer

from qpf.cli.desk import NO, YES, Desk, served
from qpf.cli.options import Strategy, Workspace
from qpf.cli.requests import request_at

__all__ = ["command"]


def command(
    distribution: Annotated[
        str, typer.Argument(metavar="DISTRIBUTION", help="Its name, for example `l9-agents`.")
    ],
    strategy: Strategy = None,
    workspace: Workspace = None,
) -> int:
    """Print a CycloneDX 1.6 document of a distribution and everything it leads to.

    Versions and licences are those installed beside the factory: what the gates judged with.
    """

    def work(desk: Desk) -> int:
        from qpf.bill import bill_of
        from qpf.pipeline import understand

        desk.open(workspace)
        graph, _documents = understand(request_at(desk, strategy=strategy), desk.found)
        desk.found.stop_if_errors()
        bill = bill_of(distribution, graph, desk.found)
        if bill is None or desk.found.has_errors:
            return NO
        desk.console.result(json.dumps(bill, indent=2))
        return YES

    return served("json", work)
