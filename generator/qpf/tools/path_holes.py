"""The holes of an artifact's path: `src/{package_path}/{stem}.py` has `package_path` and `stem`."""

from string import Formatter

__all__ = ["holes_of"]


def holes_of(path: str) -> tuple[str, ...]:
    """The names of the holes, in order; a hole with an index or a format is named whole."""
    return tuple(
        name + (f":{spec}" if spec else "")
        for _, name, spec, _ in Formatter().parse(path)
        if name is not None
    )
