"""Pages in a schema: what is refused, where, and that the runtime knows every value."""

import dataclasses
import sys
from pathlib import Path

import pytest
from pages_workbench import agent_with, codes
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.sections.pages import block_spec, part_spec, spec
from qpf.sections.pages.lists import cards_of, check_lists
from qpf.sections.pages.part_spec import CardsOfSpec, FactOfSpec
from qpf.sections.pages.values import Values
from qpf.sections.section import Meant

CORE = Path(__file__).parents[2] / "templates/core/static/src"
PAGE = "pages:\n  - path: /\n    title: Home\n{}    blocks:\n{}"
LIVE = "feeds: [{path: /ws, name: items}]\n"
VALUES = "{kind: values, title: Now, items: [{label: Rate, source: /rate}]}"
FORM = "{kind: form, title: Ask, action: /ask"


def page(*blocks: str, live: str = "", feeds: str = "") -> str:
    """A schema with one page."""
    rows = "".join(f"      - {block}\n" for block in blocks)
    return feeds + PAGE.format(f"    live: {live}\n" if live else "", rows)


@pytest.fixture(scope="module")
def runtime() -> dict[str, type]:
    """The classes of the runtime by name."""
    sys.path.insert(0, str(CORE))
    try:
        from qpf_core.service import pages
    finally:
        sys.path.remove(str(CORE))
    return {name: one for name, one in vars(pages).items() if isinstance(one, type)}


SPECS = [
    one
    for module in (block_spec, part_spec, spec)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, BaseModel) and one.__module__ == module.__name__
]
BY_THE_FACTORY = {"kind", "of", "options_of", "live"}
ONLY_HERE = {"BlockBase", "CardsOfSpec", "FactOfSpec", "OptionsOfSpec", "PagesSpec"}


@pytest.mark.parametrize("kind", [one for one in SPECS if one.__name__ not in ONLY_HERE])
def test_the_runtime_takes_every_value_with_the_same_default(
    kind: type[BaseModel], runtime: dict[str, type]
) -> None:
    known = {one.name: one for one in dataclasses.fields(runtime[kind.__name__[:-4]])}
    own = {name: one for name, one in kind.model_fields.items() if name not in BY_THE_FACTORY}
    assert set(own) <= set(known)
    for name, one in own.items():
        default = known[name].default
        if one.default is not PydanticUndefined and default is not dataclasses.MISSING:
            assert (one.default or 0) == (default or 0), name


def test_a_sound_page_is_found_sound() -> None:
    assert codes(page(VALUES, live="items", feeds=LIVE)) == []
    assert codes(page("{kind: bars, title: B, fetch: /b, every_s: 2, source: /x}")) == []
    assert codes(LIVE) == []
    assert codes("servicecard: {path: /card.json, category: shop}") == []


@pytest.mark.parametrize("path", ["home", "/a/", "/a b", "/a/{id}", "//", "/ä", "/a?b", ""])
def test_a_path_is_plain(path: str) -> None:
    text = page("{kind: text, title: T}").replace("path: /\n", f'path: "{path}"\n')
    assert [code for code, _ in codes(text)] in (["QPF481"], ["QPF211"], ["QPF209"], ["QPF208"])


def test_paths_and_names_are_taken_once() -> None:
    twice = "feeds:\n  - {path: /, name: items}\n  - {path: /more, name: items}\n"
    text = page("{kind: text, title: T}") + twice + "servicecard: {path: /more, category: c}\n"
    assert [code for code, _ in codes(text)] == ["QPF480", "QPF480", "QPF480"]


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (VALUES, "QPF483"),
        ("{kind: trace, title: T, name: /a}", "QPF483"),
        (
            "{kind: cards, title: C, cards: [{title: A}], recent: {key: /, columns: [{label: A}]}}",
            "QPF483",
        ),
        ("{kind: text, title: T, links: [{label: A, href: /nowhere}]}", "QPF485"),
        ("{kind: text, title: T, fetch: /a}", "QPF489"),
        ("{kind: table, title: T, fetch: /a, every_s: 1, source: /a, columns: []}", "QPF209"),
        (FORM + ", opens: true, method: GET}", "QPF485"),
        (FORM + ", method: GET, fields: [{name: a, label: A}]}", "QPF487"),
        (FORM + ", body: bytes}", "QPF487"),
        ('{kind: form, title: Ask, action: "/ask/{id}"}', "QPF486"),
        (FORM + ", fields: [{name: id, label: Id, goes: path}]}", "QPF486"),
        (FORM + ", fields: [{name: a, label: A}, {name: a, label: B}]}", "QPF456"),
        (FORM + ", fields: [{name: a, label: A, options: [x]}]}", "QPF489"),
        (FORM + ", fields: [{name: a, label: A, control: choice}]}", "QPF489"),
        (
            FORM + ", fields: [{name: a, label: A, control: choice, options: [x], value: y}]}",
            "QPF489",
        ),
        (FORM + ", fields: [{name: a, label: A, control: check, value: yes!}]}", "QPF489"),
        (FORM + ", fields: [{name: a, label: A, least: 1}]}", "QPF489"),
        (FORM + ", fields: [{name: a, label: A, control: number, longest: 1}]}", "QPF489"),
        (FORM + ", fields: [{name: a, label: A, goes: query, base64: true}]}", "QPF489"),
        (FORM + ", fields: [{name: a, label: A, control: check, required: true}]}", "QPF489"),
        (
            FORM
            + ", fields: [{name: a, label: A, options_of: {agent: x, source: /y, title: /z}}]}",
            "QPF489",
        ),
        (FORM + ", result: [{kind: values, title: V, items: [{label: A}], fetch: /x}]}", "QPF489"),
        (FORM + ", result: [{kind: values, title: V, items: [{label: A}], every_s: 1}]}", "QPF489"),
        (FORM + ", result: [{kind: trace, title: T, name: /a, before: lost}]}", "QPF489"),
        (FORM + ", result: [{kind: trace, title: T, name: /a, source: /b, group: /c}]}", "QPF489"),
        ("{kind: cards, title: C}", "QPF212"),
        ("{kind: histogram, title: H, source: /a, edges: [2, 1], fetch: /x}", "QPF212"),
        ("{kind: bars, title: B, source: rate, fetch: /x}", "QPF208"),
        ("{kind: bars, title: B, key: /a, fetch: /x}", "QPF489"),
        ("{kind: dial, title: D}", "QPF206"),
        ("{title: D}", "QPF202"),
    ],
)
def test_a_faulty_block_is_refused(block: str, code: str) -> None:
    assert {one for one, _ in codes(page(block))} == {code}


def test_what_only_matters_live_is_refused_elsewhere() -> None:
    text = page("{kind: text, title: T}", live="items", feeds=LIVE)
    assert codes(text) == [("QPF489", 5)]
    counted = "{kind: series, title: S, shows: items, lines: [{label: A, source: /a}]}"
    assert [code for code, _ in codes(page(counted, live="items", feeds=LIVE))] == ["QPF489"]
    plain = "{kind: trace, title: T, name: /a, before: text}"
    assert [code for code, _ in codes(page(plain, live="items", feeds=LIVE))] == ["QPF489"]


def test_cards_come_from_the_schema_of_another_agent() -> None:
    found = Diagnostics()
    shelf = agent_with(
        "goods:\n  - {name: Tea, about: {hot: 1, green: 2}, sold: [a, {b: 1}, true, null]}\n",
        found,
        "shop/shelf",
    )
    wanted = CardsOfSpec(
        agent="shelf",
        source="/goods",
        title="/name",
        text="/about",
        facts=(FactOfSpec(label="Sold", source="/sold"), FactOfSpec(label="No", source="/no")),
    )
    [placed] = cards_of(wanted, shelf)
    assert (placed.card.title, placed.card.text, placed.card.key) == ("Tea", "hot, green", "Tea")
    assert [(fact.label, fact.text) for fact in placed.card.facts] == [("Sold", "a, b, yes")]
    assert placed.place.line == 2
    by_key = wanted.model_copy(update={"key": "/sold/0"})
    assert next(cards_of(by_key, shelf)).card.key == "a"


@pytest.mark.parametrize("source", ["/goods", "/goods/0", "/nothing", "/goods/0/name/0"])
@pytest.mark.parametrize("use", ["cards", "options"])
def test_a_list_that_is_not_there_is_refused(source: str, use: str) -> None:
    found = Diagnostics()
    of = f"{{agent: shelf, source: {source}, title: /title}}"
    blocks = {
        "cards": f"{{kind: cards, title: C, of: {of}}}",
        "options": FORM + f", fields: [{{name: a, label: A, control: choice, options_of: {of}}}]}}",
    }
    own = agent_with(page(blocks[use]), found)
    shelf = agent_with("goods:\n  - {name: Tea}\n", found, "shop/shelf")
    for peers in ({shelf.id: shelf}, {}):
        told = Diagnostics()
        check_lists(Meant(agent=own, peers=peers, scope=None, operations=()), told)  # type: ignore[arg-type]
        assert [one.code for one in told.found] == ["QPF484"]
    assert not found.found


def test_written_values_are_the_runtime_s_own(runtime: dict[str, type]) -> None:
    found = Diagnostics()
    hostile = "\"'\\\\ </script> {0} #"
    form = FORM + ", fields: [{name: a, label: A, most: 2, control: number}]}"
    text = page(VALUES, form, live="items", feeds=LIVE).replace(
        "Home", f"'{hostile}x'".replace("\"'", '"')
    )
    agent = agent_with(text, found)
    values = Values(agent, {}, {"items": "/ws"})
    lines = list(values.written(agent.section("pages", spec.PagesSpec).pages[0], "/pages/0"))
    source = "\n".join(line.text for line in lines).removesuffix(",")
    made = eval(source, dict(runtime))
    assert made.title.endswith("</script> {0} #x")
    assert made.live == "/ws"
    assert [block.kind for block in made.blocks] == ["values", "form"]
    assert made.blocks[1].fields[0].most == 2
    assert {line.place.line for line in lines if line.place} >= {3, 4, 5, 7, 8}
