"""What a section is to the rest of the factory: a name, a spec, a check, a view module."""

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.compiled import CompiledOperation
from qpf.language.scope import OperationScope
from qpf.model.spec import AgentSpec
from qpf.sections.spec_base import SectionModel

__all__ = [
    "PAGE",
    "Across",
    "Check",
    "Claim",
    "Claims",
    "Makes",
    "Meaning",
    "Meant",
    "NamesFunctions",
    "Reach",
    "Route",
    "Routes",
    "Section",
    "no_across",
    "no_check",
    "no_claims",
    "no_makes",
    "no_meaning",
    "no_named_functions",
    "no_reach",
    "no_routes",
]


class Check(Protocol):
    """A section's semantic rules for one agent; findings go to `found`."""

    def __call__(self, agent: AgentSpec, found: Diagnostics) -> None:
        """Check one agent."""
        ...


class Reach(Protocol):
    """Which operations a section of an agent leads to: an operation nothing reaches is an error."""

    def __call__(self, agent: AgentSpec) -> Iterable[str]:
        """Names of operations, declared or not."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """An agent whose operations are compiled, beside the other agents of its collection by id."""

    agent: AgentSpec
    peers: Mapping[str, AgentSpec]
    scope: OperationScope
    operations: tuple[CompiledOperation, ...]


class Meaning(Protocol):
    """What a section says of compiled operations and of other agents; findings go to `found`."""

    def __call__(self, own: Meant, found: Diagnostics) -> None:
        """Check one agent that has the section."""
        ...


def no_meaning(own: Meant, found: Diagnostics) -> None:
    """A section that says nothing of operations or other agents."""
    del own, found


class Across(Protocol):
    """Rules of a section that look at the agents its own agent needs; findings go to `found`."""

    def __call__(self, agent: AgentSpec, needed: Sequence[AgentSpec], found: Diagnostics) -> None:
        """Check one agent beside those it needs, directly or through others."""
        ...


def no_across(agent: AgentSpec, needed: Sequence[AgentSpec], found: Diagnostics) -> None:
    """Rules of a section that looks at its own agent only."""
    del agent, needed, found


class Makes(Protocol):
    """Which modules a section becomes, by their stems; nothing else is bound to them."""

    def __call__(self, agent: AgentSpec) -> Iterable[str]:
        """Stems, whether they stand among the generated files or not."""
        ...


def no_makes(agent: AgentSpec) -> Iterable[str]:
    """A section that becomes no module of its own."""
    del agent
    return ()


PAGE = "GET (a page)"
"""What a browser asks for."""


@dataclass(frozen=True, slots=True)
class Route:
    """An HTTP route that a section adds to the service, and where the schema says its path.

    The method of a page is `PAGE`: at its path, programs may get something else.
    """

    method: str
    path: str
    pointer: str


class Routes(Protocol):
    """Routes that a section adds to the service besides the endpoints, or that its pages call."""

    def __call__(self, agent: AgentSpec) -> Iterable[Route]:
        """Routes of an agent that has the section."""
        ...


def no_routes(agent: AgentSpec) -> Iterable[Route]:
    """A section that adds no route."""
    del agent
    return ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A name that one thing of a whole collection has, and where the schema says it.

    `kind` is what is named, in the words of a message: `command`, `unit`, `table`, `module`.
    Kinds whose names must differ from one another, too, name their `space`; `hint` tells what a
    name comes from that nobody wrote, `made_for` the name of that: when it is a second one itself,
    what is made for it is not told.
    """

    kind: str
    name: str
    pointer: str
    space: str = ""
    hint: str = ""
    made_for: str = ""


class Claims(Protocol):
    """Names that a section gives to things of which a collection has one of each name."""

    def __call__(self, agent: AgentSpec) -> Iterable[Claim]:
        """Names of an agent that has the section."""
        ...


def no_claims(agent: AgentSpec) -> Iterable[Claim]:
    """A section whose names stay inside its agent."""
    del agent
    return ()


class NamesFunctions(Protocol):
    """Which functions a section names by their dotted path, each with the pointer of its text."""

    def __call__(self, agent: AgentSpec) -> Iterable[tuple[str, str]]:
        """Pointers and dotted names of an agent that has the section."""
        ...


def no_named_functions(agent: AgentSpec) -> Iterable[tuple[str, str]]:
    """A section that names no function."""
    del agent
    return ()


def no_reach(agent: AgentSpec) -> Iterable[str]:
    """A section that leads to no operation."""
    del agent
    return ()


def no_check(agent: AgentSpec, found: Diagnostics) -> None:
    """Rules of a section whose types already say everything."""
    del agent, found


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One schema section.

    `offers` are functions of its emitted modules that other sections may name, as
    `module.function` below the package of the agent.

    A section is written under its own key, unless `keys` lists the top-level keys that together
    make it (`system`, `types`, `operations`); its spec then has a field for each of these keys.
    """

    name: str
    spec: type[SectionModel]
    check: Check = no_check
    reaches: Reach = no_reach
    across: Across = no_across
    means: Meaning = no_meaning
    makes: Makes = no_makes
    routes: Routes = no_routes
    calls: Routes = no_routes
    claims: Claims = no_claims
    names: NamesFunctions = no_named_functions
    offers: Reach = no_reach
    mandatory: bool = True
    keys: tuple[str, ...] = ()
    view_module: str = ""
    requires: tuple[str, ...] = ()
    """Packages of other people that what it emits imports, each with its lowest version."""

    @property
    def flat(self) -> bool:
        """Whether the section is spread over top-level keys of the schema."""
        return bool(self.keys)

    @property
    def base(self) -> str:
        """The JSON pointer its fields are under."""
        return "" if self.flat else f"/{self.name}"

    @property
    def owned(self) -> tuple[str, ...]:
        """The top-level schema keys that belong to the section."""
        return self.keys or (self.name,)

    @property
    def view_name(self) -> str:
        """The dotted name of the section's view module."""
        return self.view_module or f"qpf.sections.{self.name}.view"

    def view(self) -> ModuleType:
        """Import the section's view; separate, because checking needs no view."""
        return importlib.import_module(self.view_name)
