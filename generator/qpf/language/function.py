"""The finished text of a function: header, docstring, body."""

import ast
from collections.abc import Iterator

from qpf.language.body import Body
from qpf.language.constraints import constrained
from qpf.language.docstrings import docstring, sentence
from qpf.language.frame import Frame
from qpf.language.interface import Interface
from qpf.language.literals import literal
from qpf.language.opening import is_made_inside
from qpf.language.operation_spec import InputSpec, OperationSpec
from qpf.language.signatures import Signature
from qpf.language.types import TypeRef, optional
from qpf.language.unparse import source
from qpf.model.code import CodeLine

__all__ = ["finished_function"]

_INDENT = "    "


def finished_function(
    spec: OperationSpec, outside: Interface, frame: Frame, signature: Signature, pointer: str
) -> tuple[CodeLine, ...]:
    """All lines of the function; each knows the place that made it."""
    place = frame.scope.origins.at(f"{pointer}/name")
    head = "async def" if frame.is_async else "def"
    parameters = list(_parameters(spec, outside, frame))
    given = ["*", *parameters] if parameters else []
    if frame.is_async:
        frame.body.use(ast.Name("Context"))
        given = ["ctx: Context", *given]
    returned = _annotation(outside.returns, frame.body, frame)
    header = f"{head} {signature.function}({', '.join(given)}) -> {returned}:"
    text = _docstring(spec, outside, frame)
    summary_place = frame.scope.origins.at(f"{pointer}/summary")
    lines = [CodeLine(header, place), *(CodeLine(line, summary_place) for line in text)]
    return (*lines, *frame.body.lines)


def _annotation(kind: TypeRef | None, body: Body, frame: Frame) -> str:
    if kind is None:
        return "None"
    tree = kind.annotation(frame.scope.types.python_name)
    body.use(tree)
    return source(tree)


def _parameters(spec: OperationSpec, outside: Interface, frame: Frame) -> Iterator[str]:
    for name, one in spec.input.items():
        kind = outside.types[name]
        made_inside = is_made_inside(one.default)
        shown = _annotation(optional(kind) if made_inside else kind, frame.body, frame)
        default = ""
        if "default" in one.model_fields_set:
            value = None if made_inside else one.default
            tree = literal(value, optional(kind) if made_inside else kind, frame.scope.types)
            frame.body.use(tree)
            default = f" = {source(tree)}"
        yield f"{outside.identifiers[name]}: {shown}{default}"


def _docstring(spec: OperationSpec, outside: Interface, frame: Frame) -> list[str]:
    summary = sentence(spec.summary, spec.name.replace("_", " ").capitalize())
    inputs = [
        f"{outside.identifiers[name]}: {described_input(one)}"
        for name, one in spec.input.items()
        if described_input(one)
    ]
    result = []
    if spec.output is not None and (spec.output.summary or spec.output.unit):
        words = [spec.output.summary.rstrip("."), _unit(spec.output.unit)]
        result = [f"{', '.join(word for word in words if word)}."]
    sections = (("Args", inputs), ("Returns", result), ("Raises", _raised(spec, frame)))
    return docstring(summary, sections, _INDENT)


def _unit(unit: str) -> str:
    return f"in {unit}" if unit and unit != "1" else ""


def described_input(spec: InputSpec) -> str:
    """What a docstring says about an input: its summary, its unit, its limits."""
    words = [spec.summary.rstrip("."), _unit(spec.unit), *_limits(spec)]
    text = ", ".join(word for word in words if word)
    return f"{text}." if text else ""


def _limits(spec: InputSpec) -> Iterator[str]:
    if spec.range is not None:
        low, high = spec.range
        least = f"at least {low:g}" if low is not None else ""
        most = f"at most {high:g}" if high is not None else ""
        yield " and ".join(end for end in (least, most) if end)
    for fewest, highest, what in (
        (spec.min_items, spec.max_items, "items"),
        (spec.min_length, spec.max_length, "characters"),
    ):
        few = f"at least {fewest}" if fewest else ""
        ends = [few, f"at most {highest}" if highest is not None else ""]
        if any(ends):
            single = (highest if highest is not None else fewest) == 1
            shown = what.removesuffix("s") if single else what
            yield f"{' and '.join(end for end in ends if end)} {shown}"
    if spec.one_of is not None:
        yield "one of " + ", ".join(str(one) for one in spec.one_of)


def _raised(spec: OperationSpec, frame: Frame) -> list[str]:
    found = []
    if any(constrained(one) for one in spec.input.values()):
        found.append("InputError: When an input breaks its limits.")
    for name in frame.raised:
        reason = frame.errors.get(name, "").rstrip(".")
        found.append(f"RequirementFailed: `{name}`: {reason}.")
    return found
