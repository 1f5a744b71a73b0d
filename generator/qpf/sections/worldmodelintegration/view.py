"""The world model declaration of an agent and its tests."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph, Role
from qpf.sections.communicationstack.facts import WORLD
from qpf.sections.durations import duration_s
from qpf.sections.worldmodelintegration.spec import WorldModelIntegrationSpec
from qpf.views.encode import DocText, Literal
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = ["WorldModelTestView", "WorldModelView", "bridges", "tests"]

_BASE = "/worldmodelintegration"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """A model with its greatest age, or a connector with its event."""

    name: Literal
    value: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldModelView(ModuleView):
    """The declaration module."""

    model_type: Literal
    models: tuple[EntryView, ...]
    connectors: tuple[EntryView, ...]
    use_cases: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldModelTestView(ModuleView):
    """The first connector and model stand for all."""

    connectors: Literal
    models: Literal
    has_connectors: bool
    has_models: bool


def bridges(agent: AgentNode, graph: Graph) -> Iterator[WorldModelView]:
    """The declaration module."""
    spec = agent.spec.section("worldmodelintegration", WorldModelIntegrationSpec)
    place = agent.spec.key(_BASE)
    wanted = [
        Import("qpf_core.agent", "AgentRuntime"),
        Import("qpf_core.cognition", "WorldModel"),
        Import("qpf_core.cognition", "WorldModelDeclaration"),
    ]
    yield WorldModelView(
        path_fields=agent_paths(agent, agent.stem_of(Role.WORLD_MODEL_BRIDGE) or ""),
        origin=place,
        docstring=DocText(f"What {agent.name} knows of the world.", place, indent=0),
        imports=imports_of(graph, wanted),
        model_type=Literal(spec.modeltype, agent.spec.at(f"{_BASE}/modeltype")),
        models=tuple(
            EntryView(
                name=Literal(model.name, agent.spec.at(f"{_BASE}/activemodels/{number}")),
                value=Literal(
                    duration_s(model.freshness), agent.spec.at(f"{_BASE}/activemodels/{number}")
                ),
            )
            for number, model in enumerate(spec.models)
        ),
        connectors=tuple(
            EntryView(
                name=Literal(one.name, agent.spec.at(f"{_BASE}/dataconnectors/{number}")),
                value=Literal(
                    f"{WORLD}.{one.event}", agent.spec.at(f"{_BASE}/dataconnectors/{number}")
                ),
            )
            for number, one in enumerate(spec.connectors)
        ),
        use_cases=Literal(spec.usecases, agent.spec.at(f"{_BASE}/usecases")),
    )


def tests(agent: AgentNode, graph: Graph) -> Iterator[WorldModelTestView]:
    """Connectors feed readings, models age."""
    spec = agent.spec.section("worldmodelintegration", WorldModelIntegrationSpec)
    place = agent.spec.key(_BASE)
    stem = agent.stem_of(Role.WORLD_MODEL_BRIDGE) or ""
    module = f"{agent.package}.{stem}"
    imports = [
        Import("pytest"),
        Import("qpf_core.agent", "AgentRuntime"),
        Import("qpf_core.errors", "InputError"),
        Import(module, "WORLD"),
        Import(module, "open_world_model"),
    ]
    yield WorldModelTestView(
        path_fields=agent_paths(agent, stem),
        origin=place,
        docstring=DocText(
            f"The world model of {agent.name} keeps what is declared.", place, indent=0
        ),
        imports=imports_of(graph, imports),
        connectors=Literal([one.name for one in spec.connectors], place),
        models=Literal([one.name for one in spec.models], place),
        has_connectors=bool(spec.connectors),
        has_models=bool(spec.models),
    )
