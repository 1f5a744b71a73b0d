"""`qpf new`: a schema with every section, valid as written, and its entry in the map."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qpf.cli.desk import YES, Desk, served
from qpf.cli.options import Form, Workspace
from qpf.cli.requests import request_at

if TYPE_CHECKING:
    from qpf.cli.scaffold.texts import NewAgent

__all__ = ["command"]


def command(
    target: Annotated[str, typer.Argument(metavar="COLLECTION/NAME", help="Where the agent goes.")],
    form: Form = "text",
    workspace: Workspace = None,
) -> int:
    """Write a schema with all twelve sections, and add it to the map of its collection.

    A new collection gets a map and a glue file too. What exists is never overwritten.
    """

    def work(desk: Desk) -> int:
        from qpf.cli.scaffold.files import written
        from qpf.pipeline import understand

        root = desk.open(workspace)
        texts = _texts(desk, root, target)
        with written(root, texts):
            understand(request_at(desk), desk.found)
        desk.console.paths(tuple(texts))
        desk.console.say(f"next: edit the schema, then `qpf plan {target}`")
        return YES

    return served(form, work)


def _texts(desk: Desk, root: Path, target: str) -> dict[str, str]:
    """The files to write with their texts, in the order a person reads them."""
    from qpf.cli.scaffold.names import checked_name
    from qpf.cli.scaffold.texts import NewAgent, glue_text, map_text, schema_text
    from qpf.diagnostics.catalogue import usage
    from qpf.diagnostics.diagnostic import Place

    collection, _, name = target.partition("/")
    if not name:
        desk.found.add(usage.unusable_name(target, "`COLLECTION/NAME`"))
        desk.found.stop_if_errors()
    checked_name(collection, desk.found)
    checked_name(name, desk.found)
    schema, order = f"schemas/{collection}/{name}.yaml", f"extractor_maps/{collection}.yaml"
    glue = f"glue/{collection}.yaml"
    if (root / schema).exists():
        desk.found.add(usage.place_taken(Place(schema), "is there already"))
        desk.found.stop_if_errors()
    agent = NewAgent(collection=collection, name=name, package=collection)
    if (root / order).is_file():
        agent, extended = _extended(desk, root / order, order, agent)
        return {schema: schema_text(agent), order: extended}
    texts = {schema: schema_text(agent), order: map_text(agent)}
    return texts if (root / glue).exists() else {**texts, glue: glue_text(agent)}


def _extended(desk: Desk, file: Path, path: str, agent: "NewAgent") -> "tuple[NewAgent, str]":
    """The agent with what its map says of package and anchors, and the map with the agent."""
    from qpf.cli.scaffold.map_facts import facts_of
    from qpf.diagnostics.catalogue import usage
    from qpf.diagnostics.diagnostic import Stopped
    from qpf.model.document import DocumentKind
    from qpf.stages.load import read_document
    from qpf.tools.map_entry import with_entry

    data = file.read_bytes()
    document = read_document(path, DocumentKind.MAP, agent.collection, data, desk.found)
    desk.found.stop_if_errors()
    extended = with_entry(data.decode(), document, agent.name)
    if extended is None:
        place = document.origins.at("/extraction_sequence/order")
        entry = f"agent: {agent.name}, schema_file: {agent.name}.yaml"
        desk.found.add(usage.map_not_extended(place, entry))
        raise Stopped
    return facts_of(document, agent), extended
