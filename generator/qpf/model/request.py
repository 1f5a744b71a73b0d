"""What a command was asked to do, free of any command-line library."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from qpf.model.saved_plan import SavedPlan

__all__ = ["GateLevel", "Request"]


class GateLevel(StrEnum):
    """How much of the gates runs before publishing."""

    FULL = "full"
    FAST = "fast"
    NONE = "none"


def _silent(stage: str) -> None:
    """Tell nobody."""
    del stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One run. `collections` limits what is emitted; empty means all. `jobs` 0 means all cores.

    `selectors` say the same in the words of the command line, see `qpf.model.selection`.

    `output_folder` and `manifests_folder` are settings of the workspace, relative to it. With a
    `plan` nothing is published unless its inputs are as they were. `tell` hears of each stage.
    `private_folder` takes the place of `.qpf` where the workspace cannot be written.
    """

    workspace: Path
    selectors: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    strategy: str | None = None
    gates: GateLevel = GateLevel.FULL
    jobs: int = 0
    force: bool = False
    output_folder: str = "generated"
    manifests_folder: str = "manifests"
    plan: SavedPlan | None = None
    private_folder: Path | None = None
    tell: Callable[[str], None] = field(default=_silent, compare=False, repr=False)

    @property
    def output(self) -> Path:
        """The folder of the emitted distributions."""
        return self.workspace / self.output_folder

    @property
    def manifests(self) -> Path:
        """The folder of the manifests."""
        return self.workspace / self.manifests_folder

    @property
    def staging(self) -> Path:
        """The folder of the formatted tree before it is published."""
        return self.private / "staging" / "generated"

    @property
    def template_cache(self) -> Path:
        """The folder of compiled templates."""
        return self.private / "cache" / "templates"

    @property
    def private(self) -> Path:
        """The folder for staging, journal, lock and caches; never committed."""
        return self.private_folder or self.workspace / ".qpf"
