"""What a run did, for the command that prints it."""

from dataclasses import dataclass
from enum import StrEnum

from qpf.model.artifact import StagedTree
from qpf.model.gate import GateReport
from qpf.model.graph import Graph
from qpf.model.manifest import Digests, Recorded
from qpf.model.request import Request

__all__ = ["Emitted", "FileState", "Outcome", "Preview", "Published", "State"]


class State(StrEnum):
    """What a published file is, seen from the staged tree."""

    SAME = "same"
    OUTDATED = "outdated"
    MISSING = "missing"
    EDITED = "edited"
    FOREIGN = "foreign"
    ORPHAN = "orphan"


@dataclass(frozen=True, slots=True, order=True)
class FileState:
    """One path below the output folder, and its state."""

    path: str
    state: State

    @property
    def distribution(self) -> str:
        """The distribution the path belongs to."""
        return self.path.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Published:
    """What a switch did: `states` are the files as they were before, `switched` the folders."""

    states: tuple[FileState, ...]
    switched: tuple[str, ...]

    def count(self, state: State) -> int:
        """How many files were in a state."""
        return sum(1 for file in self.states if file.state is state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Emitted:
    """A formatted tree in the staging folder, what it came from, and what is recorded so far.

    `request` is the one it was made for, limited to the collections its selectors meant.
    """

    request: Request
    graph: Graph
    staged: StagedTree
    recorded: Recorded
    digests: Digests


@dataclass(frozen=True, slots=True)
class Preview:
    """What an extraction would do: the emitted tree, and the states of all files today.

    `manifests` are the paths of the manifests that would change.
    """

    emitted: Emitted
    states: tuple[FileState, ...]
    manifests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an extraction did."""

    emitted: Emitted
    reports: tuple[GateReport, ...]
    published: Published

    @property
    def graph(self) -> Graph:
        """The graph it emitted."""
        return self.emitted.graph
