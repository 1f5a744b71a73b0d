"""Facts about pages, feeds and the service card."""

from qpf.diagnostics.diagnostic import Note, Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "bad_page_path",
    "duplicate_page",
    "field_without_place",
    "idle_value",
    "no_such_list",
    "nothing_to_show",
    "pages_of_library",
    "unfit_body",
    "unknown_feed",
    "unknown_page",
]


@fact("QPF480", "duplicate-page", area="pages")
def duplicate_page(place: Place, what: str, name: str, first: Place) -> Finding:
    """Two pages, feeds or the card have the same path or name"""
    return Finding(
        place,
        f"the {what} `{name}` is taken",
        help="change one of them",
        notes=(Note("the first one", first),),
    )


@fact("QPF481", "bad-page-path", area="pages")
def bad_page_path(place: Place, path: str) -> Finding:
    """The path of a page is not a plain URL path"""
    return Finding(
        place,
        f"`{path}` is not a plain URL path",
        help="write it from `/`, with letters, digits, `-`, `_` and `.`, without `.` or `..` alone",
    )


@fact("QPF482", "unknown-feed", area="pages")
def unknown_feed(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """A page watches a feed that does not exist"""
    return Finding(
        place,
        f"`{name}` is no feed",
        help=did_you_mean(name, known) or f"feeds: {listed(known)}",
    )


@fact("QPF483", "nothing-to-show", area="pages")
def nothing_to_show(place: Place, title: str) -> Finding:
    """A block waits for live items on a page without a feed"""
    return Finding(
        place,
        f"nothing reaches `{title}`",
        help="name a feed under `live` of the page, or an endpoint under `fetch` of the block",
    )


@fact("QPF484", "no-such-list", area="pages")
def no_such_list(
    place: Place, agent: str, source: str, word: str = "", known: tuple[str, ...] = ()
) -> Finding:
    """Cards come from a list that no schema holds"""
    return Finding(
        place,
        f"`{agent}` has no list of mappings with a title at `{source}`",
        help=did_you_mean(word, known)
        or "name an agent of the collection, where its schema has the list, and the title in it",
    )


@fact("QPF485", "unknown-page", area="pages")
def unknown_page(place: Place, path: str, known: tuple[str, ...]) -> Finding:
    """A link, or a form that opens a page, leads to no page"""
    return Finding(
        place,
        f"`{path}` is no page",
        help=did_you_mean(path, known) or f"pages: {listed(known)}",
    )


@fact("QPF486", "field-without-place", area="pages")
def field_without_place(place: Place, name: str, action: str) -> Finding:
    """A field of a form and the path of its request do not fit"""
    return Finding(
        place,
        f"`{name}` is not both a field that goes to the path and `{{{name}}}` in `{action}`",
        help="write `{name}` in `action` of a form, and a field of this name with `goes: path`",
    )


@fact("QPF487", "unfit-body", area="pages")
def unfit_body(place: Place, reason: str) -> Finding:
    """The fields of a form do not make its body"""
    return Finding(
        place,
        f"the fields do not make the request: {reason}",
        help="bytes are the text of one field; GET has none, and a page that opens has no other",
    )


@fact("QPF488", "pages-of-library", area="pages")
def pages_of_library(place: Place, agent: str) -> Finding:
    """A library has pages, but no service that would show them"""
    return Finding(
        place,
        f"`{agent}` is a library and serves nothing",
        help="move the section to a service agent of the collection",
    )


@fact("QPF489", "idle-value", area="pages")
def idle_value(place: Place, name: str, reason: str) -> Finding:
    """A value of a block or field changes nothing"""
    return Finding(
        place,
        f"`{name}` has no effect: {reason}",
        help="remove it",
    )
