"""Whatever fits the annotations gets a finite answer or an InputError, never another failure."""

import dataclasses
import importlib
import inspect
import pkgutil
import types
import typing
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from qpf_core import catalogue
from qpf_core.catalogue import fairness, policy, protocols, rules
from qpf_core.catalogue.analogy import Case
from qpf_core.catalogue.decision import Opinion
from qpf_core.catalogue.results import Edge, Pair, Score
from qpf_core.catalogue.training import Example
from qpf_core.errors import InputError
from qpf_core.plain import to_plain


@dataclasses.dataclass(frozen=True)
class Offer:
    """An offer of a schema."""

    id: str
    price: float
    cost: float


RECORDS: dict[type, type] = {
    protocols.Embedded: Case,
    protocols.Precedent: Case,
    protocols.Scored: Score,
    protocols.Linked: Edge,
    protocols.Paired: Pair,
    protocols.Labelled: Example,
    protocols.Judged: fairness.Judgement,
    protocols.Priced: Offer,
    protocols.Guarded: rules.Rule,
    protocols.Limited: policy.Limit,
    protocols.Opinionated: Opinion,
}
FLOATS = st.one_of(
    st.floats(0, 1),
    st.sampled_from([0.0, 1.0, -1.0, 5e-324, 1e-300, 1e308, -1e308]),
    st.floats(),
)
FUNCTIONS = [
    pytest.param(function, id=f"{module.name}.{name}")
    for module in pkgutil.iter_modules(catalogue.__path__)
    if not module.name.startswith("_")
    for name, function in inspect.getmembers(
        importlib.import_module(f"qpf_core.catalogue.{module.name}"), inspect.isfunction
    )
    if not name.startswith("_") and function.__module__.endswith(f".{module.name}")
]


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Return values of an annotation, small ones, with the extremes among them."""
    arguments = typing.get_args(kind)
    match typing.get_origin(kind):
        case origin if origin in (list, Sequence):
            return st.lists(values_of(arguments[0]), max_size=5)
        case origin if origin is dict:
            return st.dictionaries(values_of(str), values_of(arguments[1]), max_size=3)
        case types.UnionType:
            return st.none() | values_of(arguments[0])
    if kind is float:
        return FLOATS
    if kind is int:
        return st.integers(-2, 20)
    if kind is str:
        return st.sampled_from(["a", "b", "", "a -> b", "kg", "g/kg", "high", "jaccard"]) | st.text(
            max_size=4
        )
    if kind is bool:
        return st.booleans()
    record = RECORDS.get(kind, kind)
    fields = typing.get_type_hints(record)
    return st.builds(record, **{name: values_of(field) for name, field in fields.items()})


@pytest.mark.parametrize("function", FUNCTIONS)
@settings(derandomize=True, max_examples=25, deadline=None, database=None)
@given(data=st.data())
def test_answers_or_refuses(function: Callable[..., object], data: st.DataObject) -> None:
    hints = typing.get_type_hints(function)
    hints.pop("return")
    arguments = {name: data.draw(values_of(kind), label=name) for name, kind in hints.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            answer = function(**arguments)
        except InputError as refused:
            assert refused.field and refused.reason
            return
    try:
        to_plain(arguments)
    except InputError:
        # records made of what was passed carry its numbers, finite or not
        return
    to_plain(answer)
