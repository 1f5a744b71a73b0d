"""An organ as a module: what it senses, its ports, and its class."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.language.literals import literal
from qpf.language.types import list_of
from qpf.language.unparse import source
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.flow.compiled import CompiledFlow, CompiledPort, CompiledValue
from qpf.sections.flow.kit import KIT_PORTS
from qpf.sections.flow.reading import (
    annotated,
    class_of,
    flow_of,
    ports_of,
    senses_of,
    told_of,
)
from qpf.sections.flow.rules import deadline_seconds
from qpf.sections.flow.tests_view import tests
from qpf.views.encode import Code, DocText, Identifier, Literal, Number
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import ClassName

__all__ = ["OrganView", "organs", "tests"]

_KIT = "kit"


@dataclass(frozen=True, slots=True, kw_only=True)
class SenseView:
    """A property of what the organ looks at."""

    name: Identifier
    annotation: Code
    docstring: DocText


@dataclass(frozen=True, slots=True, kw_only=True)
class PortView:
    """A field that holds a callable."""

    name: Identifier
    annotation: Code
    default: Code
    docstring: DocText


@dataclass(frozen=True, slots=True, kw_only=True)
class StateView:
    """A value that stays: a parameter, an attribute and a property."""

    name: Identifier
    parameter: Code
    initial: Code
    shown: Code
    value: Code
    docstring: DocText


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganView(ModuleView):
    """The module of one organ."""

    class_name: ClassName
    class_docstring: DocText
    cycle_docstring: DocText
    senses_class: ClassName
    senses_docstring: DocText
    ports_class: ClassName
    ports_docstring: DocText
    name: Literal
    key: Literal
    deadline: Number
    senses: tuple[SenseView, ...]
    ports: tuple[PortView, ...]
    states: tuple[StateView, ...]
    has_ports: bool
    has_parameters: bool
    body: Code


def organs(agent: AgentNode, graph: Graph) -> Iterator[OrganView]:
    """The module of an organ."""
    flow = flow_of(agent)
    if flow is None:
        return
    spec, place = flow.spec, agent.spec.key("/flow")
    ran = ", ".join(one.name.replace("_", " ") for one in flow.operations)
    sensed = ", ".join(one.name for one in flow.senses)
    yield OrganView(
        path_fields=agent_paths(agent, spec.module),
        origin=place,
        docstring=DocText(f"The organ {spec.organ}: {ran}.", place, indent=0),
        imports=imports_of(graph, _imports(flow), f"{agent.package}.{spec.module}"),
        class_name=class_of(agent),
        class_docstring=DocText(told_of(agent), place),
        cycle_docstring=DocText("Run the stages once and report what was done.", place, indent=8),
        senses_class=senses_of(agent),
        senses_docstring=DocText(f"What {spec.organ} looks at: {sensed}.", place),
        ports_class=ports_of(agent),
        ports_docstring=DocText(f"What {spec.organ} acts through; each can be replaced.", place),
        name=Literal(spec.organ, agent.spec.at("/flow/organ")),
        key=Literal(spec.key, agent.spec.at("/flow/key")),
        deadline=Number(deadline_seconds(spec), agent.spec.at("/flow/deadline")),
        senses=tuple(_sense(one, flow) for one in flow.senses),
        ports=tuple(_port(one, flow) for one in flow.ports),
        states=tuple(_state(one, flow) for one in flow.states),
        has_ports=bool(flow.ports),
        has_parameters=bool(flow.ports or flow.states),
        body=Code(flow.lines, place),
    )


def _imports(flow: CompiledFlow) -> set[Import]:
    found = set(flow.imports) | {
        Import("threading", "Lock"),
        Import("typing", "ClassVar"),
        Import("typing", "Protocol"),
        Import("qpf_organism.organ", "Result"),
    }
    for one in (*flow.senses, *flow.states):
        found |= one.type.imports(flow.scope.types.python_name)
    if any(one.type.is_listlike for one in flow.states):
        found.add(Import("collections.abc", "Sequence"))
    if flow.ports:
        package, _, name = KIT_PORTS.rpartition(".")
        found |= {
            Import("collections.abc", "Callable"),
            Import("dataclasses", "dataclass"),
            Import(package, name, _KIT),
        }
    if any(one.owner for one in flow.ports):
        found.add(Import("dataclasses", "field"))
    for port in flow.ports:
        for kind in (*port.inputs, port.returns):
            found |= kind.imports(flow.scope.types.python_name)
    return found


def _sense(one: CompiledValue, flow: CompiledFlow) -> SenseView:
    spec = flow.spec.senses[one.name]
    unit = f", in {spec.unit}" if spec.unit not in ("", "1") else ""
    return SenseView(
        name=Identifier(one.identifier, one.place),
        annotation=Code.from_text(annotated(one.type, flow), one.place),
        docstring=DocText(f"{one.summary.rstrip('.')}{unit}.", one.place, indent=8),
    )


def _port(one: CompiledPort, flow: CompiledFlow) -> PortView:
    taken = ", ".join(annotated(kind, flow) for kind in one.inputs)
    given = annotated(one.returns, flow) if one.returns.kind.value != "none" else "object"
    made = f"{_KIT}.{one.owner}().{one.function}" if one.owner else f"{_KIT}.{one.function}"
    default = f"field(default_factory=lambda: {made})" if one.owner else made
    return PortView(
        name=Identifier(one.identifier, one.place),
        annotation=Code.from_text(f"Callable[[{taken}], {given}]", one.place),
        default=Code.from_text(default, one.place),
        docstring=DocText(one.summary, one.place),
    )


def _state(one: CompiledValue, flow: CompiledFlow) -> StateView:
    limit = flow.spec.state[one.name].limit
    name, kind = one.identifier, annotated(one.type, flow)
    parameter = f"{name}: {kind} = {source(literal(one.default, one.type, flow.scope.types))}"
    initial, shown, value = name, kind, f"self._{name}"
    if one.type.is_listlike:
        item = annotated(one.type.item, flow)
        default = tuple(one.default) if isinstance(one.default, list | tuple) else ()
        parameter = f"{name}: Sequence[{item}] = {Literal(default, one.place)}"
        initial = f"list({name})" + (f"[-{limit}:]" if limit is not None else "")
        shown, value = f"tuple[{item}, ...]", f"tuple(self._{name})"
    annotation = annotated(list_of(one.type.item) if one.type.is_listlike else one.type, flow)
    return StateView(
        name=Identifier(name, one.place),
        parameter=Code.from_text(parameter, one.place),
        initial=Code.from_text(f"self._{name}: {annotation} = {initial}", one.place),
        shown=Code.from_text(shown, one.place),
        value=Code.from_text(value, one.place),
        docstring=DocText(one.summary, one.place, indent=8),
    )
