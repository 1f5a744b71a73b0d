"""Text that is safe in one context, and remembers where it was written.

Only the encoders of `qpf.views` make such values; the template engine prints nothing else, so a
schema value that skipped its encoder cannot reach an emitted file.
"""

from typing import Self

from qpf.diagnostics.diagnostic import Place

__all__ = ["EncodeError", "Encoded", "Piece", "restored"]

Piece = tuple[str, Place | None]
"""A run of text and the place it came from."""


class EncodeError(ValueError):
    """A value has no safe form in the wanted context; `origin` is its place when known."""

    def __init__(self, reason: str, origin: Place | None = None) -> None:
        """Keep the place for the diagnostic."""
        super().__init__(reason)
        self.origin = origin


class Encoded(str):
    """The base of every encoder's result; it cannot be made from text directly."""

    __slots__ = ("origin",)

    origin: Place | None

    def __new__(cls, *_: object) -> Self:
        """Refuse: a subclass encodes, the base does not know how."""
        raise TypeError("Encoded is made by an encoder of qpf.views")

    @classmethod
    def _made(cls, text: str, origin: Place | None = None) -> Self:
        self = str.__new__(cls, text)
        self.origin = origin
        return self

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The text cut where its origin changes; joined it is the text."""
        return ((str(self), self.origin),)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the finished text, or a copy would be encoded twice."""
        return restored, (type(self), str(self), self.origin)


def restored(kind: type[Encoded], text: str, origin: Place | None) -> Encoded:
    """Rebuild a pickled value without encoding it again."""
    return kind._made(text, origin)
