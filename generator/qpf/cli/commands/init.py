"""`qpf init`: a workspace with one small agent that extracts at once."""

from pathlib import Path
from typing import Annotated

import typer

from qpf.cli.desk import YES, Desk, served
from qpf.cli.options import Form

__all__ = ["command"]


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the new workspace.")],
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="Name of the collection; of DIR by default."),
    ] = None,
    form: Form = "text",
) -> int:
    """Make a workspace: settings, a schema, its map and glue, a Makefile, a workflow.

    What exists in DIR is never overwritten.
    """

    def work(desk: Desk) -> int:
        from qpf.cli.scaffold.names import checked_name, name_from
        from qpf.cli.scaffold.workspace import make_workspace

        root = desk.workspace = folder.resolve()
        collection = name_from(root.name) if name is None else checked_name(name, desk.found)
        desk.console.progress("writing")
        paths = make_workspace(root, collection, desk.found)
        desk.console.paths(paths)
        desk.console.say(f"next: `cd {folder}` and `qpf extract`")
        return YES

    return served(form, work)
