"""What an operation will have done: the effects of one walk, as far as they are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qpf.language.example_memory import Entry, entries
from qpf.language.operation_spec import ExampleSpec
from qpf.language.scope import LayerKind, OperationScope

__all__ = ["Foretold", "prepared"]

Plain = dict[str, object]


@dataclass(slots=True, kw_only=True)
class Foretold:
    """Effects in plain form, `...` where a value is unknown.

    `doubts` names what may also have happened: a kind of effect (`asked`, `working`, `episodes`,
    `nodes`, `edges`, `links`, `archive`) or `kind:name` for the kinds that go by names.
    """

    working: Plain = field(default_factory=dict)
    episodes: list[Plain] = field(default_factory=list)
    old_episodes: list[Plain] = field(default_factory=list)
    nodes: Plain = field(default_factory=dict)
    edges: Plain = field(default_factory=dict)
    links: list[Plain] = field(default_factory=list)
    archive: Plain = field(default_factory=dict)
    events: dict[str, list[object]] = field(default_factory=dict)
    packets: dict[str, list[object]] = field(default_factory=dict)
    entries: dict[str, list[object]] = field(default_factory=dict)
    asked: dict[str, list[object]] = field(default_factory=dict)
    escalations: Plain = field(default_factory=dict)
    measured: Plain = field(default_factory=dict)
    answers: dict[str, list[object]] = field(default_factory=dict)
    doubts: set[str] = field(default_factory=set)
    is_linked: bool = False
    is_placed: bool = False
    """Whether some episode has an embedding, so that nearness decides what is found."""


def prepared(example: ExampleSpec, scope: OperationScope) -> Foretold:
    """What is there before the call of an example."""
    made = Foretold(answers={name: list(one) for name, one in example.partners.items()})
    for layer, held in example.memory.items():
        facts = scope.layers.get(layer)
        for entry in entries(facts.kind, held, "") if facts is not None else ():
            if isinstance(entry, Entry) and isinstance(entry.value, Mapping):
                _keep(made, entry, entry.value)
    return made


def _keep(made: Foretold, entry: Entry, given: Mapping[str, object]) -> None:
    name = entry.subject or ""
    if entry.kind is LayerKind.WORKING:
        made.working[name] = given["value"]
    elif entry.kind is LayerKind.ARCHIVE:
        made.archive[name] = given["value"]
    elif entry.kind is LayerKind.EPISODIC:
        index = given.get("index", {})
        made.old_episodes.append({"kind": name, "value": given["value"], "index": index})
        made.is_placed = made.is_placed or "embedding" in given
    elif entry.kind is LayerKind.CAUSAL:
        made.is_linked = True
    elif "edge" in given:
        put_edge(made, [given["source"], given["edge"], given["target"]], given.get("fields", {}))
    else:
        made.nodes[name] = {"kind": given["kind"], "fields": given.get("fields", {})}


def put_edge(made: Foretold, ends: Sequence[object], fields: object) -> None:
    """Relate two nodes; the words of a relation name it."""
    made.edges[" ".join(str(one) for one in ends)] = fields
