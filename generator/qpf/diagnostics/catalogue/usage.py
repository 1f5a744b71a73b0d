"""Facts about the use of the command line: a wrong word, a place that is taken, a stale plan."""

from collections.abc import Iterable

from qpf.diagnostics.diagnostic import Note, Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "broken_plan",
    "internal_error",
    "map_not_extended",
    "nothing_published",
    "place_taken",
    "plan_moved",
    "unknown_code",
    "unknown_command",
    "unknown_engine",
    "unusable_name",
    "wrong_use",
]

_COMMAND = Place("command line")


@fact("QPF910", "unknown-command", area="usage")
def unknown_command(name: str, known: Iterable[str]) -> Finding:
    """No command has this name"""
    names = tuple(known)
    return Finding(
        _COMMAND,
        f"the command `{name}` is unknown: expected one of {listed(names)}",
        help=did_you_mean(name, names) or "`qpf --help` describes the commands",
    )


@fact("QPF911", "unknown-engine", area="usage")
def unknown_engine(engine: str) -> Finding:
    """The engine that shall do the work does not exist"""
    return Finding(
        _COMMAND,
        f"the engine `{engine}` is unknown: expected `local`",
        help="leave `--engine` out; `--jobs N` sets how many processes of this machine work",
    )


@fact("QPF912", "plan-moved", area="environment")
def plan_moved(plan: str, moved: Iterable[str]) -> Finding:
    """A saved plan is older than its inputs"""
    return Finding(
        _COMMAND,
        f"the plan `{plan}` no longer holds: {listed(moved)} changed since it was made",
        help="make the plan again with `qpf plan --out`, and read it again",
    )


@fact("QPF913", "broken-plan", area="environment")
def broken_plan(plan: str, reason: str) -> Finding:
    """A saved plan cannot be read"""
    return Finding(
        _COMMAND,
        f"the plan `{plan}` cannot be used: {reason}",
        help="make it again with `qpf plan --out`",
    )


@fact("QPF914", "place-taken", area="environment")
def place_taken(place: Place, what: str) -> Finding:
    """A command would overwrite what is there"""
    return Finding(
        place,
        f"`{place.file}` {what}; nothing was written",
        help="choose another name, or remove what is there",
    )


@fact("QPF915", "unusable-name", area="usage")
def unusable_name(name: str, expected: str) -> Finding:
    """A name given to a command cannot be used"""
    return Finding(_COMMAND, f"the name `{name}` cannot be used: expected {expected}")


@fact("QPF916", "unknown-code", area="usage")
def unknown_code(code: str, known: Iterable[str]) -> Finding:
    """No diagnostic has this code or name"""
    names = tuple(known)
    return Finding(
        _COMMAND,
        f"no diagnostic is called `{code}`: there are {len(names) // 2} codes",
        help=did_you_mean(code, names) or "`qpf rules` lists them",
    )


@fact("QPF917", "map-not-extended", area="environment")
def map_not_extended(place: Place, entry: str) -> Finding:
    """A schema cannot be added to the extraction order of its map"""
    return Finding(
        place,
        "the extraction order has no block form that an entry can be added to; nothing was written",
        help="write `order` with one position a line, and run the command again",
        notes=(Note(f"the entry would be `{entry}`"),),
    )


@fact("QPF918", "nothing-published", area="environment")
def nothing_published(folder: str) -> Finding:
    """There is no published code to judge"""
    return Finding(
        Place(folder), f"`{folder}` holds nothing that was published", help="run `qpf extract`"
    )


@fact("QPF919", "wrong-use", area="usage")
def wrong_use(reason: str, command: str) -> Finding:
    """A command was given arguments it does not have"""
    return Finding(_COMMAND, reason, help=f"`{command} --help` shows what it takes")


@fact("QPF990", "internal-error", area="environment")
def internal_error(kind: str, reason: str, where: str) -> Finding:
    """The factory itself failed"""
    return Finding(
        _COMMAND,
        f"the factory failed with `{kind}`: {reason}",
        help="this is a defect of the factory, not of a schema;"
        " run again with `QPF_DEBUG=1` for the trace, and report it",
        notes=(Note(f"it happened in {where}"),),
    )
