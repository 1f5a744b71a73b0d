"""Governance anchors of a collection, from the map and the glue together."""

from qpf.diagnostics.catalogue import governance
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import child
from qpf.model.glue import CHANNEL_KINDS, anchor_parts, channel_kind
from qpf.model.graph import Anchor
from qpf.model.spec import AgentSpec, CollectionSpec
from qpf.sections.governance.spec import GovernanceSpec

__all__ = ["anchors_of", "bind_anchors"]


def anchors_of(spec: CollectionSpec, found: Diagnostics) -> dict[str, Anchor]:
    """Anchors by name, with channels as `kind` or `kind:name`; unknown channels are reported."""
    anchors: dict[str, Anchor] = {}
    for index, written in enumerate(spec.map.shared_configuration.governance_anchors):
        pointer = f"/shared_configuration/governance_anchors/{index}"
        place = spec.map_at(pointer)
        anchors[written.name] = Anchor(
            name=written.name,
            role=written.role,
            members=written.members,
            channels=written.channels,
            origin=place,
        )
        for number, channel in enumerate(written.channels):
            if channel_kind(channel) is None:
                at = spec.map_at(f"{pointer}/channels/{number}")
                found.add(governance.unknown_channel_kind(at, channel, tuple(CHANNEL_KINDS)))
    for index, text in enumerate(spec.glue.governance_harmonization.anchors):
        _add_glue_anchor(spec, index, text, anchors, found)
    return anchors


def _add_glue_anchor(
    spec: CollectionSpec, index: int, text: str, anchors: dict[str, Anchor], found: Diagnostics
) -> None:
    place = spec.glue_at(f"/governance_harmonization/anchors/{index}")
    name, channels = anchor_parts(text)
    known = anchors.get(name)
    for channel in channels:
        if channel_kind(channel) is None:
            found.add(governance.unknown_channel_kind(place, channel, tuple(CHANNEL_KINDS)))
    if known is not None and set(channels) <= set(known.channels):
        found.add(governance.idle_anchor(place, name, known.origin))
    merged = dict.fromkeys((*(known.channels if known else ()), *channels))
    if not merged:
        found.add(governance.anchor_without_channel(place, name))
    anchors[name] = Anchor(
        name=name,
        role=known.role if known else "",
        members=known.members if known else (),
        channels=tuple(merged),
        origin=known.origin if known else place,
    )


def bind_anchors(
    agent: AgentSpec, anchors: dict[str, Anchor], found: Diagnostics
) -> tuple[Anchor, ...]:
    """The anchors an agent names; one that nobody defines is reported."""
    spec = agent.find("governance", GovernanceSpec)
    bound = []
    for index, name in enumerate(spec.anchors if spec is not None else ()):
        if name in anchors:
            bound.append(anchors[name])
        else:
            place = agent.at(child("/governance/anchors", index))
            found.add(governance.unknown_anchor(place, name, tuple(anchors)))
    return tuple(bound)
