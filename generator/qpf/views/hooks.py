"""What a section adds to the application of a collection: parts, commands, migrations, settings."""

from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.code import Import

__all__ = ["CommandRef", "MigrationRef", "PartRef", "PulseRef", "SettingRef", "WorkerRef"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRef:
    """An emitted function `(platform: Platform) -> Part` of `qpf_core.service`."""

    module: str
    name: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRef:
    """An emitted function `(settings: Settings, arguments: Sequence[str]) -> int`.

    `python -m <package> <word>` runs it; `unit` names the systemd unit that keeps it running, which
    may ask the kernel for a real-time priority up to `realtime`.
    """

    word: str
    module: str
    name: str
    summary: str
    place: Place
    unit: str | None = None
    realtime: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationRef:
    """An emitted function `(platform: Platform) -> None` that brings own tables up to date."""

    module: str
    name: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseRef:
    """An emitted module whose pulse ends on a busy machine; tests of the service are patient."""

    module: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRef:
    """A field of the emitted settings; `annotation` is Python, `default` a plain value.

    `shared_file` is the name of a file that several units of a collection share: the units set it
    to that file in their common runtime folder.
    """

    name: str
    annotation: str
    default: str | int | float | bool | None
    summary: str
    place: Place
    ge: int | float | None = None
    le: int | float | None = None
    imports: tuple[Import, ...] = ()
    shared_file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRef:
    """A process beside the service: `python -m <package> <words>`, restarted when it ends.

    It is written into the compose file and the chart; `is_demo` keeps it out unless asked for.
    """

    name: str
    words: tuple[str, ...]
    place: Place
    is_demo: bool = False
