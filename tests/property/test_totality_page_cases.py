"""Pages that were accepted and wrong: some could not be emitted, some never reached a browser."""

from pathlib import Path
from typing import Any

import pytest
from counterexamples import emitted_files, errors, golden, module, refusals
from scene import Workspace

GREETER = "schemas/demo/greeter.yaml"
LIST = {"agent": "greeter", "source": "/operations", "title": "/name"}


def site(**sections: Any) -> Workspace:
    """A service with other pages, feeds and card."""
    drawn = golden("pages")
    greeter = drawn.documents[GREETER]
    for key in ("pages", "feeds", "servicecard"):
        greeter.pop(key)
    greeter.update(sections)
    return drawn


def page(*blocks: dict[str, Any], path: str = "/") -> Workspace:
    """A service with one page."""
    shown = list(blocks) or [{"kind": "text", "title": "Hello"}]
    return site(pages=[{"path": path, "title": "Home", "blocks": shown}])


def form(*fields: dict[str, Any], **more: Any) -> Workspace:
    """A service with one form."""
    named = [{"name": f"f{number}", "label": "L", **one} for number, one in enumerate(fields)]
    return page({"kind": "form", "title": "Ask", "action": "/greet", "fields": named, **more})


@pytest.mark.parametrize(
    ("things", "keyword"),
    [
        ({"cards": [], "of": LIST}, "cards=("),
        ({"cards": [{"title": "A"}], "of": None}, "cards=("),
    ],
)
def test_cards_are_listed_once(things: dict[str, Any], keyword: str, tmp_path: Path) -> None:
    drawn = page({"kind": "cards", "title": "Things", **things})
    text = module(emitted_files(drawn, tmp_path), "page_home")
    assert text.count(keyword) == 1
    assert "of=" not in text


@pytest.mark.parametrize(
    "choices",
    [{"options": [], "options_of": LIST}, {"options": ["find_room"], "options_of": None}],
)
def test_options_are_listed_once(choices: dict[str, Any], tmp_path: Path) -> None:
    drawn = form({"control": "choice", **choices})
    text = module(emitted_files(drawn, tmp_path), "page_home")
    assert text.count("options=(") == 1
    assert '"find_room"' in text
    assert "options_of" not in text


def test_pages_have_modules_of_their_own(tmp_path: Path) -> None:
    paths = ["/", "/home", "/a/b", "/a-b", "/a.b", "/A/b", "/-", "/.-", "/x", "/_/x"]
    text = {"kind": "text", "title": "Hello"}
    drawn = site(pages=[{"path": one, "title": "T", "blocks": [text]} for one in paths])
    files = emitted_files(drawn, tmp_path)
    shown = [text for path, text in files.items() if "PAGE = Page(" in text]
    assert all(any(f'path="{one}"' in text for text in shown) for one in paths)
    names = [name for name in module(files, "site").split() if name.startswith("PAGE")]
    assert len({*names}) > len(paths)


def test_taps_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    taps = ["pprint.pp", "json.dumps", "marshal.dumps", "platform.platform", "builtins.tuple"]
    drawn = site(feeds=[{"path": "/ws", "name": "items", "taps": taps}])
    text = module(emitted_files(drawn, tmp_path), "site")
    for said in (
        "from pprint import pp\n",
        "from json import dumps as json_dumps\n",
        "from marshal import dumps as marshal_dumps\n",
        "from platform import platform as platform_platform\n",
        "from builtins import tuple as builtins_tuple\n",
    ):
        assert said in text
    names = ("pp", "json_dumps", "marshal_dumps", "platform_platform", "builtins_tuple")
    assert all(f"            {name},\n" in text for name in names)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"text": "/summary", "facts": [{"label": "Of", "source": "/output"}]}, []),
        ({"text": "/nowhere"}, ["QPF489"]),
        ({"key": "/input/nowhere"}, ["QPF489"]),
        ({"facts": [{"label": "Of", "source": "/x/{y:path}"}]}, ["QPF489"]),
    ],
)
def test_cards_of_a_list_tell_what_entries_have(
    words: dict[str, Any], code: list[str], tmp_path: Path
) -> None:
    """A fact that no entry has was left out in silence."""
    shown = {"kind": "cards", "title": "All", "of": {**LIST, **words}}
    assert refusals(page(shown), tmp_path) == code


def test_a_tap_is_no_word_of_python(tmp_path: Path) -> None:
    drawn = site(feeds=[{"path": "/ws", "name": "items", "taps": ["json.class.tap"]}])
    (one,) = errors(drawn, tmp_path)
    assert one.code == "QPF357"
    assert "`class` is a word of Python" in one.message
    assert "`qpf_core" in one.help


def test_the_module_of_the_site_is_the_pages_own(tmp_path: Path) -> None:
    drawn = page()
    greeter = drawn.documents[GREETER]
    greeter["cursorinstructions"]["generatefiles"].append("site.py")
    greeter["operations"][0]["module"] = "site"
    assert refusals(drawn, tmp_path) == ["QPF490", "QPF490"]


@pytest.mark.parametrize("path", ["/..", "/.", "/a/../b", "/a/."])
def test_a_path_that_nobody_can_ask_for_is_refused(path: str, tmp_path: Path) -> None:
    assert refusals(page(path=path), tmp_path) == ["QPF481"]


@pytest.mark.parametrize("path", ["/docs", "/docs/oauth2-redirect", "/openapi.json"])
def test_no_page_stands_on_a_document_about_the_service(path: str, tmp_path: Path) -> None:
    assert refusals(page(path=path), tmp_path) == ["QPF457"]


@pytest.mark.parametrize("path", ["/...", "/-", "/.a", "/status", "/rooms/a", "/livez", "/greet"])
def test_a_page_stands_beside_an_endpoint(path: str, tmp_path: Path) -> None:
    assert refusals(page(path=path), tmp_path) == []


def test_what_is_fetched_has_nothing_left_to_fill_in(tmp_path: Path) -> None:
    shown = {"kind": "table", "title": "T", "columns": [{"label": "A"}]}
    assert refusals(page({**shown, "fetch": "/rooms/a?floor=1"}), tmp_path / "a") == []
    assert refusals(page({**shown, "fetch": "/rooms/{room}"}), tmp_path / "b") == ["QPF486"]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ({"control": "number", "least": 5, "most": 1}, "QPF212"),
        ({"control": "number", "value": "many"}, "QPF489"),
        ({"control": "number", "value": "٣"}, "QPF489"),
        ({"longest": 3, "value": "four"}, "QPF489"),
        ({"value": "two\nlines"}, "QPF489"),
        ({"control": "choice", "options_of": LIST, "value": "nothing"}, "QPF489"),
    ],
)
def test_a_field_that_nobody_can_send_as_it_stands_is_refused(
    field: dict[str, Any], code: str, tmp_path: Path
) -> None:
    assert refusals(form(field), tmp_path) == [code]


@pytest.mark.parametrize(
    "field",
    [
        {"control": "number", "least": 1, "most": 1, "value": "1"},
        {"control": "number", "value": "-1.5e3"},
        {"longest": 4, "value": "four"},
        {"control": "area", "value": "two\nlines"},
        {"control": "choice", "options_of": LIST, "value": "greet"},
    ],
)
def test_a_field_that_begins_with_a_value_is_kept(field: dict[str, Any], tmp_path: Path) -> None:
    assert refusals(form(field), tmp_path) == []


def test_bytes_are_the_text_of_a_field(tmp_path: Path) -> None:
    check = form({"control": "check"}, body="bytes")
    assert refusals(check, tmp_path / "a") == ["QPF487"]
    get = form(method="GET", action="/status", body="bytes")
    assert refusals(get, tmp_path / "b") == ["QPF489"]
    assert refusals(form({"control": "area"}, body="bytes"), tmp_path / "c") == []


def test_tests_of_live_frames_import_what_is_declared(tmp_path: Path) -> None:
    drawn = golden("tables_and_streams")
    (agent,) = (one for one in drawn.documents.values() if "streams" in one)
    agent["streams"]["runs"] = "mail.sorted"
    files = emitted_files(drawn, tmp_path)
    assert any("import anyio" in text for path, text in files.items() if "test_live" in path)
    assert '"anyio>=' in files["pyproject.toml"]
