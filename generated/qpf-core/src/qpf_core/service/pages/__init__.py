"""Pages of a service: rendered once from values, filled by a live feed, usable without either.

`site_part` puts pages, feeds and the service card together.
"""

from qpf_core.service.pages.blocks import (
    Bars,
    Block,
    Card,
    Cards,
    Fact,
    Form,
    FormField,
    Histogram,
    Item,
    Link,
    Page,
    Recent,
    Series,
    Site,
    Table,
    Text,
    Trace,
    Values,
)
from qpf_core.service.pages.card import ServiceCard
from qpf_core.service.pages.feeds import Feed
from qpf_core.service.pages.part import site_part
from qpf_core.service.pages.routes import PageRoute, pages_router

__all__ = [
    "Bars",
    "Block",
    "Card",
    "Cards",
    "Fact",
    "Feed",
    "Form",
    "FormField",
    "Histogram",
    "Item",
    "Link",
    "Page",
    "PageRoute",
    "Recent",
    "Series",
    "ServiceCard",
    "Site",
    "Table",
    "Text",
    "Trace",
    "Values",
    "pages_router",
    "site_part",
]
