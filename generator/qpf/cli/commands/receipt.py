"""`qpf receipt`: what a published distribution is made of."""

import json
from typing import Annotated

import typer

from qpf.cli.desk import NO, YES, Desk, served
from qpf.cli.options import Workspace
from qpf.cli.requests import request_at

__all__ = ["command"]


def command(
    distribution: Annotated[
        str, typer.Argument(metavar="DISTRIBUTION", help="Its name, for example `l9-agents`.")
    ],
    workspace: Workspace = None,
) -> int:
    """Print an in-toto statement with SLSA provenance of a published distribution.

    Its subjects are the files with the schema values behind each, its materials the inputs,
    templates and tools, its by-products the gates. Refused when a file is not as recorded.
    """

    def work(desk: Desk) -> int:
        from qpf.receipts import receipt_of

        desk.open(workspace)
        receipt = receipt_of(distribution, request_at(desk), desk.found)
        if receipt is None or desk.found.has_errors:
            return NO
        desk.console.result(json.dumps(receipt, indent=2, ensure_ascii=False))
        return YES

    return served("json", work)
