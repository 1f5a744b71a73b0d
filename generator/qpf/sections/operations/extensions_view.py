"""The users' extensions as a package of the distribution."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.code import CodeLine
from qpf.model.graph import CollectionNode, ExtensionModule, Graph
from qpf.views.encode import Code

__all__ = ["ExtensionView", "modules"]

_PACKAGE = "__init__.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionView:
    """One module as its author wrote it."""

    path_fields: dict[str, str]
    origin: Place
    text: Code


def modules(collection: CollectionNode, graph: Graph) -> Iterator[ExtensionView]:
    """Every module of the folder, and the package around them when nobody wrote one."""
    del graph
    extensions = collection.extensions
    if extensions and all(one.file != _PACKAGE for one in extensions):
        yield _view(
            collection, ExtensionModule(_PACKAGE, '"""Written by hand."""', extensions[0].origin)
        )
    for one in extensions:
        yield _view(collection, one)


def _view(collection: CollectionNode, one: ExtensionModule) -> ExtensionView:
    lines = [
        CodeLine(line, Place(one.origin.file, number))
        for number, line in enumerate(one.text.rstrip("\n").split("\n"), start=1)
    ]
    return ExtensionView(
        path_fields={
            "package": collection.distribution.package.replace(".", "/"),
            "file": one.file,
        },
        origin=one.origin,
        text=Code(lines, one.origin),
    )
