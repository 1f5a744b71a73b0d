"""`qpf import`: real v6 documents of every dialect become a canonical collection."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qpf.cli.desk import YES, Desk, served
from qpf.cli.import_words import import_words
from qpf.cli.options import Form, Workspace

if TYPE_CHECKING:
    from qpf.importing import Import
    from qpf.sections.importing.report import Entry

__all__ = ["command"]


def command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Schemas, maps, glue; YAML or Markdown.")
    ],
    collection: Annotated[
        str | None,
        typer.Option("--collection", metavar="NAME", help="Name; that of the package by default."),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="DIR", help="The workspace; made when DIR is none."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite files of the collection.")
    ] = False,
    form: Form = "text",
    workspace: Workspace = None,
) -> int:
    """Read v6 documents of all dialects and write schemas, a map and glue that validate.

    Documents join a collection that is there: its map and glue grow, and keep what they hold.

    Says with its place what was changed or left out, and what needs a person; that is also in the
    written files, as comments. What has no behaviour yet becomes an honest hole.
    """

    def work(desk: Desk) -> int:
        from qpf.cli.scaffold.files import written
        from qpf.cli.scaffold.names import checked_name
        from qpf.importing import import_documents

        named = checked_name(collection, desk.found) if collection is not None else ""
        settings = _settings(desk, into, workspace)
        desk.console.progress("reading")
        made = import_documents(paths, desk.workspace, named, desk.found, is_new=force)
        with written(desk.workspace, {**settings, **made.texts}):
            _tell(desk, made, [*settings, *made.texts])
        return YES

    return served(form, work)


def _settings(desk: Desk, into: Path | None, workspace: Path | None) -> dict[str, str]:
    """Open the workspace; the settings of a new one are returned, to be written with the rest."""
    if into is None:
        desk.open(workspace)
        return {}
    desk.workspace = into.resolve()
    if (desk.workspace / "pyproject.toml").exists():
        desk.open(into)
        return {}
    return {"pyproject.toml": '[tool.qpf]\noutput = "generated"\nmanifests = "manifests"\n'}


def _tell(desk: Desk, made: "Import", paths: Sequence[str]) -> None:
    if not desk.console.is_text:
        entries = [_object(entry) for entry in made.entries]
        desk.console.result(json.dumps(entries, indent=2, ensure_ascii=False))
        return
    for line in import_words(made.entries):
        desk.console.say(line)
    counts = {kind: sum(1 for e in made.entries if e.kind == kind) for kind in _KINDS}
    words = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in counts.items())
    desk.console.say(f"collection `{made.collection}`: {words}")
    desk.console.paths(list(paths))
    desk.console.say("next: `qpf validate`, then what needs a person")


_KINDS = ("changed", "needs_person", "dropped")


def _object(entry: "Entry") -> dict[str, str | int]:
    return {
        "kind": entry.kind.value,
        "file": entry.place.file,
        "line": entry.place.line,
        "column": entry.place.column,
        "message": entry.message,
    }
