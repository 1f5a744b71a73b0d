"""The command line: names, one-line descriptions, and the module behind each name.

Only the module of the command that was called is imported; help imports them all.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Annotated

import typer

from qpf import __version__
from qpf.cli.desk import USAGE, YES, Desk, served
from qpf.diagnostics.catalogue import usage

__all__ = ["COMMANDS", "run"]

COMMANDS = (
    "init",
    "new",
    "validate",
    "plan",
    "extract",
    "check",
    "gate",
    "verify",
    "sbom",
    "receipt",
    "build",
    "graph",
    "trace",
    "import",
    "rules",
    "explain",
)
"""The commands, in the order of a day's work; each is `command` of a module of its name."""

_CLICK_ERROR: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)


def run(words: Sequence[str]) -> int:
    """Run a command and return its exit code; wrong use is told like any other fault."""
    asked = list(words) or ["--help"]
    try:
        code = _app(asked)(asked, prog_name="qpf", standalone_mode=False)
    except _CLICK_ERROR as error:
        words_of = getattr(error, "format_message", error.__str__)
        reason = str(words_of()).strip().rstrip(".")
        return served("text", lambda desk: _refuse(desk, reason, words))
    except typer.Abort:
        return USAGE
    if not words:
        return USAGE
    return code if isinstance(code, int) else YES


def _app(words: Sequence[str]) -> typer.Typer:
    app = typer.Typer(
        name="qpf",
        help="A compiler from declarative YAML schemas to complete, tested Python packages.",
        epilog="Exit codes: 0 done, 1 the answer is no, 2 changes wait (plan), 3 wrong use,"
        " 4 the environment lacks something.",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown" if sys.stdout.isatty() else None,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_root)
    named = words[0] if words else ""
    for name in (named,) if named in COMMANDS else COMMANDS:
        module = f"{name}_" if iskeyword(name) else name
        app.command(name)(import_module(f"qpf.cli.commands.{module}").command)
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"qpf {__version__}\n")
        raise typer.Exit


def _root(
    show_version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    del show_version


def _refuse(desk: Desk, reason: str, words: Sequence[str]) -> int:
    named = words[0] if words else ""
    if named in COMMANDS or not named or named.startswith("-"):
        command = f"qpf {named}" if named in COMMANDS else "qpf"
        desk.found.add(usage.wrong_use(f"{reason[:1].lower()}{reason[1:]}", command))
    else:
        desk.found.add(usage.unknown_command(named, COMMANDS))
    return USAGE
