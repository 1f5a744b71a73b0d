"""Chapters of an agent's documents: facts of the schema as paragraphs and tables."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from qpf.diagnostics.diagnostic import Place
from qpf.language.compiled import CompiledOperation
from qpf.model.graph import AgentNode
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.views.encode import MarkdownCode, MarkdownText

__all__ = ["CHAPTERS", "Chapter", "Row", "titled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a table: what, and what the schema says of it."""

    name: MarkdownCode
    value: MarkdownText


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A heading with rows; empty when the schema says nothing."""

    title: MarkdownText
    rows: tuple[Row, ...]
    has_rows: bool


def titled(agent: AgentNode, title: str, rows: Iterable[Row]) -> Chapter:
    """A chapter of rows."""
    kept = tuple(rows)
    return Chapter(
        title=MarkdownText(title, agent.spec.at("/name")), rows=kept, has_rows=bool(kept)
    )


def _section(name: str, title: str) -> Callable[[AgentNode], Chapter]:
    def chapter(agent: AgentNode) -> Chapter:
        model = agent.spec.sections.get(name)
        values = model.model_dump(by_alias=True) if isinstance(model, BaseModel) else {}
        return titled(agent, title, _rows(agent, f"/{name}", "", values))

    return chapter


def _rows(agent: AgentNode, pointer: str, path: str, value: object) -> Iterable[Row]:
    """A row for each leaf; lists of plain values are one row."""
    place = agent.spec.at(pointer)
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _rows(agent, f"{pointer}/{key}", f"{path}.{key}" if path else str(key), item)
    elif isinstance(value, tuple | list) and any(isinstance(item, Mapping) for item in value):
        for number, item in enumerate(value):
            yield from _rows(agent, f"{pointer}/{number}", f"{path}[{number}]", item)
    elif value not in (None, "", (), []):
        yield _row(path, _shown(value), place)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _row(name: str, value: str, place: Place) -> Row:
    return Row(name=MarkdownCode(name, place), value=MarkdownText(value, place))


def _identity(agent: AgentNode) -> Chapter:
    model = agent.spec.sections["system"]
    values = model.model_dump() if isinstance(model, BaseModel) else {}
    rows = (row for key, item in values.items() for row in _rows(agent, f"/{key}", key, item))
    return titled(agent, "Identity", rows)


def _endpoints(agent: AgentNode) -> Chapter:
    spec = agent.spec.section("deployment", DeploymentSpec)
    rows = []
    for number, one in enumerate(spec.endpoints):
        needs = f"; needs {one.auth_required}" if one.auth_required else ""
        text = f"runs {one.bound_to} within {one.timeout_ms} ms{needs}"
        place = agent.spec.at(f"/deployment/endpoints/{number}")
        rows.append(_row(f"{one.method} {one.path}", text, place))
    return titled(agent, "Endpoints", rows)


def _operations(agent: AgentNode) -> Chapter:
    return titled(agent, "Operations", (_operation(one) for one in agent.operations))


def _operation(operation: CompiledOperation) -> Row:
    inputs = ", ".join(
        f"{one.name}: {one.type}" + (f" ({one.summary})" if one.summary else "")
        for one in operation.parameters
    )
    text = f"{operation.summary} Takes {inputs or 'nothing'}; gives {operation.returns}."
    return _row(operation.name, text, operation.place)


def _wirings(agent: AgentNode) -> Chapter:
    rows = [
        _row(
            one.to_id,
            f"{one.connection_type} of {', '.join(one.names)}, served by {one.spec.import_path}",
            one.origin,
        )
        for one in agent.wirings
    ]
    rows += [
        _row(
            one.from_id,
            f"reaches this agent by {one.connection_type}: {', '.join(one.names)}",
            one.origin,
        )
        for one in agent.incoming
    ]
    return titled(agent, "Wiring", rows)


def _anchors(agent: AgentNode) -> Chapter:
    rows = (
        _row(one.name, f"{one.role or 'anchor'}; reached by {', '.join(one.channels)}", one.origin)
        for one in agent.anchors
    )
    return titled(agent, "Anchors", rows)


def _modules(agent: AgentNode) -> Chapter:
    rows = (_row(one.stem, str(one.role), one.origin) for one in agent.modules.values())
    return titled(agent, "Modules", rows)


CHAPTERS: Mapping[str, Callable[[AgentNode], Chapter]] = {
    "identity": _identity,
    "modules": _modules,
    "operations": _operations,
    "endpoints": _endpoints,
    "wirings": _wirings,
    "anchors": _anchors,
    "integration": _section("integration", "Integration"),
    "governance": _section("governance", "Governance"),
    "memory": _section("memorytopology", "Memory"),
    "communication": _section("communicationstack", "Communication"),
    "reasoning": _section("reasoningengine", "Reasoning"),
    "collaboration": _section("collaborationnetwork", "Collaboration"),
    "learning": _section("learningsystem", "Learning and autonomy"),
    "world": _section("worldmodelintegration", "World model"),
    "files": _section("cursorinstructions", "Files"),
    "deployment": _section("deployment", "Deployment"),
    "library": _section("library", "Static modules"),
    "metadata": _section("metadata", "Metadata"),
}
"""Chapters by name, in the order in which a document that wants all of them has them."""
