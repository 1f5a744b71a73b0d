"""Functions of many modules in one: each has a name of its own there."""

from collections.abc import Iterable, Sequence

from qpf.model.code import Import
from qpf.views.hooks import CommandRef, MigrationRef, PartRef
from qpf.views.naming import FunctionName, Namer, words_of

__all__ = ["Joining", "imported"]

Joining = CommandRef | MigrationRef | PartRef


def imported(joining: Sequence[Joining], others: Iterable[Import]) -> dict[Joining, Import]:
    """The import of each function; one whose name another has is called after its module too."""
    taken = [one.bound for one in others]
    names = [one.name for one in joining]
    namer, given = Namer((*taken, *names)), set[str]()
    found: dict[Joining, Import] = {}
    for one in joining:
        alias = None
        if names.count(one.name) > 1 or one.name in taken:
            text = " ".join(dict.fromkeys([*words_of(_home(one)), *words_of(one.name)]))
            text = f"{_home(one)} {one.name}" if text in given else text
            given.add(text)
            alias = str(namer.name(FunctionName, text, one.place))
        found[one] = Import(one.module, one.name, alias)
    return found


def _home(one: Joining) -> str:
    """Its module below the package."""
    return " ".join(one.module.split(".")[1:])
