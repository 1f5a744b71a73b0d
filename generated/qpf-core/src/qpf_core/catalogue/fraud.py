"""Fraud signals in amounts and times: bursts, round figures, first digits, amounts just below a
limit.
"""

import math
from collections import Counter
from dataclasses import dataclass

from qpf_core.catalogue._arrays import positive, tidy, vector
from qpf_core.guards import require_range

# Shares of first digits 1..9 in naturally grown amounts, and the mean deviation that no longer
# conforms.
_EXPECTED = [math.log10(1.0 + 1.0 / digit) for digit in range(1, 10)]
_NONCONFORMING = 0.015


@dataclass(frozen=True, slots=True)
class Benford:
    """How first digits deviate from Benford's law: mean absolute deviation (0 to 1) and chi-square
    (8 degrees).
    """

    samples: int
    deviation: float
    chi_square: float
    conforms: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FraudSignals:
    """The signals of one account: `burst` in events, the others shares.

    The score is the strongest, 0 to 1.
    """

    burst: int
    round_share: float
    below_limit_share: float
    repeated_share: float
    score: float
    reasons: list[str]


def velocity(times_s: list[float], window_s: float) -> int:
    """Return the most events that fall into any stretch shorter than `window_s` seconds.

    Times in any order.
    """
    positive("window_s", window_s)
    ordered = sorted(vector("times_s", times_s, 0).tolist())
    first = most = 0
    for place, moment in enumerate(ordered):
        while moment - ordered[first] >= window_s:
            first += 1
        most = max(most, place - first + 1)
    return most


def round_amounts(amounts: list[float], unit: float = 100.0) -> float:
    """Return the share of non-zero amounts that are whole multiples of the unit; 0 for none."""
    positive("unit", unit)
    nonzero = [amount for amount in vector("amounts", amounts, 0).tolist() if amount != 0.0]
    # cents are exact only to about nine digits, so the remainder is compared with a tolerance
    found = [
        abs(math.remainder(amount, unit)) <= 1e-9 * max(unit, abs(amount)) for amount in nonzero
    ]
    return tidy(sum(found) / len(found)) if found else 0.0


def below_limit(amounts: list[float], limit: float, margin: float = 0.05) -> float:
    """Return the share of amounts below a limit by less than the margin (a share of it): splitting
    to avoid checks.
    """
    positive("limit", limit)
    require_range("margin", margin, low=0.0, high=1.0)
    given = vector("amounts", amounts, 0).tolist()
    near = sum(limit * (1.0 - margin) <= amount < limit for amount in given)
    return tidy(near / len(given)) if given else 0.0


def repeated(amounts: list[float]) -> float:
    """Return the share of amounts that occurred before; 0 for none."""
    given = vector("amounts", amounts, 0).tolist()
    return tidy(1.0 - len(set(given)) / len(given)) if given else 0.0


def benford(amounts: list[float], minimum_samples: int = 100) -> Benford:
    """Compare first digits of the non-zero amounts with Benford's law; too few samples conform."""
    require_range("minimum_samples", minimum_samples, low=1)
    digits = Counter(
        int(f"{abs(amount):e}"[0]) for amount in vector("amounts", amounts, 0) if amount
    )
    total = digits.total()
    if total == 0:
        return Benford(0, 0.0, 0.0, True)
    shares = [digits[digit] / total for digit in range(1, 10)]
    pairs = list(zip(shares, _EXPECTED, strict=True))
    deviation = tidy(sum(abs(share - expected) for share, expected in pairs) / 9.0)
    chi_square = tidy(total * sum((share - expected) ** 2 / expected for share, expected in pairs))
    conforms = total < minimum_samples or deviation <= _NONCONFORMING
    return Benford(total, deviation, chi_square, conforms)


def assess(
    amounts: list[float],
    times_s: list[float],
    limit: float,
    window_s: float = 3600.0,
    usual_burst: int = 10,
) -> FraudSignals:
    """Collect the signals of one account.

    A burst above the usual one scores by its excess, from nothing at the usual to 1 at twice that;
    shares of round, just-below-limit and repeated amounts score above one half. Currency as in
    `limit`.
    """
    require_range("usual_burst", usual_burst, low=1)
    burst = velocity(times_s, window_s)
    shares = {
        "round_amounts": round_amounts(amounts),
        "below_limit": below_limit(amounts, limit),
        "repeated_amounts": repeated(amounts),
    }
    weights = {"velocity": min(1.0, max(0.0, burst / usual_burst - 1.0))}
    # a single amount is trivially round or near a limit; shares speak from five amounts on
    weights |= {name: share if len(amounts) >= 5 else 0.0 for name, share in shares.items()}
    return FraudSignals(
        burst=burst,
        round_share=shares["round_amounts"],
        below_limit_share=shares["below_limit"],
        repeated_share=shares["repeated_amounts"],
        score=tidy(max(weights.values())),
        reasons=[name for name, weight in weights.items() if weight >= 0.5],
    )
