"""Every scalar leaf of documents, named by file and pointer, with the section it belongs to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qpf.model.document import Document, DocumentKind, Plain, child
from qpf.sections.registry import sections

__all__ = ["BEHAVIOUR", "Scalar", "Site", "patched", "sites_of"]

Scalar = str | int | float | bool | None

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
    steps: tuple[str | int, ...]
    value: Scalar

    @property
    def pointer(self) -> str:
        """The steps as a JSON pointer."""
        pointer = ""
        for step in self.steps:
            pointer = child(pointer, step)
        return pointer

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
        for steps, value in _leaves(one.value)
    )


def _leaves(
    value: Plain, steps: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Scalar]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*steps, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*steps, index))
    else:
        yield steps, value


def patched(documents: Sequence[Document], site: Site, value: Scalar) -> tuple[Document, ...]:
    """The documents with another value at a site; what the change does not touch is shared."""
    before = documents[site.number]
    after = replace(before, value=_replaced(before.value, site.steps, value))
    return (*documents[: site.number], after, *documents[site.number + 1 :])


def _replaced(node: Plain, steps: tuple[str | int, ...], value: Scalar) -> Plain:
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(node, dict):
        assert isinstance(step, str)
        return {**node, step: _replaced(node[step], rest, value)}
    assert isinstance(node, list) and isinstance(step, int)
    return [*node[:step], _replaced(node[step], rest, value), *node[step + 1 :]]
