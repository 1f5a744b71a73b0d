"""Digests of everything a run read, for manifests and for the causes `check` names."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from qpf.model.document import Document
from qpf.model.manifest import Digests
from qpf.tools.digests import digest_of, file_digests, value_digest

__all__ = ["digests_of"]


def digests_of(documents: Iterable[Document], workspace: Path, roots: Sequence[Path]) -> Digests:
    """Values of documents, bytes of the users' extensions, bytes of all templates.

    The digest of a document is that of its value: a comment or another layout is no change.
    """
    inputs = {document.path: value_digest(document.value) for document in documents}
    for file in sorted((workspace / "glue").glob("*/extensions/**/*.py")):
        inputs[file.relative_to(workspace).as_posix()] = digest_of(file.read_bytes())
    templates: dict[str, str] = {}
    for root in reversed(roots):
        templates.update(file_digests(root, is_followed=True))
    return Digests(dict(sorted(inputs.items())), templates)
