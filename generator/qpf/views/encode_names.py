"""Docstrings that list names written in different places."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Self

from qpf.diagnostics.diagnostic import Place
from qpf.model.encoded import Piece
from qpf.views.encode_python import DocText

__all__ = ["DocNames"]

_WORD = re.compile(r"\S+")


class DocNames(DocText):
    """A docstring such as `One, Two.`, each name of it with a place of its own."""

    __slots__ = ("_named",)

    _named: tuple[tuple[str, Place], ...]

    def __new__(
        cls, named: Sequence[tuple[str, Place]], origin: Place | None = None, *, indent: int = 4
    ) -> Self:
        """Encode names as a sentence; `origin` is where the list as a whole comes from."""
        text = ", ".join(name for name, _ in named)
        self = super().__new__(cls, f"{text}.", origin, indent=indent)
        self._named = tuple(named)
        return self

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """One piece a word; a single one when encoding changed what a word is."""
        text = str(self)
        places = [place for name, place in self._named for _ in name.split()]
        ends = [word.end() for word in _WORD.finditer(text)]
        if len(places) != len(ends):
            return super().pieces
        cuts = pairwise([0, *ends[:-1], len(text)])
        return tuple((text[a:b], place) for (a, b), place in zip(cuts, places, strict=True))

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the finished text and the names, or the text would be encoded twice."""
        return _restored, (str(self), self.origin, self._named)


def _restored(text: str, origin: Place | None, named: tuple[tuple[str, Place], ...]) -> DocNames:
    self = DocNames._made(text, origin)
    self._named = named
    return self
