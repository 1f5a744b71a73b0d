"""Routes over tables: what is said of one that checks fields of a new row."""

import pytest

from qpf.sections.tables.route_rules import route_fault
from qpf.sections.tables.spec import RouteSpec

CHECK = "demo.plans.check"


def route(**said: object) -> RouteSpec:
    given = {"path": "/plans", "create": "plans", "fields": ("name", "plan"), "summary": "Keep."}
    return RouteSpec.model_validate(given | said)


def test_a_check_with_an_example_is_good() -> None:
    good = route(checks={"plan": CHECK}, example={"plan": {"steps": ["one"]}})
    assert route_fault(good, set()) == ("", "")
    assert route_fault(route(), set()) == ("", "")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"checks": {"plan": CHECK}}, "checks `plan` without an example that passes"),
        ({"checks": {"other": CHECK}}, "has `checks` for `other`, which is no field"),
        ({"example": {"other": 1}}, "has `example` for `other`, which is no field"),
        (
            {"create": None, "fields": (), "list": "plans", "example": {"name": "x"}},
            "has `example`, which belongs to `create`",
        ),
    ],
)
def test_a_check_that_cannot_be_shown_is_refused(said: dict[str, object], reason: str) -> None:
    assert route_fault(route(**said), set())[0] == reason
