"""One fault never hides another: they are all named in the run in which they are made."""

import sys
from functools import cache
from pathlib import Path

import pytest
from places_source import position
from places_workspaces import Workspace, golden_workspaces

from qpf.sections.core_routes import CORE_ROUTES

CORE = Path(__file__).parents[2] / "templates/core/static/src"
GLUE, MAP = "glue/demo.yaml", "extractor_maps/demo.yaml"
PORTER, CLERK, GREETER = (f"schemas/demo/{name}.yaml" for name in ("porter", "clerk", "greeter"))

Change = tuple[str, str, str, str]
"""A file, what stands in it once, what stands there instead, and the part of that at fault."""


@cache
def named(name: str) -> Workspace:
    """A golden case."""
    return next(one for one in golden_workspaces() if one.name == name)


def expected(name: str, changes: tuple[Change, ...]) -> tuple[dict[str, bytes], list[str]]:
    """The changed files, and the place of each fault."""
    texts = {one.path: one.text for one in named(name).sources}
    for path, old, new, _ in changes:
        assert texts[path].count(old) == 1, (path, old)
        texts[path] = texts[path].replace(old, new)
    places = []
    for path, _, new, part in changes:
        line, column = position(texts[path], texts[path].index(new) + new.index(part))
        places.append(f"{path}:{line}:{column}")
    return {one[0]: texts[one[0]].encode() for one in changes}, places


def errors(name: str, changes: tuple[Change, ...]) -> tuple[list[str], list[str]]:
    """The places of all errors with their codes, and the places where faults were made."""
    changed, places = expected(name, changes)
    findings = named(name).findings(changed)
    assert not findings.crash, findings.crash
    said = [one for one in findings.found if one.severity == "error"]
    return [f"{one.place} {one.code}" for one in said], places


MISSPELLED = (GLUE, "client_module: desk_client", "client_modul: desk_client", "client_modul")
UNSENT = (GLUE, "packet_types: [departure]", "packet_types: [departur]", "departur]")
UNHEARD = (
    GLUE,
    "event_subscriptions: [room_taken]",
    "event_subscriptions: [room_take]",
    "room_take]",
)
LACKING = (
    GLUE,
    "    to_agent: desk\n    connection_type: api_call\n",
    "    connection_type: api_call\n",
    "",
)
STEPS = (PORTER, "steps:\n      - ask", "stpes:\n      - ask", "stpes")
UNKNOWN = (PORTER, "return: len(guest) + room", "return: len(guest) + rooom", "rooom")
SECTION = (PORTER, "operations:\n", "operatoins:\n", "operatoins")
NUMBER = (MAP, "decisionlatencymaxms: 500", "decisionlatencymaxms: soon", "soon")


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        pytest.param((MISSPELLED, UNSENT), ("QPF203", "QPF345 QPF348"), id="a key of a wiring"),
        pytest.param((STEPS, UNKNOWN), ("QPF203", "QPF501"), id="a key of an operation"),
        pytest.param((SECTION, UNKNOWN), ("QPF204", "QPF501"), id="a section"),
        pytest.param(
            (NUMBER, UNKNOWN, UNHEARD), ("QPF205", "QPF501", "QPF346 QPF349"), id="a type"
        ),
    ],
)
def test_a_fault_hides_no_other_and_brings_none(
    changes: tuple[Change, ...], codes: tuple[str, ...]
) -> None:
    said, places = errors("wired_agents", changes)
    rows = zip(places, codes, strict=True)
    wanted = {f"{place} {code}" for place, row in rows for code in row.split()}
    # an event or packet that a faulty wiring does not name has no wiring
    echoes = {one for one in said if one.endswith(("QPF437", "QPF438"))}
    assert set(said) - echoes == wanted


def test_a_wiring_that_cannot_be_read_leaves_the_others() -> None:
    said, (_, second) = errors("wired_agents", (LACKING, UNHEARD))
    assert {f"{GLUE}:2:5 QPF202", f"{second} QPF346"} <= set(said)


def test_a_default_that_every_schema_overrides_is_checked() -> None:
    documents = "    generatedocs: [README.md"
    change = (MAP, documents, f"    generatefiles: [__init__.py, 42]\n{documents}", "42")
    said, places = errors("minimal_agent", (change,))
    assert f"{places[0]} QPF205" in said


def test_an_example_that_fails_is_found_before_it_is_a_test() -> None:
    change = (CLERK, "expect: 240.0", "expect: 241.0", "241.0")
    said, places = errors("every_step", (change,))
    assert said == [f"{places[0]} QPF543"]


@pytest.mark.parametrize(("method", "path"), CORE_ROUTES)
def test_routes_of_the_core_are_taken(method: str, path: str) -> None:
    change = (
        GREETER,
        "path: /greet, method: POST",
        f'path: "{path}", method: {method}',
        f'"{path}',
    )
    said, places = errors("defaults_from_map", (change,))
    assert f"{places[0]} QPF457" in said


def test_the_routes_of_the_core_are_those_that_a_service_has() -> None:
    sys.path.insert(0, str(CORE))
    try:
        from qpf_core.service import Platform, create_service

        service = create_service("bare", "1.0.0", [], Platform.embedded())
    finally:
        sys.path.remove(str(CORE))
    served = set(_routes(service.routes))
    assert served == set(CORE_ROUTES)


def _routes(routes: list) -> list[tuple[str, str]]:
    found = []
    for one in routes:
        inner = getattr(getattr(one, "original_router", None), "routes", None)
        if inner is not None:
            found += _routes(inner)
        else:
            found += [(method, one.path) for method in one.methods if method != "HEAD"]
    return found


@pytest.mark.parametrize(
    ("case", "change", "code"),
    [
        pytest.param(
            "wired_agents",
            (PORTER, "path: /porter/guests", "path: /desk/rooms", "/desk/rooms"),
            "QPF457",
            id="an endpoint of another agent",
        ),
        pytest.param(
            "pages",
            (GREETER, "path: /card.json, cat", "path: /status, cat", "/status"),
            "QPF457",
            id="the card and an endpoint",
        ),
        pytest.param(
            "pages",
            (GREETER, "action: /greet\n", "action: /great\n", "/great"),
            "QPF458",
            id="a form that nothing answers",
        ),
        pytest.param(
            "pages",
            (GREETER, "fetch: /status", "fetch: /state", "/state"),
            "QPF458",
            id="a block that fetches nothing",
        ),
        pytest.param(
            "pages",
            (GREETER, "every_s: 0.5}", "taps: [demo.extensions.sources.tap]}", "demo.ext"),
            "QPF357",
            id="a tap in no module",
        ),
        pytest.param(
            "pages",
            (GREETER, "every_s: 0.5}", "taps: [qpf_core.service.live.tap_all]}", "tap_all"),
            "QPF357",
            id="a tap that a module lacks",
        ),
    ],
)
def test_what_a_service_lacks_or_has_twice(case: str, change: Change, code: str) -> None:
    said, places = errors(case, (change,))
    assert f"{places[0]} {code}" in said
