"""Reads one YAML document into plain values with the place of every node and key.

The parser's events are walked once without recursion, so a file can neither exhaust the stack nor
hide one fault behind another: only broken syntax and too deep nesting end the walk early.
"""

from collections.abc import Callable

import yaml
from yaml import events

from qpf.diagnostics.catalogue import input_yaml as facts
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.tools.yaml_builder import NestedTooDeep, TreeBuilder
from qpf.tools.yaml_properties import Event
from qpf.tools.yaml_syntax import syntax_finding
from qpf.tools.yaml_tree import YamlTree

__all__ = ["YamlTree", "read_yaml"]


def read_yaml(
    path: str,
    text: str,
    found: Diagnostics,
    *,
    integer_keys: frozenset[str] = frozenset(),
    is_damaged: bool = False,
) -> YamlTree | None:
    """The tree of the first document in `text`; None when there is none or it is not YAML.

    Mappings at the pointers `integer_keys` may count with whole numbers, which become text.
    `is_damaged` says that characters were already refused: broken syntax then follows from them.
    """
    builder = TreeBuilder(path, text, found, integer_keys)
    try:
        _walk(builder, path, text, found)
    except NestedTooDeep as reached:
        found.add(facts.nested_too_deep(reached.place, reached.limit))
        return None
    except yaml.YAMLError as error:
        if not is_damaged:
            found.add(syntax_finding(path, error, text))
        return None
    return builder.tree()


def _walk(builder: TreeBuilder, path: str, text: str, found: Diagnostics) -> None:
    handlers: dict[type, Callable[[Event], None]] = {
        events.ScalarEvent: builder.scalar,
        events.MappingStartEvent: builder.open_mapping,
        events.SequenceStartEvent: builder.open_sequence,
        events.MappingEndEvent: builder.close,
        events.SequenceEndEvent: builder.close,
        events.AliasEvent: builder.alias,
    }
    first: Place | None = None
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        handle = handlers.get(event.__class__)
        if handle is not None:
            handle(event)
        elif event.__class__ is events.DocumentStartEvent:
            place = _start_of(path, event)
            _report_directives(path, text, event, found)
            if first is not None:
                found.add(facts.several_documents(place, first))
            first = first or place
            builder.begin()


def _start_of(path: str, event: Event) -> Place:
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    return Place(path, line, column, line, column + (3 if event.explicit else 1))


def _report_directives(path: str, text: str, event: Event, found: Diagnostics) -> None:
    if not event.version and not event.tags:
        return
    written = text[event.start_mark.index : event.end_mark.index].splitlines()
    for number, line in enumerate(written, event.start_mark.line + 1):
        if line.startswith("%"):
            words = line.split("#")[0].rstrip()
            found.add(facts.directive(Place(path, number, 1, number, len(words) + 1), words))
