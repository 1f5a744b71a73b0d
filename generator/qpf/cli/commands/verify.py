"""`qpf verify`: is a built package what the schemas give?"""

from pathlib import Path
from typing import Annotated

import typer

from qpf.cli.desk import NO, YES, Desk, served
from qpf.cli.options import ReportForm, Strategy, Workspace
from qpf.cli.requests import request_at

__all__ = ["command"]


def command(
    package: Annotated[
        Path, typer.Argument(metavar="PACKAGE", help="A wheel, or the folder of a distribution.")
    ],
    form: ReportForm = "text",
    strategy: Strategy = None,
    workspace: Workspace = None,
) -> int:
    """Derive a package again from its schemas and compare every file; exit 1 on any difference.

    A wheel is compared by what it installs. The digests of the inputs are told, so that the
    answer can be kept as a receipt.
    """

    def work(desk: Desk) -> int:
        from qpf.verification import verify

        desk.open(workspace)
        verified = verify(request_at(desk, strategy=strategy), package.resolve(), desk.found)
        if verified is None or desk.found.has_errors:
            return NO
        ready = "passed every gate" if verified.is_ready else "did not pass every gate yet"
        desk.console.say(
            f"{verified.distribution} {verified.version}: {verified.files} files are what the"
            f" schemas give, and what is published {ready}"
        )
        for name, digest in verified.inputs.items():
            desk.console.say(f"  {digest}  {name}")
        return YES

    return served(form, work, answers_with_findings=True)
