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
        Path,
        typer.Argument(metavar="PACKAGE", help="A wheel, a folder, an installed `.dist-info`."),
    ],
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="PUB", help="A public OpenSSH key that must have signed."),
    ] = None,
    origins: Annotated[
        bool, typer.Option("--origins", help="Print the lines of the inputs behind each file.")
    ] = False,
    form: ReportForm = "text",
    strategy: Strategy = None,
    workspace: Workspace = None,
) -> int:
    """Derive a package again from its schemas and compare every file; exit 1 on any difference.

    A wheel or an installed package is compared by what it installs and by what it says of itself.
    With a key, `SHA256SUMS` and its signature beside the wheel must vouch for it too.
    """

    def work(desk: Desk) -> int:
        from qpf.verification import verify

        desk.open(workspace)
        request = request_at(desk, strategy=strategy)
        verified = verify(request, package.resolve(), desk.found, key=key and key.resolve())
        if verified is None or desk.found.has_errors:
            return NO
        ready = "passed every gate" if verified.is_ready else "did not pass every gate yet"
        desk.console.say(
            f"{verified.distribution} {verified.version}: {verified.files} files are what the"
            f" schemas give, and what is published {ready}"
        )
        for name, digest in verified.inputs.items():
            desk.console.say(f"  {digest}  {name}")
        if origins and desk.console.is_text:
            for path, places in verified.origins.items():
                desk.console.result("\n".join([path, *(f"  {place}" for place in places)]))
        return YES

    return served(form, work, answers_with_findings=True)
