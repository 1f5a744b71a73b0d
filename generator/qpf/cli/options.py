"""The options commands share; each is declared, worded and checked once."""

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from qpf.model.request import GateLevel

__all__ = [
    "Engine",
    "Form",
    "Gates",
    "Jobs",
    "ReportForm",
    "Selectors",
    "Strategy",
    "Workspace",
]

Workspace: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        metavar="DIR",
        help="The workspace; found upwards from the current folder when not given.",
    ),
]

Selectors: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SEL]...",
        help="`l9`, `l9/tensor_aios`, `+x` with what it needs, `x+` with what needs it.",
        show_default=False,
    ),
]

Form: TypeAlias = Annotated[
    Literal["text", "json"], typer.Option("--format", help="Form of the answer.")
]

ReportForm: TypeAlias = Annotated[
    Literal["text", "json", "sarif", "github"],
    typer.Option("--format", help="Form of the diagnostics."),
]

Strategy: TypeAlias = Annotated[
    str | None,
    typer.Option("--strategy", metavar="NAME", help="Strategy of the maps; theirs when not given."),
]

Gates: TypeAlias = Annotated[
    GateLevel, typer.Option("--gates", help="How much must pass before publishing.")
]

Jobs: TypeAlias = Annotated[
    int, typer.Option("--jobs", "-j", min=0, metavar="N", help="Processes; 0 means one a core.")
]

Engine: TypeAlias = Annotated[
    str, typer.Option("--engine", metavar="ENGINE", help="Where the work is done: `local`.")
]
