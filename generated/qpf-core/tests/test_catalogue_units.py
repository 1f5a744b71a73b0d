"""Units and lending: known conversions and loans, and what is refused."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from qpf_core.catalogue import lending, units
from qpf_core.errors import InputError

quick = settings(derandomize=True, max_examples=60, deadline=None, database=None)


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (1500, "kg", "t", 1.5),
        (1, "lb", "kg", 0.45359237),
        (20, "C", "F", 68.0),
        (0, "K", "C", -273.15),
        (32, "F", "C", 0.0),
        (5, "%", "1", 0.05),
        (1.25, "%", "bps", 125.0),
        (900, "EUR/t", "EUR/kg", 0.9),
        (36, "km/h", "m/s", 10.0),
        (2, "g/min", "g/min", 2.0),
        (10, "pcs", "pcs", 10.0),
        (5, "C/h", "F/h", 9.0),
    ],
)
def test_conversion(value: float, unit: str, to: str, expected: float) -> None:
    assert units.convert(value, unit, to) == pytest.approx(expected, abs=1e-9)
    assert units.same_dimension(unit, to)
    assert units.convert(expected, to, unit) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    ("unit", "to"),
    [
        ("kg", "m"),
        ("EUR", "USD"),
        ("EUR/kg", "USD/kg"),
        ("kg", "kg/s"),
        ("m/s", "m"),
        ("kg", "pcs"),
    ],
)
def test_units_of_different_dimension_are_refused(unit: str, to: str) -> None:
    assert not units.same_dimension(unit, to)
    with pytest.raises(InputError, match="to"):
        units.convert(1.0, unit, to)


def test_quantities() -> None:
    amount = units.quantity(2.0, "t")
    assert units.in_unit(amount, "kg") == units.Quantity(2000.0, "kg")
    assert units.is_known("kg/m3") and not units.is_known("EUR/kg")
    for call in (
        lambda: units.quantity(math.nan, "t"),
        lambda: units.convert(math.inf, "t", "kg"),
        lambda: units.convert(1e308, "t", "g"),
    ):
        with pytest.raises(InputError, match="value"):
            call()


def test_payment_of_a_known_loan() -> None:
    # 200,000 at 6 % over 30 years is the textbook 1199.10
    assert lending.monthly_payment(200_000, 0.06, 360) == pytest.approx(1199.10, abs=0.005)
    assert lending.monthly_payment(1200, 0.0, 12) == 100.0
    assert lending.monthly_payment(1200, 1e-9, 12) == pytest.approx(100.0)


@quick
@given(st.floats(1, 1e7), st.floats(0, 0.3), st.integers(1, 480))
def test_payments_repay_the_loan(principal: float, rate: float, months: int) -> None:
    owed = [
        lending.remaining_balance(principal, rate, months, paid)
        for paid in (0, months // 2, months)
    ]
    assert owed[0] == pytest.approx(principal)
    assert owed[0] >= owed[1] >= owed[2]
    assert owed[2] == pytest.approx(0.0, abs=principal * 1e-4)
    assert lending.monthly_payment(principal, rate, months) * months >= principal * (1 - 1e-9)


def test_lending_figures() -> None:
    assert lending.loan_to_value(160_000, 200_000) == 0.8
    assert lending.debt_to_income(1500, 5000) == 0.3
    assert lending.spread_bps(0.0575, 0.05) == pytest.approx(75.0)
    assert lending.spread_bps(0.04, 0.05) == pytest.approx(-100.0)


@pytest.mark.parametrize(
    "call",
    [
        lambda: lending.monthly_payment(0.0, 0.05, 12),
        lambda: lending.monthly_payment(1.0, 5.0, 12),
        lambda: lending.monthly_payment(1.0, 0.05, 0),
        lambda: lending.remaining_balance(1.0, 0.05, 12, 13),
        lambda: lending.loan_to_value(-1.0, 1.0),
        lambda: lending.loan_to_value(math.inf, 1.0),
        lambda: lending.loan_to_value(1.0, 0.0),
        lambda: lending.debt_to_income(1.0, 0.0),
        lambda: lending.debt_to_income(math.inf, 1.0),
        lambda: lending.spread_bps(math.nan, 0.0),
    ],
)
def test_lending_refuses(call: Callable[[], object]) -> None:
    with pytest.raises(InputError):
        call()
