"""A mark in a file: a comment that excuses warnings and notes of one line, with a reason."""

from dataclasses import dataclass

from qpf.diagnostics.place import Place

__all__ = ["Mark"]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """`codes` are excused where they are found on `line`; `place` is that of the comment."""

    place: Place
    line: int
    codes: tuple[str, ...]
    reason: str

    @property
    def file(self) -> str:
        """The file it stands in, and is about."""
        return self.place.file
