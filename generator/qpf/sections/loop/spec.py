"""A fixed-rate pulse: what it beats, how fast, what it does about beats it misses."""

from typing import Annotated, Literal

from pydantic import Field

from qpf.sections.spec_base import Path, SectionModel, Text, Token

__all__ = [
    "AdaptiveSpec",
    "BudgetSpec",
    "HealthSpec",
    "LogSpec",
    "LoopSpec",
    "PulseCommandSpec",
    "VitalsSpec",
]

Route = Annotated[str, Field(pattern=r"^/[a-z0-9_/-]*[a-z0-9_-]$")]
Milliseconds = Annotated[float, Field(gt=0, le=60_000)]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class AdaptiveSpec(SectionModel):
    """The cycle in use is `cycle_ms / compression ** exponent`, within two limits."""

    exponent: Annotated[float, Field(ge=-10, le=10)] = 0.1
    """How strongly the compression shortens the cycle."""
    floor_ms: Milliseconds = 0.5
    """The shortest cycle in milliseconds."""
    ceiling_ms: Milliseconds = 10.0
    """The longest cycle in milliseconds."""
    compression: Annotated[float, Field(gt=0, le=1e12)] = 1.0
    """What the compression port says until somebody sets it."""


class BudgetSpec(SectionModel):
    """Beats that may be missed in each run of deadlines."""

    missed: Annotated[int, Field(ge=0)] = 10
    """Beats."""
    window: Annotated[int, Field(ge=1)] = 1000
    """Deadlines."""


class VitalsSpec(SectionModel):
    """How the pulse tells of itself."""

    path: Route = "/pulse/vitals"
    """URL path in the service."""
    every_ms: Annotated[float, Field(ge=10, le=10_000)] = 100.0
    """How often the newest vitals leave the process that beats, in milliseconds."""


class LogSpec(SectionModel):
    """The rotating log: one line of JSON at a time."""

    path: Path
    """File below the data folder of the service."""
    every_s: Annotated[float, Field(ge=1, le=86_400)] = 1.0
    """Seconds from line to line, at least one."""
    max_bytes: Annotated[int, Field(ge=1_000)] = 1_000_000
    """Size at which a file is rotated."""
    files: Annotated[int, Field(ge=1, le=100)] = 3
    """Rotated files that are kept."""


class HealthSpec(SectionModel):
    """How the reader looks at the machine."""

    every_s: Annotated[float, Field(gt=0, le=3_600)] = 1.0
    """Seconds from reading to reading."""
    cool_c: float = 50.0
    """Temperature in degrees Celsius up to which the thermal health is 1."""
    critical_c: float = 95.0
    """Temperature in degrees Celsius from which it is 0."""


class PulseCommandSpec(SectionModel):
    """The pulse as a service of its own."""

    word: Word
    """What stands after `python -m <package>`."""
    summary: Text
    """What `--help` says."""
    unit: Word | None = None
    """Name of the systemd unit that keeps it running."""


class LoopSpec(SectionModel):
    """A pulse; exactly one of `drives` and `beat` says what it beats."""

    module: Token = "pulse"
    """The generated module."""
    drives: Token | None = None
    """An agent of the collection with a genome: each beat is its beat, with the health read."""
    beat: Token | None = None
    """An operation of this agent without inputs and effects."""
    runs_in: Literal["process", "thread"] = "process"
    """Where it beats; only a process of its own keeps its rhythm beside other work."""
    cycle_ms: Milliseconds = 1.0
    """Milliseconds from beat to beat."""
    adaptive: AdaptiveSpec = AdaptiveSpec()
    """How the cycle follows a compression."""
    on_miss: Literal["skip", "catch_up", "fail"] = "skip"
    """What happens when whole cycles passed without a beat."""
    burst: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """Beats that `catch_up` makes up for at once; 100 unless given."""
    budget: BudgetSpec = BudgetSpec()
    """Beats that may be missed: above it `fail` ends the pulse, the others count it."""
    priority: Annotated[int, Field(ge=0, le=99)] = 50
    """Real-time priority that is asked for, 0 for none."""
    vitals: VitalsSpec = VitalsSpec()
    """How the pulse tells of itself."""
    log: LogSpec | None = None
    """The rotating log."""
    health: HealthSpec | None = None
    """How the reader looks at the machine, for the agent that is driven."""
    command: PulseCommandSpec | None = None
    """The pulse as a service of its own."""
