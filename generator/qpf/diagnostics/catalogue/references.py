"""Facts about edges, agents, paths and operations that others name."""

from qpf.diagnostics.diagnostic import Note, Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.fix import Append, Drop, Fix, Replace
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "artifact_mismatch",
    "artifact_syntax",
    "checklist_fails",
    "dependency_cycle",
    "duplicate_edge",
    "edge_syntax",
    "edge_to_itself",
    "link_forward",
    "link_not_produced",
    "no_such_function",
    "not_parallel",
    "one_sided_partner",
    "order_against_needs",
    "partner_not_connected",
    "rootpath_clash",
    "rootpath_outside_package",
    "unknown_connection",
    "unknown_ground",
    "unknown_partner",
    "unknown_selector",
]


@fact("QPF305", "order-against-needs", area="references")
def order_against_needs(place: Place, agent: str, need: str) -> Finding:
    """The extraction order puts an agent before one it needs"""
    return Finding(
        place,
        f"`{agent}` stands before `{need}`, which it needs",
        help="exchange their positions",
    )


@fact("QPF306", "edge-syntax", area="references")
def edge_syntax(place: Place, text: str) -> Finding:
    """An edge of the dependency graph does not parse"""
    return Finding(
        place,
        f"the edge `{text}` does not parse",
        help="write `A -> B (why)` for A needs B, `A ->> B (why)` for A observes B",
    )


@fact("QPF307", "dependency-cycle", area="references")
def dependency_cycle(place: Place, path: tuple[str, ...], edges: tuple[Place, ...]) -> Finding:
    """Agents need one another in a circle"""
    return Finding(
        place,
        f"agents need one another in a circle: {' -> '.join(path)}",
        help="turn one need into an observation (`->>`) or cut it",
        notes=(
            *(
                Note(f"`{a}` needs `{b}`", at)
                for a, b, at in zip(path[:-1], path[1:], edges, strict=True)
            ),
        ),
    )


@fact("QPF308", "edge-to-itself", area="references")
def edge_to_itself(place: Place, agent: str) -> Finding:
    """An agent needs or observes itself"""
    return Finding(
        place,
        f"`{agent}` has an edge to itself",
        help="remove it",
        fix=Fix("remove the edge", (Drop(place),), is_safe=False),
    )


@fact("QPF309", "duplicate-edge", area="references")
def duplicate_edge(place: Place, source: str, target: str, first: Place) -> Finding:
    """The same edge is written twice"""
    return Finding(
        place,
        f"the edge from `{source}` to `{target}` is written twice",
        help="remove one",
        fix=Fix("remove the second", (Drop(place, first),)),
        notes=(Note("the first one", first),),
    )


@fact("QPF320", "rootpath-clash", area="references")
def rootpath_clash(place: Place, path: str, other: str, owner: str) -> Finding:
    """A folder of an agent is taken"""
    return Finding(
        place,
        f"`rootpath` is `{path}`, inside `{other}` of {owner}",
        help="give every agent a folder of its own, beside the others",
    )


@fact("QPF323", "rootpath-outside-package", area="references")
def rootpath_outside_package(place: Place, path: str, package: str) -> Finding:
    """An agent's folder is not in the package of its distribution"""
    return Finding(
        place,
        f"`rootpath` is `{path}`, expected it to begin with `{package}`",
        help="the lower-cased path is the import path of the agent; no part is a word of Python",
    )


@fact("QPF324", "artifact-syntax", area="references")
def artifact_syntax(place: Place, text: str) -> Finding:
    """An expected artifact does not parse"""
    return Finding(
        place,
        f"the expected artifact `{text}` does not parse",
        help="write `<n> Python modules`, `<n> documentation files`,"
        " `1 manifest (<file>)` or `Test suite (<folder>)`",
    )


@fact("QPF325", "artifact-mismatch", area="references")
def artifact_mismatch(place: Place, what: str, expected: str, got: str) -> Finding:
    """An expected artifact does not come true"""
    return Finding(
        place,
        f"the map expects {expected} {what}, the schema gives {got}",
        help="correct the map or the schema",
        fix=Fix(f"expect {got}", (Replace(place, expected, got),), is_safe=False),
    )


@fact("QPF326", "checklist-fails", area="references")
def checklist_fails(place: Place, text: str) -> Finding:
    """A check of the validation checklist cannot come true"""
    return Finding(
        place,
        f"`{text}` cannot come true: no agent generates this file",
        help="correct the path, or write the check as prose for the runbook",
    )


@fact("QPF327", "not-parallel", area="references")
def not_parallel(place: Place, agent: str, other: str) -> Finding:
    """Agents said to be independent need one another, or are one"""
    said = f"`{agent}` needs `{other}`, they cannot be extracted in parallel"
    twice = f"`{agent}` stands twice in the group"
    return Finding(place, twice if agent == other else said, help="remove one from the group")


@fact("QPF328", "link-not-produced", area="references")
def link_not_produced(place: Place, path: str, known: tuple[str, ...]) -> Finding:
    """A linked module exists nowhere"""
    return Finding(
        place,
        f"`{path}` is generated by no agent and shipped by no library",
        help=did_you_mean(path, known)
        or "link a file of `generatefiles` under its agent's `rootpath`",
    )


@fact("QPF329", "link-forward", area="references")
def link_forward(place: Place, path: str, agent: str) -> Finding:
    """A linked module belongs to an agent that is not needed"""
    return Finding(
        place,
        f"`{path}` is generated by `{agent}`, which this agent does not need",
        help="add an edge `->` to the dependency graph",
    )


@fact("QPF330", "unknown-connection", area="references", severity=Severity.WARNING)
def unknown_connection(place: Place, path: str, known: tuple[str, ...]) -> Finding:
    """An agent connects to nothing known"""
    return Finding(
        place,
        f"`{path}` is the root of no agent, library or linked module",
        help=did_you_mean(path, known) or f"known roots: {listed(known)}",
    )


@fact("QPF331", "unknown-partner", area="references")
def unknown_partner(place: Place, path: str, known: tuple[str, ...]) -> Finding:
    """A partner is no agent"""
    return Finding(
        place,
        f"`{path}` is the root of no agent",
        help=did_you_mean(path, known) or f"known roots: {listed(known)}",
    )


@fact("QPF332", "partner-not-connected", area="references", severity=Severity.WARNING)
def partner_not_connected(place: Place, path: str, connected: Place | None = None) -> Finding:
    """A partner is missing in `connectto`"""
    change = Append(connected, path) if connected is not None else None
    return Finding(
        place,
        f"partner `{path}` is not in `integration.connectto`",
        help="add it there",
        fix=Fix(f"connect to `{path}`", (change,), is_safe=False) if change else None,
    )


@fact("QPF333", "one-sided-partner", area="references", severity=Severity.WARNING)
def one_sided_partner(place: Place, agent: str, other: str) -> Finding:
    """A partner does not list the agent in turn"""
    return Finding(
        place,
        f"`{agent}` lists `{other}` as partner, but not the other way round",
        help="add the partner on both sides",
    )


@fact("QPF339", "unknown-selector", area="references")
def unknown_selector(place: Place, text: str, known: tuple[str, ...]) -> Finding:
    """A selector selects nothing"""
    return Finding(
        place,
        f"`{text}` selects nothing",
        help=did_you_mean(text, known) or f"collections and agents: {listed(known)}",
    )


@fact("QPF356", "unknown-ground", area="references")
def unknown_ground(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """A collection stands on one that is no library"""
    return Finding(
        place,
        f"`{name}` is not a library collection; there are {listed(known)}",
        help=did_you_mean(name, known) or "name a collection whose schemas have `library`",
    )


@fact("QPF357", "no-such-function", area="references")
def no_such_function(
    place: Place, name: str, reason: str, word: str, known: tuple[str, ...]
) -> Finding:
    """A schema names a function by its dotted path that nobody writes or emits"""
    return Finding(
        place,
        f"`{name}` leads nowhere: {reason}",
        help=did_you_mean(word, known) or f"there are {listed(known)}",
    )
