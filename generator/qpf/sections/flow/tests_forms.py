"""What the template of an organ's tests prints."""

from dataclasses import dataclass

from qpf.views.encode import Code, CommentText, DottedName, Identifier, Literal, Number
from qpf.views.modules import ModuleView
from qpf.views.naming import ClassName

__all__ = [
    "BeatView",
    "FieldView",
    "LawView",
    "OrganTestsView",
    "PortTestView",
    "RunView",
    "StateTestView",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field of the health that the tests use."""

    name: Identifier
    annotation: Code
    default: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class PortTestView:
    """A port of the organ under test."""

    name: Identifier
    text: Literal
    neutral: Literal
    stands: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class BeatView:
    """One beat of a table."""

    sensed: Code
    answers: Literal
    report: Literal
    acts: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """Beats of one organ in order, and what they show."""

    name: Literal
    beats: tuple[BeatView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTestView:
    """A state: what it can be restored to, and what it is after many beats."""

    name: Identifier
    sample: Literal
    after: Literal
    shown: Literal
    limit: Literal
    has_limit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LawView:
    """A condition that holds after every beat."""

    text: CommentText
    test: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganTestsView(ModuleView):
    """The tests of one organ."""

    module: DottedName
    stem: Identifier
    class_name: ClassName
    ports_class: ClassName
    name: Literal
    key: Literal
    deadline: Number
    fields: tuple[FieldView, ...]
    ports: tuple[PortTestView, ...]
    beats: tuple[BeatView, ...]
    runs: tuple[RunView, ...]
    has_runs: bool
    states: tuple[StateTestView, ...]
    laws: tuple[LawView, ...]
    strategies: Code
    operations: Literal
    trace: Literal
    alarmed: Code
    keys: Literal
    many: Number
    has_beats: bool
    has_ports: bool
    is_action_foretold: bool
    has_states: bool
    has_sensed: bool
    has_laws: bool
    may_refuse: bool
    has_operations: bool
