"""Facts about memory layers, lifetimes and keys."""

from qpf.diagnostics.diagnostic import Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.fix import Fix, Replace
from qpf.diagnostics.suggest import listed

__all__ = [
    "ambiguous_element",
    "bad_duration",
    "edge_without_ends",
    "foreign_keyspace",
    "lifetime_twice",
    "no_memory_layer",
    "scope_outlives_memory",
    "shared_keyspace",
    "sharing_without_memory",
]


@fact("QPF420", "no-memory-layer", area="memory")
def no_memory_layer(place: Place, agent: str) -> Finding:
    """An agent has no memory at all"""
    return Finding(
        place,
        f"`{agent}` declares no memory layer",
        help="declare at least `workingmemory`",
    )


@fact("QPF421", "bad-duration", area="memory")
def bad_duration(place: Place, name: str, text: str) -> Finding:
    """A lifetime does not parse"""
    return Finding(
        place,
        f"`{name}` is `{text}`, expected a duration",
        help="write `90 days`, `1 year`, `5 minutes` or `indefinite`",
    )


@fact("QPF422", "foreign-keyspace", area="memory")
def foreign_keyspace(place: Place, keyspace: str, expected: str) -> Finding:
    """Keys are not under the agent's own prefix"""
    return Finding(
        place,
        f"`keyspace` is `{keyspace}`, expected `{expected}`",
        help="the prefix keeps the keys of agents apart",
        fix=Fix(f"write `{expected}`", (Replace(place, keyspace, expected),), is_safe=False),
    )


@fact("QPF423", "shared-keyspace", area="memory")
def shared_keyspace(place: Place, keyspace: str, agent: str) -> Finding:
    """Two agents use the same keys"""
    return Finding(
        place,
        f"`keyspace` is `{keyspace}`, as in `{agent}`",
        help="give every agent keys of its own; collections can differ in their `keyspace_prefix`",
    )


@fact("QPF424", "ambiguous-element", area="memory")
def ambiguous_element(place: Place) -> Finding:
    """An element of the semantic graph is neither node nor edge"""
    return Finding(
        place,
        "the element needs either `node_type` or `edge_type`",
    )


@fact("QPF425", "edge-without-ends", area="memory")
def edge_without_ends(place: Place, name: str, fields: tuple[str, ...]) -> Finding:
    """A kind of edge does not name both ends"""
    return Finding(
        place,
        f"edge `{name}` has the fields {listed(fields)}, expected both ends",
        help="add `source_id` and `target_id`",
    )


@fact("QPF426", "scope-outlives-memory", area="memory", severity=Severity.WARNING)
def scope_outlives_memory(place: Place, scope: str, retention: str) -> Finding:
    """An agent looks back further than it remembers"""
    return Finding(
        place,
        f"`temporalscope` is `{scope}`, but episodes are kept `{retention}`",
        help="keep episodes longer, or look back less far",
    )


@fact("QPF427", "sharing-without-memory", area="memory", severity=Severity.WARNING)
def sharing_without_memory(place: Place) -> Finding:
    """An agent shares memory that it does not have"""
    return Finding(
        place,
        "`crossagentsharing` is enabled, but there is no episodic or semantic memory",
        help="declare a layer to share, or disable sharing",
    )


@fact("QPF428", "lifetime-twice", area="memory")
def lifetime_twice(place: Place, ttl: str, text: str) -> Finding:
    """Two different lifetimes are written for working memory"""
    return Finding(
        place,
        f"`ttl` is `{ttl}`, `purpose` says `{text}`",
        help="keep one of them",
    )
