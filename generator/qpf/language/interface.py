"""The outside of an operation: its parameters, its result, its signature, what it calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.constraints import check_input
from qpf.language.identifiers import Identifiers
from qpf.language.operation_spec import OperationSpec
from qpf.language.pointers import located
from qpf.language.scope import OperationScope
from qpf.language.signatures import Signature, SignatureParameter
from qpf.language.step import StepSpec
from qpf.language.type_text import parse_type
from qpf.language.types import NONE, TypeRef
from qpf.model.document import child

__all__ = [
    "Interface",
    "interface_of",
    "is_effectful",
    "operation_signature",
    "references",
    "reserved_names",
    "walk",
    "walk_at",
]

_EFFECTS = frozenset(
    {"ask", "send", "publish", "measure", "audit", "remember", "recall", "escalate", "approve"}
)
_IN_TESTS = frozenset({"actual", "expected", "given", "pytest", "refused", "settings", "st"})
"""Names that derived tests use beside the parameters of the operation."""

DEFAULT_MODULE = "operations"


@dataclass(frozen=True, slots=True)
class Interface:
    """Types and Python names of the inputs, and the type of the output (None: no output)."""

    types: Mapping[str, TypeRef]
    identifiers: Mapping[str, str]
    returns: TypeRef | None


def interface_of(
    spec: OperationSpec,
    scope: OperationScope,
    names: Identifiers,
    pointer: str,
    found: Diagnostics,
) -> Interface:
    """Read the types of inputs and output and check the constraints; `names` gives Python names."""
    types: dict[str, TypeRef] = {}
    for name, one in spec.input.items():
        at = child(f"{pointer}/input", name)
        types[name] = _read(one.type, scope, at, found)
        check_input(name, one, types[name], scope, at, found)
    returns = None
    if spec.output is not None:
        returns = _read(spec.output.type, scope, f"{pointer}/output", found)
    return Interface(types, {name: _parameter(name, names) for name in spec.input}, returns)


def _parameter(name: str, names: Identifiers) -> str:
    return names.of(f"{name} input" if name in _IN_TESTS else name)


def _read(text: str, scope: OperationScope, at: str, found: Diagnostics) -> TypeRef:
    pointer = located(scope.origins, f"{at}/type", at)
    return parse_type(
        text,
        scope.types,
        lambda start, length: scope.origins.within(pointer, start, length),
        found,
    )


def operation_signature(
    spec: OperationSpec,
    scope: OperationScope,
    *,
    function: str,
    reserved: frozenset[str] = frozenset(),
    is_async: bool,
    pointer: str,
) -> Signature:
    """How others see an operation; faults are reported by compiling it."""
    outside = interface_of(spec, scope, Identifiers(reserved), pointer, Diagnostics())
    parameters = tuple(
        SignatureParameter(
            name,
            outside.identifiers[name],
            outside.types[name],
            "default" not in one.model_fields_set,
        )
        for name, one in spec.input.items()
    )
    return Signature(
        name=spec.name,
        function=function,
        module=f"{scope.package}.{spec.module or DEFAULT_MODULE}",
        parameters=parameters,
        returns=outside.returns if outside.returns is not None else NONE,
        is_async=is_async,
        summary=spec.summary,
        place=scope.origins.at(child(pointer, "name")),
    )


@cache
def _fields(kind: type[StepSpec]) -> frozenset[str]:
    """What a kind of step has; asking a step for what it has not is slow."""
    return frozenset(kind.model_fields)


def walk(steps: Sequence[StepSpec]) -> Iterator[StepSpec]:
    """Every step, also those inside loops."""
    for step in steps:
        yield step
        if "steps" in _fields(type(step)):
            yield from walk(getattr(step, "steps", ()))


def walk_at(steps: Sequence[StepSpec], pointer: str) -> Iterator[tuple[str, StepSpec]]:
    """Every step with its pointer, also those inside loops; `pointer` leads to the list."""
    for index, step in enumerate(steps):
        at = f"{pointer}/{index}"
        yield at, step
        yield from walk_at(getattr(step, "steps", ()), f"{at}/steps")


def references(spec: OperationSpec, verb: str) -> list[str]:
    """What the steps of one verb (`use`, `call`, `ask`) refer to."""
    steps = (step for step in walk(spec.steps) if verb in _fields(type(step)))
    found = (getattr(step, verb) for step in steps)
    return [name for name in found if isinstance(name, str)]


def is_effectful(spec: OperationSpec, scope: OperationScope) -> bool:
    """Whether an operation does more than compute, apart from what it calls."""
    for step in walk(spec.steps):
        if not _EFFECTS.isdisjoint(_fields(type(step))):
            return True
    used = (scope.functions.get(name) for name in references(spec, "use"))
    return any(one is not None and one.is_async for one in used)


def reserved_names(specs: Sequence[OperationSpec], scope: OperationScope) -> frozenset[str]:
    """Modules that operations import; no variable of the same agent may be called like them."""
    used = {name for spec in specs for name in references(spec, "use")}
    stems = {name.rpartition(".")[0].rpartition(".")[2] for name in used}
    modules = {scope.functions[name].module for name in used if name in scope.functions}
    stems |= {module.rpartition(".")[2] for module in modules}
    # the other two stand for a module whose own name is taken
    return frozenset(
        name for stem in stems for name in (stem, f"{stem}_functions", f"extension_{stem}")
    )
