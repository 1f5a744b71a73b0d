"""What the desk of the story knows: two batches, and how deals ended."""

from typing import Any

_DAY_S = 86_400.0


def clear_batch() -> dict[str, Any]:
    """Return a small lot that is just what is wanted."""
    return {
        "batch_id": "lot-clear",
        "wanted": "hdpe blow moulding",
        "records": [_record("r1", "blow moulding", tonnes=0.6)],
    }


def doubtful_batch() -> dict[str, Any]:
    """Return a large lot that is hardly what is wanted."""
    return {
        "batch_id": "lot-doubtful",
        "wanted": "hdpe film grade",
        "records": [_record("r2", "blow moulding", tonnes=80.0)],
    }


def noisy_deals() -> list[dict[str, Any]]:
    """Return deals of the north whose first feature tells the end, but for every sixth."""
    return [_deal("n", place, lie=place % 6 == 5) for place in range(30)]


def clean_deals() -> list[dict[str, Any]]:
    """Return deals of the north whose first feature tells the end."""
    return [_deal("c", place) for place in range(60)]


def turned_down_deals() -> list[dict[str, Any]]:
    """Return good deals of the south that were forecast to be bad: the planted bias."""
    return [
        _deal("s", place) | {"group": "south", "confidence": 0.25, "label": True}
        for place in range(20)
    ]


def _record(identity: str, description: str, *, tonnes: float) -> dict[str, Any]:
    return {
        "id": identity,
        "fields": {
            "seller": "North Resin",
            "buyer": "South Bottles",
            "polymer": "HDPE",
            "description": description,
        },
        "figures": {"quantity": tonnes, "price": 1.25, "cost": 1.0},
        "units": {"quantity": "tonne"},
    }


def _deal(kind: str, place: int, *, lie: bool = False) -> dict[str, Any]:
    # the same grid of features at every time, so that only the labels make a difference
    first = (place * 7 % 30) / 5.0 - 2.9
    good = (first > 0) != lie
    return {
        "id": f"{kind}{place:02}",
        "item": f"item-{kind}{place:02}",
        "group": "north",
        "amount": 1234.5 + 17.25 * place + 3.5 * ord(kind[0]),
        "at_s": _DAY_S * (place + 100 * ord(kind[0])),
        "features": [first, place % 3 / 1.0],
        "confidence": 0.75 if first > 0 else 0.3,
        "label": good,
    }
