"""What the README of a distribution tells of its map: order of agents, anchors, strategies."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.document import child
from qpf.model.graph import CollectionNode
from qpf.views.encode import MarkdownText

__all__ = [
    "AnchorEntry",
    "ReasonEntry",
    "StrategyEntry",
    "anchor_entries",
    "reason_entries",
    "strategy_entries",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonEntry:
    """Why an agent stands at its position, and what must be true of it afterwards."""

    agent: MarkdownText
    reason: MarkdownText
    checks: tuple[MarkdownText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorEntry:
    """Someone who answers for agents, the people behind it, and what reaches them."""

    name: MarkdownText
    role: MarkdownText
    members: MarkdownText
    channels: MarkdownText


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyEntry:
    """A set of overrides, what it is for, and whether the files here observe it."""

    name: MarkdownText
    description: MarkdownText
    state: MarkdownText


def reason_entries(collection: CollectionNode) -> Iterator[ReasonEntry]:
    """The positions that have a reason or a checklist, in their order."""
    at = collection.map_origins.at
    order = collection.map.extraction_sequence.order
    for key in sorted(order, key=int):
        pointer = f"/extraction_sequence/order/{key}"
        checks = enumerate(order[key].validation_checklist)
        if order[key].reason or order[key].validation_checklist:
            yield ReasonEntry(
                agent=MarkdownText(order[key].agent, at(f"{pointer}/agent")),
                reason=MarkdownText(order[key].reason, at(f"{pointer}/reason")),
                checks=tuple(
                    MarkdownText(text, at(f"{pointer}/validation_checklist/{number}"))
                    for number, text in checks
                ),
            )


def anchor_entries(collection: CollectionNode) -> Iterator[AnchorEntry]:
    """The anchors of the map, in its order."""
    at = collection.map_origins.at
    for number, one in enumerate(collection.map.shared_configuration.governance_anchors):
        pointer = child("/shared_configuration/governance_anchors", number)
        yield AnchorEntry(
            name=MarkdownText(one.name, at(f"{pointer}/name")),
            role=MarkdownText(one.role, at(f"{pointer}/role")),
            members=MarkdownText(", ".join(one.members), at(f"{pointer}/members")),
            channels=MarkdownText(", ".join(one.channels), at(f"{pointer}/channels")),
        )


def strategy_entries(collection: CollectionNode) -> Iterator[StrategyEntry]:
    """The strategies of the map, in its order."""
    strategies = collection.map.strategies
    for name, one in strategies.named.items() if strategies is not None else ():
        pointer = child("/strategies", name)
        place = collection.map_origins.key(pointer)
        yield StrategyEntry(
            name=MarkdownText(name, place),
            description=MarkdownText(
                one.description, collection.map_origins.at(f"{pointer}/description")
            ),
            state=MarkdownText("observed" if name == collection.strategy else "", place),
        )
