"""Verdicts of an audit that was interrupted, kept for the next run while nothing has moved."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from leaf_audit import Verdict
from leaf_sites import Site
from leaf_units import Effect

__all__ = ["Progress", "state_of"]

_DECIDING = ("generator", "templates", "schemas", "extractor_maps", "glue", "tests/property")


def state_of(root: Path) -> str:
    """The digest of all that an audit depends on: the factory, what it reads, and the audit."""
    digest = hashlib.sha256()
    for folder in _DECIDING:
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(root)}\0{file.stat().st_size}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


@dataclass(slots=True)
class Progress:
    """The verdicts of one collection so far, by the numbers of their leaves, in a file."""

    file: Path
    state: str
    known: dict[int, Verdict] = field(default_factory=dict)

    def read(self, sites: Sequence[Site]) -> None:
        """Take what an earlier run left, if it judged the same; a torn last line is left out."""
        lines = self.file.read_text("utf-8").split("\n")[:-1] if self.file.exists() else []
        if not lines or lines[0] != self.state:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(f"{self.state}\n", "utf-8")
            return
        for line in lines[1:]:
            number, effect, path, other, codes, accepted, tries = json.loads(line)
            self.known[number] = Verdict(
                sites[number], Effect(effect), path, other, tuple(codes), accepted, tries
            )

    def add(self, found: Sequence[tuple[int, Verdict]]) -> None:
        """Keep verdicts, at once."""
        self.known.update(found)
        with self.file.open("a", encoding="utf-8") as lines:
            lines.write("".join(f"{json.dumps(_plain(*one))}\n" for one in found))

    def missing(self, chosen: Sequence[int], size: int) -> Iterator[Sequence[int]]:
        """The numbers that are not judged yet, in portions."""
        left = [number for number in chosen if number not in self.known]
        yield from (left[start : start + size] for start in range(0, len(left), size))


def _plain(number: int, one: Verdict) -> list[object]:
    effect = int(one.effect)
    return [number, effect, one.path, one.other, one.codes, one.accepted, one.tries]
