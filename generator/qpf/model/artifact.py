"""Files on their way from the renderer to the disk, with the origin of every line."""

from dataclasses import dataclass
from pathlib import Path

from qpf.diagnostics.diagnostic import Place
from qpf.model.line_origin import LineOrigin
from qpf.model.plan import PlannedFile
from qpf.model.realign import realigned

__all__ = ["RenderedFile", "StagedFile", "StagedTree"]


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file's text as the template gave it; `lines[n]` is the origin of line n + 1."""

    planned: PlannedFile
    text: str
    lines: tuple[LineOrigin, ...]

    @property
    def path(self) -> str:
        """The path below the output folder."""
        return self.planned.full_path


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A formatted file in the staging folder; `digest` is SHA-256 of its bytes in hex.

    `rendered` keeps the text before formatting with its origins; they are carried over to the
    formatted `text` only when somebody asks for a line.
    """

    planned: PlannedFile
    digest: str
    text: str
    rendered: RenderedFile

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return len(self.text.encode())

    @property
    def lines(self) -> tuple[LineOrigin, ...]:
        """The origin of each line of the formatted text."""
        return realigned(self.rendered.text, self.text, self.rendered.lines)

    @property
    def path(self) -> str:
        """The path below the output folder."""
        return self.planned.full_path

    def origin_of(self, line: int) -> LineOrigin:
        """The origin of a 1-based line; the file's own origin when the line is not known."""
        lines = self.lines
        if 0 < line <= len(lines):
            return lines[line - 1]
        return LineOrigin(self.planned.template, line, (self.planned.origin,))

    def place_of(self, line: int) -> Place:
        """The schema place of a line: its own, or the nearest above, or the file's."""
        lines = self.lines
        for number in range(min(line, len(lines)), 0, -1):
            places = lines[number - 1].places
            if places:
                return places[0]
        return self.planned.origin


@dataclass(frozen=True, slots=True)
class StagedTree:
    """The formatted tree on disk: `root/<distribution>/<path>`; `first_party` are its packages."""

    root: Path
    files: tuple[StagedFile, ...]
    first_party: tuple[str, ...] = ()

    @property
    def distributions(self) -> tuple[str, ...]:
        """The staged distributions, sorted."""
        return tuple(sorted({staged.planned.distribution for staged in self.files}))

    def file(self, path: str) -> StagedFile | None:
        """The file with a path below the output folder, or None."""
        return next((staged for staged in self.files if staged.path == path), None)

    def of(self, distribution: str) -> tuple[StagedFile, ...]:
        """The files of one distribution, by path."""
        return tuple(f for f in self.files if f.planned.distribution == distribution)
