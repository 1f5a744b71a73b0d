"""Section `pages`: pages, live feeds and the service card, in three top-level keys."""

from qpf.sections.pages.calling import KEYS, calls, claims, named_functions, routes
from qpf.sections.pages.lists import check_lists
from qpf.sections.pages.rules import check
from qpf.sections.pages.spec import PagesSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(
    name="pages",
    spec=PagesSpec,
    check=check,
    means=check_lists,
    routes=routes,
    calls=calls,
    claims=claims,
    names=named_functions,
    mandatory=False,
    keys=KEYS,
)
