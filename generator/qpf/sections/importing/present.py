"""What a collection that is there already has, as far as an import that joins it must know."""

from collections.abc import Sequence
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.document import Document, DocumentKind
from qpf.sections.importing.edges import read_pair
from qpf.sections.importing.node import Node, folded, plainly
from qpf.sections.importing.schemas import Imported

__all__ = ["Present", "present_in"]


@dataclass(frozen=True, slots=True)
class Present:
    """A collection in the workspace; `glue` is None when it has no such file."""

    package: str
    agents: tuple[Imported, ...]
    map: Node
    glue: Node | None

    @property
    def anchors(self) -> frozenset[str]:
        """The names of the anchors that its map defines."""
        known = self.map.get("shared_configuration", "governance_anchors")
        names = (one.get("name") for one in (known.items if known is not None else ()))
        return frozenset(name.text for name in names if name is not None)

    def edges(self) -> list[tuple[str, str, str]]:
        """Its edges: two ids and the arrow between them."""
        ids = {folded(word): one.slug for one in self.agents for word in (one.slug, one.name)}
        written = self.map.get("dependency_graph", "edges")
        pairs = [read_pair(one.text) for one in (written.items if written is not None else ())]
        return [
            (ids.get(folded(pair[0]), pair[0]), ids.get(folded(pair[1]), pair[1]), pair[2])
            for pair in pairs
            if pair is not None
        ]


def present_in(documents: Sequence[Document], collection: str) -> Present | None:
    """The collection with a name among the documents of a workspace, if it has a map."""
    own = [d for d in documents if d.collection == collection]
    maps = [d for d in own if d.kind is DocumentKind.MAP]
    if not maps:
        return None
    root = _tree(maps[0])
    package = root.get("distribution", "package")
    folder = package.text if package is not None and package.text else collection
    agents = [_agent(_tree(d), d, folder) for d in own if d.kind is DocumentKind.SCHEMA]
    glues = [_tree(d) for d in own if d.kind is DocumentKind.GLUE]
    return Present(folder, tuple(agents), root, glues[0] if glues else None)


def _tree(document: Document) -> Node:
    return plainly(document.value, Place(document.path))


def _agent(root: Node, document: Document, package: str) -> Imported:
    """An agent by what its schema says itself; defaults and templates are not looked up."""
    stem = document.path.rpartition("/")[2].removesuffix(".yaml")
    if root.get("name") is None:
        root.put("name", stem)
    if root.get("rootpath") is None:
        root.put("rootpath", f"{package}/{stem}")
    files = root.section("cursorinstructions")
    if files.get("generatefiles") is None:
        files.put("generatefiles", [])
    return Imported(root, stem, [], id=stem)
