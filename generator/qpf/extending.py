"""Imported schemas join a collection that is there: its map grows by their positions, as text."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from qpf.diagnostics.catalogue import importing as facts
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import Document, DocumentKind
from qpf.sections.importing.assembling import Assembled
from qpf.sections.importing.recognising import Found
from qpf.sections.importing.report import Report
from qpf.stages.load import read_document
from qpf.tools.map_entry import with_entry

__all__ = ["anchor_of", "extension"]

_OWNER = "Owner"


def anchor_of(documents: Sequence[Document], collection: str) -> str:
    """The first anchor that the map of a collection knows, or the name for a new one."""
    maps = [d for d in documents if d.kind is DocumentKind.MAP and d.collection == collection]
    shared = maps[0].value.get("shared_configuration") if maps else None
    anchors = shared.get("governance_anchors") if isinstance(shared, dict) else None
    for one in anchors if isinstance(anchors, list) else ():
        name = one.get("name") if isinstance(one, dict) else None
        if isinstance(name, str):
            return name
    return _OWNER


def extension(
    made: Assembled,
    documents: Sequence[Found],
    there: Sequence[Document],
    workspace: Path,
    report: Report,
    found: Diagnostics,
) -> Mapping[str, str]:
    """The new text of the map by its path, and `made` left with its schemas only.

    Nothing when there is no such collection, or when a map or glue is imported as well. A map that
    cannot grow is reported; whether a schema is there already, the caller asks.
    """
    own = {d.path: d for d in there if d.collection == made.collection}
    path = f"extractor_maps/{made.collection}.yaml"
    is_schemas = all(one.kind is DocumentKind.SCHEMA for one in documents)
    if path not in own or not is_schemas or not (workspace / path).is_file():
        return {}
    schemas = [p for p, (kind, _) in made.files.items() if kind is DocumentKind.SCHEMA]
    text = (workspace / path).read_text("utf-8")
    for one in schemas:
        agent = one.rpartition("/")[2].removesuffix(".yaml")
        document = read_document(
            path, DocumentKind.MAP, made.collection, text.encode(), Diagnostics()
        )
        grown = with_entry(text, document, agent)
        if grown is None:
            found.add(facts.import_not_joined(Place(path), agent))
            return {}
        text = grown
        place = made.files[one][1].place
        report.changed(place, f"`{agent}` gets a position in `{path}`")
    for other in [p for p in made.files if p not in schemas]:
        del made.files[other]
    _settle_package(made, own[path], report)
    return {path: text}


def _settle_package(made: Assembled, extractor_map: Document, report: Report) -> None:
    """The folders of the new agents lie in the package of the distribution that is there."""
    distribution = extractor_map.value.get("distribution")
    package = distribution.get("package") if isinstance(distribution, dict) else None
    for _, root in made.files.values():
        node = root.members["rootpath"]
        if not isinstance(package, str) or node.text.lower().startswith(f"{package.lower()}/"):
            continue
        right = f"{package}/{node.text.partition('/')[2] or node.text}"
        report.changed(node, f"`rootpath` `{node.text}` becomes `{right}`: one package for all")
        node.value = right
