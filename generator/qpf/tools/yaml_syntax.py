"""Turns an error of the YAML parser into a located finding that says what to do."""

from yaml.error import MarkedYAMLError, YAMLError

from qpf.diagnostics.catalogue.input_yaml import yaml_syntax
from qpf.diagnostics.diagnostic import Diagnostic, Note, Place

__all__ = ["syntax_finding"]

_REMEDIES = (
    (
        "mapping values are not allowed",
        "put the text in quotes, or its entries on lines of their own",
    ),
    (
        "expected ':'",
        "every line of a mapping is `key: value`; text that goes on is indented deeper",
    ),
    (
        "expected key",
        "align the key with its siblings, or close what was opened before it;"
        " a `'` inside single quotes is written `''`",
    ),
    ("expected '-' indicator", "align the `-` of every item of the list"),
    ("expected ',' or", "separate the items with `,` and close the bracket"),
    ("unexpected end of stream", "close the quote or bracket that was opened"),
    ("unexpected document indicator", "close the quote or bracket that was opened"),
    ("cannot start any token", "put a text that begins with this character in quotes"),
    ("expected alphabetic or numeric", "put a text that begins with `*` or `&` in quotes"),
    ("unknown escape character", r"write the backslash as `\\`, or use single quotes"),
    ("escape code", r"write four hexadecimal digits after `\u`, eight after `\U`"),
    ("block sequence entries are not allowed", "put the list on lines of its own, below its key"),
    ("expected node content", "write a value here, or close the bracket"),
    ("expected comment or line break", "put the text on the line below `|` or `>`, indented"),
    ("expected <document start>", "indent the text, or begin the line with a key"),
)
_CONTEXTS = (
    ("while parsing ", "in "),
    ("while scanning ", "in "),
    ("a flow sequence", "the list"),
    ("a block collection", "the list"),
    ("a flow mapping", "the mapping"),
    ("a block mapping", "the mapping"),
    ("a quoted scalar", "the quoted text"),
    ("a block scalar", "the block of text"),
    ("a simple key", "the key"),
    ("an alias", "the alias"),
)
_AT_THE_BEGINNING = ("unexpected end of stream", "unexpected document indicator", "expected ':'")


def syntax_finding(path: str, error: YAMLError, text: str = "") -> Diagnostic:
    """The finding for a parser's error in `text`, at the character that is wrong."""
    if not isinstance(error, MarkedYAMLError):
        return yaml_syntax(Place(path), f"{error}".splitlines()[0], "", ())
    problem = error.problem or "unknown fault"
    remedy = next((remedy for words, remedy in _REMEDIES if words in problem), "")
    here, there = _place(path, error.problem_mark), _place(path, error.context_mark)
    begins = any(words in problem for words in _AT_THE_BEGINNING) or _is_left_open(error, text)
    place = _unfilled(path, error, text) or (there if begins else here) or there or here
    place = place or Place(path)
    notes: tuple[Note, ...] = ()
    if error.context and there is not None and there != place:
        notes = (Note(f"{_context(error.context)} that begins here", there),)
    elif here is not None and here != place:
        notes = (Note("noticed here", here),)
    return yaml_syntax(place, problem.replace("did not find expected", "expected"), remedy, notes)


def _is_left_open(error: MarkedYAMLError, text: str) -> bool:
    """Whether a bracket was forgotten, rather than a comma inside of the brackets.

    What brackets hold is indented deeper than the line they open in; text that is not stands
    behind the place where they should have been closed.
    """
    if "expected ',' or" not in (error.problem or ""):
        return False
    lines = text.splitlines()
    opened = getattr(error.context_mark, "line", None)
    noticed = getattr(error.problem_mark, "line", None)
    if opened is None or noticed is None or opened == noticed:
        return False
    return noticed >= len(lines) or _indent(lines[noticed]) <= _indent(lines[opened])


def _unfilled(path: str, error: MarkedYAMLError, text: str) -> Place | None:
    """The bracket that opens at the very end of a text."""
    before = text[: getattr(error.problem_mark, "index", 0)].rstrip()
    if "expected node content" not in (error.problem or "") or before[-1:] not in ("[", "{"):
        return None
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n") - 1
    return Place(path, line, column, line, column + 1)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _context(words: str) -> str:
    for parser, reader in _CONTEXTS:
        words = words.replace(parser, reader)
    return words.strip()


def _place(path: str, mark: object) -> Place | None:
    line, column = getattr(mark, "line", None), getattr(mark, "column", None)
    if line is None or column is None:
        return None
    return Place(path, line + 1, column + 1, line + 1, column + 2)
