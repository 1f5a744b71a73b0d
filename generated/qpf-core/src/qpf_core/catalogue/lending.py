"""Lending: the figures a mortgage decision rests on.

Shares are fractions (0.8 is 80 %), rates are per year.
"""

from qpf_core.catalogue._arrays import positive, tidy
from qpf_core.guards import require_finite, require_range


def monthly_payment(principal: float, yearly_rate: float, months: int) -> float:
    """Return the constant payment that repays a loan in equal months, in the currency of the
    principal.
    """
    positive("principal", principal)
    require_range("yearly_rate", yearly_rate, low=0.0, high=1.0)
    require_range("months", months, low=1, high=1200)
    rate = yearly_rate / 12.0
    # below this the exact formula only loses digits; interest is then half a month's share a month
    if rate < 1e-9:
        return tidy(principal / months * (1.0 + rate * (months + 1) / 2.0))
    return tidy(principal * rate / (1.0 - (1.0 + rate) ** -months))


def loan_to_value(principal: float, property_value: float) -> float:
    """Return the loan as a share of the value of the property, both in one currency."""
    require_range("principal", principal, low=0.0)
    require_finite("principal", principal)
    positive("property_value", property_value)
    return tidy(principal / property_value)


def debt_to_income(monthly_debt: float, monthly_income: float) -> float:
    """Return the monthly debt payments as a share of the monthly income, both in one currency."""
    require_range("monthly_debt", monthly_debt, low=0.0)
    require_finite("monthly_debt", monthly_debt)
    positive("monthly_income", monthly_income)
    return tidy(monthly_debt / monthly_income)


def spread_bps(offered_rate: float, funding_rate: float) -> float:
    """Return the margin between two yearly rates in basis points; negative for a loss."""
    require_finite("offered_rate", offered_rate)
    require_finite("funding_rate", funding_rate)
    return tidy((offered_rate - funding_rate) * 10_000.0)


def remaining_balance(principal: float, yearly_rate: float, months: int, paid_months: int) -> float:
    """Return what is still owed after some payments of `monthly_payment`, never below 0."""
    payment = monthly_payment(principal, yearly_rate, months)
    require_range("paid_months", paid_months, low=0, high=months)
    rate = yearly_rate / 12.0
    if rate < 1e-9:
        return max(0.0, tidy(principal * (1.0 - paid_months / months)))
    growth = (1.0 + rate) ** paid_months
    return max(0.0, tidy(principal * growth - payment * (growth - 1.0) / rate))
