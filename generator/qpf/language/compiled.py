"""What compiling an operation gives: source with places, and what others must know."""

from dataclasses import dataclass, field
from enum import StrEnum

from qpf.diagnostics.diagnostic import Place
from qpf.language.operation_spec import OperationSpec
from qpf.language.step import StepSpec
from qpf.language.types import TypeRef
from qpf.model.code import CodeLine, Import

__all__ = ["CompiledOperation", "CompiledParameter", "CompiledTest", "Effects", "Reach", "TestKind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What an operation touches outside itself; each tuple in the order of first use."""

    layers: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    packets: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    approves: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Each tuple in the order of first use; `certain` are steps that every success runs.

    A step is certain when it has no condition, stands in no loop, and nothing before it returns
    under a condition.
    """

    asks: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    steps: tuple[StepSpec, ...] = ()
    certain: tuple[StepSpec, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledParameter:
    """An input: `name` in schemas, `identifier` in Python; `default` if not required."""

    name: str
    identifier: str
    type: TypeRef
    required: bool
    default: object = None
    summary: str = ""
    unit: str = ""
    place: Place | None = None


class TestKind(StrEnum):
    """Why a derived test exists."""

    __test__ = False  # its name looks like a test class to pytest

    EXAMPLE = "example"
    BOUNDARY = "boundary"
    PROPERTY = "property"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledTest:
    """One pytest function."""

    name: str
    kind: TestKind
    lines: tuple[CodeLine, ...]
    imports: frozenset[Import]
    place: Place
    is_async: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledOperation:
    """One operation: `function` is its Python name in `module`, `lines` its finished source.

    `dotted` is the importable module, `errors` the names its `require` steps may fail with.
    """

    name: str
    function: str
    module: str
    dotted: str
    summary: str
    is_async: bool
    parameters: tuple[CompiledParameter, ...]
    returns: TypeRef
    lines: tuple[CodeLine, ...]
    imports: frozenset[Import]
    effects: Effects
    errors: tuple[str, ...]
    spec: OperationSpec
    place: Place
    pointer: str
    may_refuse: bool = field(default=False)
    reach: Reach = field(default_factory=Reach)
