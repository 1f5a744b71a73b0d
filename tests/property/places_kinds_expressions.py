"""Faults inside of texts that have a grammar of their own: alerts and expressions."""

import re
from collections.abc import Iterator

from places_kinds import Planting, kind
from places_kinds_names import EXPRESSIONS, SCHEMA
from places_source import Edit

__all__: list[str] = []


@kind("unit of an alert")
def _unit(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for node in source.matching("/deployment/alerting/*"):
        match = re.search(r"(?<=\d)[a-z]+$", source.raw(node))
        if match is not None:
            yield Edit(
                node.start + match.start(),
                node.end,
                "parsecs",
                node.start + match.start(),
                also=tuple(
                    node.start + one.start() for one in re.finditer(r"\d+", source.raw(node))
                ),
            )


@kind("sign of an alert")
def _sign(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for node in source.matching("/deployment/alerting/*"):
        match = re.search(r">", source.raw(node))
        if match is not None:
            yield Edit(
                node.start + match.start(),
                node.start + match.end(),
                "~",
                node.start + match.start(),
            )


def _expressions(planting: Planting) -> Iterator[tuple[int, str]]:
    """Offsets and texts of expressions on one line that stand without quotes."""
    source = planting.source
    if source.kind is SCHEMA:
        for pattern in EXPRESSIONS:
            for node in source.matching(pattern):
                if node.kind == "text" and node.style == "" and "\n" not in source.raw(node):
                    yield node.start, source.raw(node)


@kind("bracket too many")
def _closing(planting: Planting) -> Iterator[Edit]:
    for start, text in _expressions(planting):
        yield Edit(start + len(text), start + len(text), ")", start + len(text))


@kind("operator twice")
def _operator(planting: Planting) -> Iterator[Edit]:
    for start, text in _expressions(planting):
        match = re.search(r" [+*<>] ", text)
        if match is not None and "'" not in text and '"' not in text:
            at = start + match.end()
            yield Edit(at, at, "* ", at)


@kind("sign that is no operator")
def _strange(planting: Planting) -> Iterator[Edit]:
    for start, text in _expressions(planting):
        match = re.search(r" (?=[+*<>] )", text)
        if match is not None and "'" not in text and '"' not in text:
            at = start + match.end()
            yield Edit(at, at, "$ ", at)


@kind("one equals sign")
def _assignment(planting: Planting) -> Iterator[Edit]:
    for start, text in _expressions(planting):
        match = re.search(r"(?<= )==(?= )", text)
        if match is not None:
            at = start + match.start()
            yield Edit(at, at + 2, "=", at)


@kind("text plus a number")
def _mixed(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for node in source.matching("/operations/*/steps/*/require"):
        if node.kind == "text" and node.style == "":
            yield source.value_edit(node, "len(1.5) > 0" if node.text else "")
