"""The shapes of documents and their kin: Markdown, YAML and protocol buffers."""

import re
from collections.abc import Iterator
from itertools import groupby

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["markdown_shape", "proto_shape", "rules_shape", "yaml_shape"]

Shape = object

_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_TEXT = {"text", "text_special", "softbreak", "html_entity"}
_PROTO = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|[\w.]+|[^\s\w]', re.DOTALL)


def markdown_shape(text: str) -> Shape:
    """Blocks and what is more than text inside them, as CommonMark with tables reads it."""
    return list(_tokens(_MARKDOWN.parse(text)))


def _tokens(tokens: list[Token]) -> Iterator[Shape]:
    for token in tokens:
        if token.type == "inline":
            yield from (one.type for one in token.children or [] if one.type not in _TEXT)
        else:
            # the words of a fence name a language, which may start a renderer
            target = token.content if token.type.startswith("html") else token.info
            yield token.type, token.tag, target


def yaml_shape(text: str) -> Shape:
    """Events with anchors and tags, keys, the kinds of scalars, and comments.

    What a scalar says is blanked.
    """
    events = list(yaml.parse(text, Loader=yaml.CSafeLoader))
    nodes = [_composed(node) for node in yaml.compose_all(text, Loader=yaml.CSafeLoader)]
    anchors = [(type(one).__name__, getattr(one, "anchor", None)) for one in events]
    comments = len(re.findall(r"^\s*#", text, re.MULTILINE))
    return [one for one in anchors if one[1]], nodes, comments


def _composed(node: yaml.Node | None) -> Shape:
    if isinstance(node, yaml.MappingNode):
        return [(key.value, _composed(value)) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [_composed(item) for item in node.value]
    if isinstance(node, yaml.ScalarNode):
        return node.tag
    return None


def rules_shape(text: str) -> Shape:
    """That of YAML, and the actions of Go templates, which Prometheus expands in annotations."""
    nodes = yaml.compose_all(text, Loader=yaml.CSafeLoader)
    return yaml_shape(text), sum(_actions(node) for node in nodes)


def _actions(node: yaml.Node) -> int:
    if isinstance(node, yaml.ScalarNode):
        return int("{{" in node.value)
    return sum(
        _actions(inner)
        for item in node.value
        for inner in (item if isinstance(item, tuple) else (item,))
    )


def proto_shape(text: str) -> list[str]:
    """The tokens, with comments and texts blanked; a long comment has many lines by right."""
    found = (match[0] for match in _PROTO.finditer(text))
    blank = ("//" if one[:2] in {"//", "/*"} else '""' if one[0] == '"' else one for one in found)
    return [
        token for token, run in groupby(blank) for _ in range(1 if token == "//" else len([*run]))
    ]
