"""The typed extractor map: which agents exist, what they share, in which order they build."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from qpf.model.shared_configuration import SharedConfiguration
from qpf.model.strict import StrictModel

__all__ = [
    "DependencyGraph",
    "DistributionSpec",
    "ExtractionSequence",
    "InstanceSpec",
    "MapSpec",
    "OrderEntry",
    "ParameterSpec",
    "StrategiesSpec",
    "StrategySpec",
    "SuccessCriteria",
    "TroubleSpec",
]

Text = Annotated[str, Field(min_length=1)]
Percent = Annotated[float, Field(ge=0, le=100)]
Scalar = str | int | float | bool
REQUIREMENT = r"^[a-z0-9]+([-_.][a-z0-9]+)*(\[[a-z0-9,-]+\])?>=\d+(\.\d+)*$"


class DistributionSpec(StrictModel):
    """The installable package the collection becomes."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """Distribution name, lower case with hyphens; also the folder under `generated/`."""
    package: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    """Import name of the package."""
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    """Version of the distribution, X.Y.Z."""
    python: Annotated[str, Field(pattern=r"^>=3\.(1[1-9]|[2-9]\d)$")] = ">=3.11"
    """Lowest Python, for example `>=3.11`."""
    summary: str = ""
    """One line for the package index."""
    stands_on: tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], ...] = ()
    """Library collections beside the core whose packages the emitted code imports."""
    requirements: tuple[Annotated[str, Field(pattern=REQUIREMENT)], ...] = ()
    """Packages of other people that it imports, each with its lowest version."""


class OrderEntry(StrictModel):
    """One position of the extraction order."""

    agent: Text
    """The agent's id, instance id or name."""
    schema_file: Text
    """The schema's file name, with or without its folder."""
    reason: str = ""
    """Why it stands here; goes to the collection's documents."""
    expected_artifacts: tuple[Text, ...] = ()
    """Must come true: `20 Python modules`, `6 documentation files`, `1 manifest (x.json)`."""
    validation_checklist: tuple[Text, ...] = ()
    """`path exists` and `path importable` are checked, prose goes to the runbook."""


class ExtractionSequence(StrictModel):
    """The order in which agents are extracted."""

    order: Mapping[Annotated[str, Field(pattern=r"^[1-9]\d*$")], OrderEntry]
    """Positions from 1, without a gap."""

    @property
    def entries(self) -> tuple[OrderEntry, ...]:
        """The entries by ascending position."""
        return tuple(self.order[key] for key in sorted(self.order, key=int))


class ParameterSpec(StrictModel):
    """A parameter that schemas use as `${name}`."""

    type: Literal["str", "int", "float", "bool"]
    """The type each instance must give."""
    default: Scalar | None = None
    """The value when an instance gives none; without it every user must give one."""
    summary: str = ""
    """What the parameter means."""


class InstanceSpec(StrictModel):
    """One extraction of a shared schema with parameters of its own."""

    schema_file: Annotated[str, Field(min_length=1, alias="schema")]
    """The schema's file stem."""
    parameters: Mapping[str, Scalar] = {}
    """Values of the map's parameters."""


class StrategySpec(StrictModel):
    """A named set of overrides; exactly one strategy is observed in a run."""

    description: Text
    """What the strategy is for; goes to the manifest."""
    overrides: Mapping[str, Mapping[str, Any]] = {}
    """Agent -> JSON pointer -> value."""


class StrategiesSpec(StrictModel, extra="allow"):
    """All strategies by name, and the default one."""

    __pydantic_extra__: dict[str, StrategySpec]
    default: Text
    """The strategy observed when the command names none."""

    @property
    def named(self) -> Mapping[str, StrategySpec]:
        """The strategies by name, in the order they were written."""
        return self.__pydantic_extra__


class DependencyGraph(StrictModel):
    """Who needs whom."""

    edges: tuple[Text, ...] = ()
    """`A -> B (why)`: A needs B. `A ->> B (why)`: A observes B."""


class SuccessCriteria(StrictModel):
    """Thresholds of the gates on emitted code."""

    coverage: Percent = 90.0
    """Branch coverage of emitted code in percent."""
    pylint: Annotated[float, Field(ge=0, le=10)] = 9.5
    """Lowest pylint score."""
    annotations: Percent = 100.0
    """Annotated parameters and results in percent."""
    docstrings: Percent = 100.0
    """Documented public names in percent."""


class TroubleSpec(StrictModel):
    """A known problem and its remedy; goes to the runbook."""

    issue: Text
    """What the operator sees."""
    solution: Text
    """What the operator does."""


class MapSpec(StrictModel):
    """One extractor map: everything about a collection that is not one agent's own."""

    title: str = ""
    """Heading of the collection's documents."""
    purpose: str = ""
    """First paragraph of the collection's documents."""
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")] = "6.0.0"
    """Version of the map dialect, X.Y.Z."""
    collection: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    """The collection's name: also the map's file name and the schema folder."""
    distribution: DistributionSpec
    """What the collection becomes."""
    extraction_sequence: ExtractionSequence
    """The order of extraction."""
    defaults: Mapping[str, Any] = {}
    """Section -> values that every agent has unless its schema says otherwise."""
    parameters: Mapping[str, ParameterSpec] = {}
    """Parameters of the schemas."""
    instances: Mapping[str, InstanceSpec] = {}
    """Agents made from shared schemas."""
    strategies: StrategiesSpec | None = None
    """Sets of overrides that coexist."""
    shared_configuration: SharedConfiguration = SharedConfiguration()
    """What all agents share."""
    dependency_graph: DependencyGraph = DependencyGraph()
    """Needs and observations."""
    parallel_extraction: tuple[tuple[Text, ...], ...] = ()
    """Groups of agents that do not need one another; checked."""
    post_extraction_steps: Mapping[str, str] = {}
    """Steps of the operator after extraction; go to the deployment document."""
    success_criteria: SuccessCriteria = SuccessCriteria()
    """Thresholds of the gates."""
    troubleshooting: tuple[TroubleSpec, ...] = ()
    """Known problems; go to the runbook."""
