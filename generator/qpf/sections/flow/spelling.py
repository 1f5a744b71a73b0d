"""Names of senses, states and ports as Python spells them: each is one attribute."""

from collections.abc import Collection, Iterable

from qpf.diagnostics.catalogue.flow import bad_flow_value
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.identifiers import identifier
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.flow.spec import FlowSpec, RunStage

__all__ = ["check_spelling"]

_OWN = {
    "senses": frozenset({"as_mapping", "from_mapping"}),
    "state": frozenset({"cycle", "deadline_s", "key", "lock", "name", "ports", "self"}),
    "ports": frozenset({"field"}),
}
"""Attributes that the classes have besides, by the key of the flow."""
_AROUND = frozenset(
    {"Callable", "ClassVar", "Lock", "Protocol", "Result", "Sequence"}
    | {"dataclass", "field", "health", "kit", "self"}
)
"""What hides an operation where a stage runs it, or is hidden by it."""


def check_spelling(agent: AgentSpec, spec: FlowSpec, found: Diagnostics) -> None:
    """No two names of one kind, and none of the class around them, are one in Python."""
    for key, what, names in (
        ("senses", "sense", spec.senses),
        ("state", "state", spec.state),
        ("ports", "port", spec.ports),
    ):
        _check(agent, key, what, names, _OWN[key], found)
    for index, stage in enumerate(spec.stages):
        if isinstance(stage, RunStage) and identifier(stage.run) in _AROUND:
            what = f"the operation `{stage.run}`"
            reason = "is called like something that the module of the organ needs"
            place = agent.at(f"/flow/stages/{index}/run")
            found.add(bad_flow_value(place, what, reason, "rename it"))


def _check(
    agent: AgentSpec,
    key: str,
    what: str,
    names: Iterable[str],
    own: Collection[str],
    found: Diagnostics,
) -> None:
    seen = dict.fromkeys(own, "something of its own")
    for name in names:
        spelled = identifier(name)
        if spelled in seen:
            place = agent.key(child(f"/flow/{key}", name))
            reason = f"is `{spelled}` in Python, as {seen[spelled]} is"
            found.add(bad_flow_value(place, f"the {what} `{name}`", reason, "rename one"))
        seen.setdefault(spelled, f"`{name}`")
