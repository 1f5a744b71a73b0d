"""Rules of pages: paths are one's own, feeds exist, and every block has something to show."""

import re
from collections.abc import Iterator

from qpf.diagnostics.catalogue import pages
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.pages.block_spec import (
    BarsSpec,
    BlockSpec,
    CardsSpec,
    FormSpec,
    SeriesSpec,
    TextSpec,
    TraceSpec,
)
from qpf.sections.pages.calling import KEYS
from qpf.sections.pages.form_rules import check_form, holes_of
from qpf.sections.pages.spec import PageSpec, PagesSpec

__all__ = ["check"]

_PLAIN = re.compile(r"/|(/(?!\.{1,2}(/|$))[A-Za-z0-9_.-]+)+")
"""Steps `.` and `..` never arrive: whoever asks takes them out of the path before."""


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Check pages, feeds and the card of one agent."""
    spec = agent.section("pages", PagesSpec)
    if agent.is_library:
        key = next(one for one in KEYS if one in agent.value)
        found.add(pages.pages_of_library(agent.key(f"/{key}"), agent.id))
        return
    _check_taken(agent, "path", _paths(spec), found)
    names = ((f"/feeds/{n}/name", feed.name) for n, feed in enumerate(spec.feeds))
    _check_taken(agent, "name", names, found)
    for number, page in enumerate(spec.pages):
        _check_page(agent, f"/pages/{number}", page, spec, found)


def _paths(spec: PagesSpec) -> Iterator[tuple[str, str]]:
    yield from ((f"/pages/{n}/path", page.path) for n, page in enumerate(spec.pages))
    yield from ((f"/feeds/{n}/path", feed.path) for n, feed in enumerate(spec.feeds))
    if spec.servicecard is not None:
        yield "/servicecard/path", spec.servicecard.path


def _check_taken(
    agent: AgentSpec, what: str, named: Iterator[tuple[str, str]], found: Diagnostics
) -> None:
    first: dict[str, Place] = {}
    for pointer, name in named:
        place = agent.at(pointer)
        if what == "path" and not _PLAIN.fullmatch(name):
            found.add(pages.bad_page_path(place, name))
        elif name in first:
            found.add(pages.duplicate_page(place, what, name, first[name]))
        first.setdefault(name, place)


def _check_page(
    agent: AgentSpec, base: str, page: PageSpec, spec: PagesSpec, found: Diagnostics
) -> None:
    feeds = tuple(feed.name for feed in spec.feeds)
    if page.live is not None and page.live not in feeds:
        found.add(pages.unknown_feed(agent.at(f"{base}/live"), page.live, feeds))
    known = tuple(one.path for one in spec.pages)
    shows_live = False
    for number, block in enumerate(page.blocks):
        pointer = child(f"{base}/blocks", number)
        shows_live |= _watches(block)
        if _watches(block) and page.live is None:
            found.add(pages.nothing_to_show(agent.at(pointer), block.title))
        _check_block(agent, pointer, block, known, found)
    if page.live is not None and not shows_live:
        reason = "no block of the page shows live items"
        found.add(pages.idle_value(agent.at(f"{base}/live"), "live", reason))


def _watches(block: BlockSpec) -> bool:
    """Whether a block needs live items."""
    if isinstance(block, TextSpec | FormSpec):
        return False
    if isinstance(block, CardsSpec):
        return block.recent is not None
    return not block.fetch


def _check_block(
    agent: AgentSpec, base: str, block: BlockSpec, known: tuple[str, ...], found: Diagnostics
) -> None:
    for name, reason in _idle(block):
        found.add(pages.idle_value(agent.at(f"{base}/{name}"), name, reason))
    for hole in holes_of(block.fetch):
        found.add(pages.field_without_place(agent.at(f"{base}/fetch"), hole, block.fetch))
    if isinstance(block, TextSpec):
        for number, link in enumerate(block.links):
            if link.href.startswith("/") and link.href not in known:
                place = agent.at(f"{base}/links/{number}/href")
                found.add(pages.unknown_page(place, link.href, known))
    if isinstance(block, FormSpec):
        check_form(agent, base, block, known, found)
        for number, shown in enumerate(block.result):
            at = f"{base}/result/{number}"
            for name, reason in _idle_in_result(shown):
                found.add(pages.idle_value(agent.at(f"{at}/{name}"), name, reason))


def _idle(block: BlockSpec) -> Iterator[tuple[str, str]]:
    """Values that change nothing, each with the reason."""
    if block.every_s and not block.fetch:
        yield "every_s", "there is no `fetch`"
    if block.fetch and isinstance(block, TextSpec | FormSpec | CardsSpec):
        yield "fetch", f"a block of kind `{block.kind}` shows no answer"
    if _counts_items(block):
        yield "lines", "items are counted in one line, wherever it points"
    if isinstance(block, TraceSpec):
        yield from _idle_trace(block)
        if block.before:
            yield "before", "the trace shows no answer to a form"
    if isinstance(block, BarsSpec) and bool(block.key) != bool(block.value):
        yield ("key" if block.key else "value"), "`key` and `value` belong together"


def _counts_items(block: BlockSpec) -> bool:
    """Whether a series counts items although it names values."""
    if not isinstance(block, SeriesSpec) or block.shows != "items":
        return False
    return len(block.lines) > 1 or bool(block.lines[0].source)


def _idle_trace(block: TraceSpec) -> Iterator[tuple[str, str]]:
    if block.source and block.group:
        yield "group", "`source` already is the list of one packet's steps"


def _idle_in_result(block: BlockSpec) -> Iterator[tuple[str, str]]:
    if block.fetch:
        yield "fetch", "the block shows the answer to the form"
    if block.every_s:
        yield "every_s", "the block shows the answer to the form"
    if isinstance(block, TraceSpec):
        yield from _idle_trace(block)
