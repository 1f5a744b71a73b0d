"""Makes a counterexample smaller: takes away what is not needed for the same finding."""

import copy
import re
from collections.abc import Callable, Iterator

from plain_nodes import Steps, nodes
from scene import Workspace

__all__ = ["kinds_of", "shrunk"]


def kinds_of(lines: tuple[str, ...]) -> frozenset[str]:
    """What findings are about: gate or stage and the words, without names, numbers and paths."""
    return frozenset(_kind(line) for line in lines)


def _kind(line: str) -> str:
    line = re.sub(r"\S*/\S*", "", line)
    line = re.sub(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\d+", "", line)
    return " ".join(line.split())[:60]


def shrunk(
    drawn: Workspace,
    finds: Callable[[Workspace], frozenset[str]],
    wanted: frozenset[str],
    tries: int,
) -> Workspace:
    """A smaller workspace that still shows one of the findings; at most so many attempts."""
    best = drawn
    progress = True
    while progress and tries > 0:
        progress = False
        for document, steps in _cuts(best):
            if tries <= 0:
                break
            smaller = _without(best, document, steps)
            if smaller is None:
                continue
            tries -= 1
            if finds(smaller) & wanted:
                best, progress = smaller, True
                break
    return best


def _cuts(drawn: Workspace) -> Iterator[tuple[str, Steps]]:
    """Every part that could go, the largest first."""
    sized = [
        (len(str(value)), document, steps)
        for document, whole in drawn.documents.items()
        for steps, value in nodes(whole)
        if steps
    ]
    for _, document, steps in sorted(sized, key=lambda one: -one[0]):
        yield document, steps


def _without(drawn: Workspace, document: str, steps: Steps) -> Workspace | None:
    documents = copy.deepcopy(drawn.documents)
    node = documents[document]
    for step in steps[:-1]:
        node = node[step]
    del node[steps[-1]]
    return Workspace(documents)
