"""What `recall` finds and what `remember` leaves behind, in a walk of the steps."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.evaluate_expression import Unknown
from qpf.language.foretold import put_edge
from qpf.language.memory_kinds import KINDS
from qpf.language.scope import LayerKind
from qpf.language.shaped import shaped
from qpf.language.steps.recall import RecallSpec
from qpf.language.steps.remember import Remembered
from qpf.language.type_text import parse_type
from qpf.language.types import JSON, TypeRef

if TYPE_CHECKING:  # the walk imports this module
    from qpf.language.foretell import Foreteller

__all__ = [
    "LONGEST",
    "LONGEST_FACTOR",
    "LONGEST_INDEX",
    "is_refused",
    "may_be_refused",
    "recall",
    "remember",
]

LONGEST = {"key": 400, "name": 400, "node": 200, "effect": 200}
LONGEST_INDEX = 400
LONGEST_FACTOR = 200
"""Letters that the memory takes; see the guards of `qpf_core.memory`."""


def recall(walk: "Foreteller", step: RecallSpec) -> object:
    """What is found; Unknown when that cannot be said."""
    kind = walk.scope.layers[step.recall.layer].kind
    if any(one in walk.world.doubts for one in KINDS[kind]):
        raise Unknown
    return _READERS[kind](walk, step)


def _typed(walk: "Foreteller", text: str, value: object) -> object:
    parsed: TypeRef = parse_type(text, walk.scope.types, lambda *_: Place(""), Diagnostics())
    return value if parsed == JSON else shaped(value, parsed, walk.scope.types)


def _working(walk: "Foreteller", step: RecallSpec) -> object:
    key = walk.text(str(step.recall.key))
    if key in walk.world.working and walk.world.working[str(key)] is not None:
        return _typed(walk, step.type, walk.world.working[str(key)])
    given = "otherwise" in step.model_fields_set
    return _typed(walk, step.type, walk.value(step.otherwise)) if given else None


def _episodic(walk: "Foreteller", step: RecallSpec) -> object:
    wanted = step.recall
    if wanted.near is not None and walk.world.is_placed:
        raise Unknown
    where = {name: walk.text(str(text)) for name, text in wanted.where.items()}
    every: list[Any] = [*walk.world.old_episodes, *walk.world.episodes]
    found = [
        _typed(walk, step.type, one["value"])
        for one in (reversed(every) if wanted.newest_first else every)
        if wanted.kind in (None, one["kind"])
        and all(one["index"].get(name) == text for name, text in where.items())
    ]
    return [] if wanted.near is not None else found[: wanted.limit]


def _semantic(walk: "Foreteller", step: RecallSpec) -> object:
    wanted, nodes = step.recall, walk.world.nodes
    if wanted.neighbours_of is not None:
        if walk.world.edges:
            raise Unknown
        return []
    of_kind: list[str] = []
    for name, node in nodes.items():
        if isinstance(node, Mapping) and node["kind"] == wanted.nodes:
            of_kind.append(name)
    return sorted(of_kind)


def _causal(walk: "Foreteller", step: RecallSpec) -> object:
    del step
    if walk.world.is_linked or walk.world.links:
        raise Unknown
    return []


def _archive(walk: "Foreteller", step: RecallSpec) -> object:
    name = walk.text(str(step.recall.name))
    if name not in walk.world.archive:
        raise Unknown
    return _typed(walk, step.type, walk.world.archive[str(name)])


def remember(walk: "Foreteller", wanted: Remembered) -> None:
    """Keep what is written; Unknown when it cannot be said where."""
    _WRITERS[walk.scope.layers[wanted.layer].kind](walk, wanted)


def is_refused(walk: "Foreteller", wanted: Remembered) -> bool:
    """Whether the memory refuses an entry for what is known of its texts."""
    for field, longest in LONGEST.items():
        text = walk.partial(getattr(wanted, field))
        if isinstance(text, str) and not 1 <= len(text) <= longest:
            return True
    texts = [walk.partial(one) for one in wanted.index.values()]
    factors = walk.partial(wanted.factors)
    named = [one for one in factors if isinstance(one, str)] if isinstance(factors, list) else []
    return (
        any(isinstance(one, str) and len(one) > LONGEST_INDEX for one in texts)
        or any(not 1 <= len(one) <= LONGEST_FACTOR for one in named)
        or len(set(named)) < len(named)
        or factors == []
    )


def may_be_refused(walk: "Foreteller", wanted: Remembered) -> bool:
    """Whether the memory may refuse an entry: a link that is not one of the known influences."""
    influences = walk.scope.layers[wanted.layer].influences
    if not influences:
        return False
    effect, factors = walk.partial(wanted.effect), walk.partial(wanted.factors)
    named = factors if isinstance(factors, list | tuple) else ()
    return not named or not all(_name(effect) in influences.get(_name(one), ()) for one in named)


def _name(text: object) -> str:
    """What stands before the colon of `metric:price`."""
    return str(text).partition(":")[0]


def _to_working(walk: "Foreteller", wanted: Remembered) -> None:
    walk.world.working[str(walk.text(str(wanted.key)))] = walk.partial(wanted.value)


def _to_episodes(walk: "Foreteller", wanted: Remembered) -> None:
    episode = {
        "kind": wanted.kind or walk.name,
        "value": walk.partial(wanted.value),
        "index": walk.partial(wanted.index),
    }
    walk.world.episodes.append(episode)
    walk.world.is_placed = walk.world.is_placed or wanted.embedding is not None


def _to_graph(walk: "Foreteller", wanted: Remembered) -> None:
    if wanted.node is not None:
        node = {"kind": wanted.kind, "fields": walk.partial(wanted.fields)}
        walk.world.nodes[str(walk.text(wanted.node))] = node
        return
    ends = [walk.text(str(wanted.source)), wanted.edge, walk.text(str(wanted.target))]
    put_edge(walk.world, ends, walk.partial(wanted.fields))


def _to_links(walk: "Foreteller", wanted: Remembered) -> None:
    link = {
        "effect": walk.partial(wanted.effect),
        "factors": walk.partial(wanted.factors),
        "weight": 1.0 if wanted.weight is None else walk.partial(wanted.weight),
        "evidence": walk.partial(wanted.evidence),
    }
    walk.world.links.append(link)


def _to_archive(walk: "Foreteller", wanted: Remembered) -> None:
    walk.world.archive[str(walk.text(str(wanted.name)))] = walk.partial(wanted.value)


_READERS: "Mapping[LayerKind, Callable[[Foreteller, RecallSpec], object]]" = {
    LayerKind.WORKING: _working,
    LayerKind.EPISODIC: _episodic,
    LayerKind.SEMANTIC: _semantic,
    LayerKind.CAUSAL: _causal,
    LayerKind.ARCHIVE: _archive,
}
_WRITERS: "Mapping[LayerKind, Callable[[Foreteller, Remembered], None]]" = {
    LayerKind.WORKING: _to_working,
    LayerKind.EPISODIC: _to_episodes,
    LayerKind.SEMANTIC: _to_graph,
    LayerKind.CAUSAL: _to_links,
    LayerKind.ARCHIVE: _to_archive,
}
