"""Values come back unchanged from TOML, YAML and JSON, and text stays text in Markdown and HTML."""

import html
import json
import tomllib
from html.parser import HTMLParser

import pytest
import yaml
from hostile import ATTACKS, CALM, PLAIN, TEXTS
from hypothesis import given
from markdown_it import MarkdownIt

from qpf.views.encode import (
    ComposeValue,
    EncodeError,
    HtmlText,
    JsonValue,
    MarkdownCode,
    MarkdownText,
    TomlKey,
    TomlValue,
    YamlValue,
)


@CALM
@given(PLAIN)
def test_yaml_gives_the_value_back(value: object) -> None:
    text = str(YamlValue(value))
    assert yaml.safe_load(text) == value
    assert "\n" not in text
    assert "{{" not in text


@CALM
@given(PLAIN)
def test_json_gives_the_value_back(value: object) -> None:
    assert json.loads(JsonValue(value)) == value


@CALM
@given(PLAIN)
def test_toml_gives_the_value_back(value: object) -> None:
    try:
        text = str(TomlValue(value))
    except EncodeError:
        assert "None" in repr(value)
        return
    assert tomllib.loads(f"a = {text}\n")["a"] == value


@pytest.mark.parametrize("text", ATTACKS)
def test_any_text_is_a_toml_key(text: str) -> None:
    assert tomllib.loads(f"{TomlKey(text)} = 1\n") == {text: 1}


def test_a_compose_file_sees_no_variable() -> None:
    assert ComposeValue("${HOME}") == '"$${HOME}"'


@pytest.mark.parametrize("kind", [TomlValue, YamlValue, JsonValue])
@pytest.mark.parametrize("value", [float("nan"), object(), 1j])
def test_a_value_without_a_form_is_refused(kind: type, value: object) -> None:
    with pytest.raises(EncodeError):
        kind(value)


@CALM
@given(TEXTS)
def test_markdown_text_is_one_paragraph_without_markup(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(f"{MarkdownText(text)}\n")
    assert [t.type for t in tokens] in (["paragraph_open", "inline", "paragraph_close"], [])
    kinds = {child.type for t in tokens for child in t.children or ()}
    assert kinds <= {"text", "text_special"}


@CALM
@given(TEXTS)
def test_markdown_code_is_one_code_span(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(f"x {MarkdownCode(text)} y\n")
    assert [c.type for c in tokens[1].children or ()] == ["text", "code_inline", "text"]


@CALM
@given(TEXTS)
def test_html_text_holds_no_element(text: str) -> None:
    class Seen(HTMLParser):
        tags: tuple[str, ...] = ()

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.tags += (tag,)

    seen = Seen()
    seen.feed(f"<p title='{HtmlText(text)}'>{HtmlText(text)}</p>")
    assert seen.tags == ("p",)
    assert "<" not in HtmlText(text)
    assert "<" not in text or "<" in html.unescape(HtmlText(text))
