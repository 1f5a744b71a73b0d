"""Every scalar leaf of documents, named by file and pointer, with the section it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from plain_nodes import Scalar, Steps, pointer_of, replaced, scalars

from qpf.model.document import Document, DocumentKind
from qpf.sections.registry import sections

__all__ = ["BEHAVIOUR", "Site", "patched", "sites_of"]

BEHAVIOUR = frozenset(section.name for section in sections() if not section.mandatory)
"""Sections that say what an agent does: each of their leaves must reach code or tests."""

_OWNERS = {key: section.name for section in sections() for key in section.owned}


@dataclass(frozen=True, slots=True)
class Site:
    """A scalar in a document: the document's number and path, and the steps that lead to it."""

    number: int
    path: str
    collection: str
    kind: DocumentKind
    steps: Steps
    value: Scalar

    @property
    def pointer(self) -> str:
        """The steps as a JSON pointer."""
        return pointer_of(self.steps)

    @property
    def section(self) -> str:
        """The section of a schema; the kind and the first key in other documents."""
        first = str(self.steps[0])
        if self.kind is DocumentKind.SCHEMA:
            return _OWNERS.get(first, first)
        return f"{self.kind}.{first}"

    @property
    def key(self) -> str:
        """The last key of the steps: what the value is to its owner."""
        return next((step for step in reversed(self.steps) if isinstance(step, str)), "")

    @property
    def family(self) -> tuple[str, ...]:
        """The steps without numbers: leaves of one family are alike in most ways."""
        return (self.kind, *(step for step in self.steps if isinstance(step, str)))


def sites_of(documents: Sequence[Document]) -> tuple[Site, ...]:
    """Every scalar leaf, in the order of the documents."""
    return tuple(
        Site(number, one.path, one.collection, one.kind, steps, value)
        for number, one in enumerate(documents)
        for steps, value in scalars(one.value)
    )


def patched(documents: Sequence[Document], site: Site, value: Scalar) -> tuple[Document, ...]:
    """The documents with another value at a site; what the change does not touch is shared."""
    before = documents[site.number]
    after = replace(before, value=replaced(before.value, site.steps, value))
    return (*documents[: site.number], after, *documents[site.number + 1 :])
