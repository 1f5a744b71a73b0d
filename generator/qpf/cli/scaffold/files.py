"""Writes new files and takes them back when they turn out not to be valid."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

__all__ = ["written"]


@contextmanager
def written(root: Path, texts: Mapping[str, str]) -> Iterator[None]:
    """Write files below a folder; if the body fails, leave everything as it was."""
    before = {path: _bytes(root / path) for path in texts}
    made: list[Path] = []
    try:
        for path, text in texts.items():
            made += _make_folder((root / path).parent)
            (root / path).write_bytes(text.encode())
        yield
    except BaseException:
        for path, data in before.items():
            if data is None:
                (root / path).unlink(missing_ok=True)
            else:
                (root / path).write_bytes(data)
        for folder in reversed(made):
            folder.rmdir()
        raise


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _make_folder(folder: Path) -> list[Path]:
    missing = [f for f in (folder, *folder.parents) if not f.exists()]
    for each in reversed(missing):
        each.mkdir()
    return list(reversed(missing))
