"""`qpf build`: wheels of what is published, with their bills, receipts and checksums."""

import json
from pathlib import Path
from typing import Annotated

import typer

from qpf.cli.desk import YES, Desk, served
from qpf.cli.options import Form, Selectors, Workspace
from qpf.cli.requests import request_at

__all__ = ["command"]


def command(
    selectors: Selectors = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where to; `dist` of the workspace."),
    ] = None,
    sign: Annotated[
        Path | None,
        typer.Option("--sign", metavar="KEY", help="A private OpenSSH key; signs the checksums."),
    ] = None,
    form: Form = "text",
    workspace: Workspace = None,
) -> int:
    """Build a wheel, a CycloneDX bill and a receipt for each distribution, and SHA256SUMS.

    Built is what is published, when it is as recorded and as the inputs are today. The same tree
    gives the same bytes.
    """

    def work(desk: Desk) -> int:
        from qpf.building import build

        root = desk.open(workspace)
        key = sign.resolve() if sign is not None else None
        into = out.resolve() if out is not None else root / "dist"
        files = build(request_at(desk, selectors), into, key, desk.found)
        names = [_shown(file, root) for file in files]
        is_text = desk.console.is_text
        desk.console.result("\n".join(names) if is_text else json.dumps({"files": names}, indent=2))
        return YES

    return served(form, work)


def _shown(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file)
