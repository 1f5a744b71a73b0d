"""`band`: a value by numeric interval; each band ends below its bound, `else` is above them all."""

import ast
from typing import Annotated

from pydantic import Field

from qpf.diagnostics.catalogue.behaviour import bad_operand
from qpf.diagnostics.catalogue.behaviour_steps import band_order
from qpf.language.checker import Typed, is_plain
from qpf.language.frame import Frame
from qpf.language.rules import Branch, choose_among, declared_type
from qpf.language.step import Step, StepSpec
from qpf.language.types import INT
from qpf.language.values import value

__all__ = ["STEP", "BandEntry", "BandSpec"]


class BandEntry(StepSpec):
    """A bound, not included, and what holds below it."""

    below: float
    emit: object = None
    value: object = None


class BandSpec(StepSpec):
    """The name of the result, the number, the bands with rising bounds, what holds above them."""

    band: str
    of: str
    bands: Annotated[tuple[BandEntry, ...], Field(min_length=1)]
    otherwise: object = Field(default=None, alias="else")
    otherwise_value: object = Field(default=None, alias="else_value")
    type: str = ""


def lower(spec: BandSpec, frame: Frame) -> None:
    """Write an if-chain over the bounds."""
    wanted = declared_type(frame, spec.type, "type") or frame.hints.get(spec.band)
    number = value(frame, spec.of, None, "`of`", "of")
    if number is not None and not number.type.is_number:
        frame.found.add(bad_operand(frame.at("of"), "band", [str(number.type)]))
        number = None
    _check_order(spec, frame)
    if number is None:
        frame.forget(spec.band)
        return
    subject = _subject(spec, frame, number)
    branches = [
        Branch(
            ast.Compare(subject, [ast.Lt()], [_bound(entry.below, number)]),
            entry,
            ("bands", index),
            frame.at("bands", index),
        )
        for index, entry in enumerate(spec.bands)
    ]
    last = Branch(None, spec, (), frame.at("else"), "else", "else_value")
    choose_among(frame, spec.band, [*branches, last], wanted)


def _check_order(spec: BandSpec, frame: Frame) -> None:
    for index, entry in enumerate(spec.bands[1:], start=1):
        before = spec.bands[index - 1].below
        if entry.below <= before:
            frame.found.add(band_order(frame.at("bands", index, "below"), entry.below, before))


def _subject(spec: BandSpec, frame: Frame, number: Typed) -> ast.expr:
    """The number by a name, so that it is computed once."""
    if is_plain(number.node):
        return number.node
    name = frame.fresh(f"{spec.band}_of")
    frame.body.assign(name, number.node, frame.at("of"))
    return ast.Name(name)


def _bound(bound: float, number: Typed) -> ast.expr:
    whole = number.type == INT and float(bound).is_integer()
    size: int | float = int(abs(bound)) if whole else abs(float(bound))
    constant = ast.Constant(size)
    return ast.UnaryOp(ast.USub(), constant) if bound < 0 else constant


STEP = Step("band", BandSpec, lower)
