"""Encoders for documents and configuration: Markdown, HTML, TOML, YAML and JSON."""

import html
import json
import math
import re
from collections.abc import Mapping
from typing import Self

from qpf.diagnostics.diagnostic import Place
from qpf.model.encoded import Encoded, EncodeError
from qpf.views.escape import one_line, visible

__all__ = [
    "ComposeValue",
    "HtmlText",
    "JsonValue",
    "MarkdownCode",
    "MarkdownText",
    "TomlKey",
    "TomlValue",
    "YamlValue",
]

_MARKDOWN = re.compile(r"([\\`*\[\]|~#])|(?<![A-Za-z0-9])(_)|(_)(?![A-Za-z0-9])")
_LINE_START = re.compile(r"^(\d*)([-+.)=])")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


class MarkdownText(Encoded):
    """Inline Markdown that renders as the text itself: on one line, no markup, no HTML, no row."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Encode; white space runs become one space."""
        safe = html.escape(one_line(text), quote=False)
        safe = _MARKDOWN.sub(lambda m: "\\" + m[0], safe)
        return cls._made(_LINE_START.sub(r"\1\\\2", safe), origin)


class MarkdownCode(Encoded):
    """A code span with its back-ticks, on one line; a bar is escaped for use in a table."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Encode; the fence is longer than any run of back-ticks in the text."""
        flat = one_line(text).replace("|", "\\|") or " "
        longest = max(map(len, re.findall(r"`+", flat)), default=0)
        fence = "`" * (longest + 1)
        pad = " " if flat[0] == "`" or flat[-1] == "`" else ""
        return cls._made(f"{fence}{pad}{flat}{pad}{fence}", origin)


class HtmlText(Encoded):
    """Text inside an HTML element or a quoted attribute."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Encode; invisible characters but line ends are spelled out."""
        lines = (one_line(line) for line in text.split("\n"))
        return cls._made(html.escape("\n".join(lines), quote=True), origin)


class TomlValue(Encoded):
    """A TOML 1.0 value on one line: text, number, boolean, array or inline table."""

    __slots__ = ()

    def __new__(cls, value: object, origin: Place | None = None) -> Self:
        """Encode; `EncodeError` for None, an integer beyond 64 bits, or another class."""
        return cls._made(_toml(value), origin)


class TomlKey(Encoded):
    """A TOML key, bare where it can be."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Encode any text."""
        return cls._made(_toml_key(text), origin)


class YamlValue(Encoded):
    """A YAML value in flow style on one line, read alike by YAML 1.1 and 1.2.

    `{{` inside text is written so that a template engine over the file does not see it.
    """

    __slots__ = ()

    def __new__(cls, value: object, origin: Place | None = None) -> Self:
        """Encode; `EncodeError` for a value JSON does not know."""
        return cls._made(_yaml(value, dollar="$"), origin)


class ComposeValue(Encoded):
    """A YAML value for a compose file, where `$` begins a variable unless it is doubled."""

    __slots__ = ()

    def __new__(cls, value: object, origin: Place | None = None) -> Self:
        """Encode like `YamlValue`."""
        return cls._made(_yaml(value, dollar="$$"), origin)


class JsonValue(Encoded):
    """A JSON value on one line, ASCII only, keys in the author's order."""

    __slots__ = ()

    def __new__(cls, value: object, origin: Place | None = None) -> Self:
        """Encode; `EncodeError` for a value JSON does not know."""
        try:
            return cls._made(json.dumps(value, allow_nan=False), origin)
        except (TypeError, ValueError) as error:
            raise EncodeError(f"`{value!r}` is not JSON: {error}", origin) from error


def _quoted(text: str) -> str:
    return '"' + "".join(_quoted_character(character) for character in text) + '"'


def _quoted_character(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if visible(character):
        return character
    code = ord(character)
    if 0xD800 <= code < 0xE000:
        raise EncodeError(f"a lone surrogate U+{code:04X} is not text")
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _toml_key(text: str) -> str:
    return text if _BARE_KEY.fullmatch(text) else _quoted(text)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and -(2**63) <= value < 2**63:
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return repr(value)
    if isinstance(value, str):
        return _quoted(str(value))
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, Mapping):
        items = (f"{_toml_key(str(k))} = {_toml(v)}" for k, v in value.items())
        return "{ " + ", ".join(items) + " }" if value else "{}"
    raise EncodeError(f"`{value!r}` is not a TOML value")


def _yaml(value: object, *, dollar: str) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        text = repr(value)
        return text if "." in text or "e" not in text else text.replace("e", ".0e")
    if isinstance(value, str):
        return _quoted(str(value)).replace("{{", "{\\x7B").replace("$", dollar)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_yaml(item, dollar=dollar) for item in value) + "]"
    if isinstance(value, Mapping):
        pairs = (
            f"{_yaml(str(k), dollar=dollar)}: {_yaml(v, dollar=dollar)}" for k, v in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    raise EncodeError(f"`{value!r}` is not a YAML value")
