"""What the README of a distribution tells of its map: the order of agents, and who answers."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.document import child
from qpf.model.graph import CollectionNode
from qpf.views.encode import MarkdownText

__all__ = ["AnchorEntry", "ReasonEntry", "anchor_entries", "reason_entries"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonEntry:
    """Why an agent stands at its position."""

    agent: MarkdownText
    reason: MarkdownText


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorEntry:
    """Someone who answers for agents, the people behind it, and what reaches them."""

    name: MarkdownText
    role: MarkdownText
    members: MarkdownText
    channels: MarkdownText


def reason_entries(collection: CollectionNode) -> Iterator[ReasonEntry]:
    """The positions that have a reason, in their order."""
    at = collection.map_origins.at
    order = collection.map.extraction_sequence.order
    for key in sorted(order, key=int):
        pointer = f"/extraction_sequence/order/{key}"
        if order[key].reason:
            yield ReasonEntry(
                agent=MarkdownText(order[key].agent, at(f"{pointer}/agent")),
                reason=MarkdownText(order[key].reason, at(f"{pointer}/reason")),
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
