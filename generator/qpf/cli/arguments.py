"""Arguments before any library sees them."""

from collections.abc import Sequence

__all__ = ["normalised"]

_GLOBAL = ("--workspace", "-w")


def normalised(words: Sequence[str]) -> tuple[str, ...]:
    """The arguments with a leading `--workspace DIR` moved behind the command's name.

    >>> normalised(["--workspace", "demo", "plan", "l9"])
    ('plan', '--workspace', 'demo', 'l9')
    """
    rest, moved = list(words), []
    while rest:
        name, equals, _ = rest[0].partition("=")
        size = 1 if equals else 2
        if name not in _GLOBAL or len(rest) <= size:
            break
        moved += rest[:size]
        del rest[:size]
    return (*rest[:1], *moved, *rest[1:])
