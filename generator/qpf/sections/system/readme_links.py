"""What the README of a distribution tells of its agents among one another: edges, and speech."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.graph import CollectionNode, Graph
from qpf.views.encode import MarkdownText

__all__ = ["EdgeEntry", "SpeechEntry", "edge_entries", "speech_entries"]

_SHARED = "/shared_configuration/communication_protocol"
_GLUE = "/communication_harmonization"


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeEntry:
    """Who needs or observes whom, and why."""

    source: MarkdownText
    verb: MarkdownText
    target: MarkdownText
    reason: MarkdownText


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEntry:
    """One thing that is agreed on between agents."""

    subject: MarkdownText
    agreed: MarkdownText


def edge_entries(collection: CollectionNode, graph: Graph) -> Iterator[EdgeEntry]:
    """The edges of the collection that have a reason, in the order of its map."""
    for edge in graph.edges:
        if edge.reason and edge.source.partition("/")[0] == collection.name:
            yield EdgeEntry(
                source=MarkdownText(edge.source.partition("/")[2], edge.origin),
                verb=MarkdownText(str(edge.kind), edge.origin),
                target=MarkdownText(edge.target.partition("/")[2], edge.origin),
                reason=MarkdownText(edge.reason, edge.origin),
            )


def speech_entries(collection: CollectionNode) -> Iterator[SpeechEntry]:
    """What map and glue say of envelopes, streams, calls and callers, where they say it."""
    shared = collection.map.shared_configuration.communication_protocol
    glue = collection.glue.communication_harmonization
    written = (
        ("packets", shared.primary, f"{_SHARED}/primary", False),
        ("events", shared.secondary, f"{_SHARED}/secondary", False),
        ("calls", shared.tertiary, f"{_SHARED}/tertiary", False),
        ("callers", shared.authentication, f"{_SHARED}/authentication", False),
        ("packets of wirings", glue.protocol, f"{_GLUE}/protocol", True),
        ("the envelope's module", glue.protocol_path, f"{_GLUE}/protocol_path", True),
        ("callers of wirings", glue.auth, f"{_GLUE}/auth", True),
        ("transport", glue.encryption, f"{_GLUE}/encryption", True),
    )
    for subject, text, pointer, is_glue in written:
        origins = collection.glue_origins if is_glue else collection.map_origins
        if text and pointer in origins.nodes:
            place = origins.at(pointer)
            yield SpeechEntry(
                subject=MarkdownText(subject, place), agreed=MarkdownText(text, place)
            )
