"""Topics and the workers over them."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from qpf.language.reversible.pipeline_spec import Choice
from qpf.sections.spec_base import SectionModel, Text, Token

__all__ = [
    "HandlerSpec",
    "ReadsSpec",
    "StreamMeasureSpec",
    "StreamsSpec",
    "TopicName",
    "TopicSpec",
    "WorkerSpec",
]

TopicName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")]
"""Words of letters, digits and underscores, joined by dots."""

_METRIC = r"^[a-z][a-z0-9_]*$"


class TopicSpec(SectionModel):
    """One topic."""

    summary: Text
    """What its entries are."""
    max_length: Annotated[int, Field(ge=100, le=100_000_000)] = 100_000
    """Entries it holds; the oldest fall out. Senders stop at half of it unread."""


class ReadsSpec(SectionModel):
    """What a worker reads, and how."""

    topic: TopicName
    """The topic."""
    group: Token
    """Workers of one group share the entries; a new group starts at the oldest entry."""
    batch: Annotated[int, Field(ge=1, le=10_000)] = 256
    """Most entries at a time."""
    block: Text = "1s"
    """How long to wait for the first entry."""
    claim_idle: Text = "30s"
    """How long an entry may stay with a worker that says nothing before another takes it over."""
    max_deliveries: Annotated[int, Field(ge=1, le=100)] = 5
    """How often an entry is tried before it goes to the dead letters."""


class StreamMeasureSpec(SectionModel):
    """A metric made of entries."""

    name: Annotated[str, Field(pattern=_METRIC)]
    """Name of the metric."""
    summary: Text
    """What it tells."""
    kind: Literal["counter", "histogram"]
    """A sum, or a distribution in milliseconds."""
    each: Token | None = None
    """A list of the entry whose items are measured one by one."""
    value: Token | None = None
    """The field that is added or observed; a counter without it counts."""
    labels: Mapping[Annotated[str, Field(pattern=_METRIC)], Token] = {}
    """Labels, each with the field it comes from."""


class HandlerSpec(SectionModel):
    """What a worker does with each entry: one of four things."""

    protocol: Token | None = None
    """Runs a protocol of a needed agent; `pipeline` is the one for everything."""
    layers: tuple[Choice, ...] = ()
    """Runs these layers, with parameters where they differ from the usual."""
    name: Token | None = None
    """What the pipeline of `layers` is called."""
    direction: Literal["send", "receive"] | None = None
    """Encodes packets, or decodes encoded ones."""
    traced: bool = False
    """Whether packets leave frames in what is written; with a topic of frames they always do."""
    operation: Token | None = None
    """Runs an operation of this agent on the body of each entry."""
    as_packet: bool = False
    """Whether the record that the operation returns (`id`, `data`, others) becomes a packet."""
    measures: tuple[StreamMeasureSpec, ...] = ()
    """Turns entries into Prometheus metrics."""


class PublishesSpec(SectionModel):
    """Where results go."""

    output: TopicName | None = None
    """Topic of results."""
    frames: TopicName | None = None
    """Topic with one entry a packet that carries its layers."""


class WorkerSpec(SectionModel):
    """One kind of worker; any number of them may run."""

    name: Token
    """Its name on the command line."""
    summary: Text
    """What it does."""
    reads: ReadsSpec | None = None
    """What it reads; without it, it makes entries by itself."""
    every: Text | None = None
    """The rhythm of a worker that makes entries."""
    batch: Annotated[int, Field(ge=1, le=10_000)] = 1
    """Entries that it makes at a time."""
    handler: HandlerSpec
    """What it does."""
    writes: Token | None = None
    """The record of a needed agent in which its packets are kept before they are acknowledged."""
    publishes: PublishesSpec = PublishesSpec()
    """Where results go."""
    dead: TopicName | None = None
    """Topic of entries that cannot be handled, each with the reason."""


class StreamsSpec(SectionModel):
    """Topics and workers of an agent."""

    topics: Annotated[Mapping[TopicName, TopicSpec], Field(min_length=1)]
    """Topics by name."""
    workers: Annotated[tuple[WorkerSpec, ...], Field(min_length=1)]
    """Workers, in the order of the command's help."""
    command: Annotated[str, Field(pattern=r"^[a-z]+$")] = "worker"
    """Word of the command line that runs a worker by name."""
    runs: TopicName | None = None
    """Topic of frames to which runs over HTTP are published as well."""
