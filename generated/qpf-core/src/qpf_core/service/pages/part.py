"""Pages, feeds and the service card as one part of a service."""

from functools import partial

from fastapi import APIRouter

from qpf_core.service.pages.blocks import Site
from qpf_core.service.pages.card import ServiceCard, add_card
from qpf_core.service.pages.feeds import Feed, add_feed, sampling
from qpf_core.service.pages.routes import pages_router
from qpf_core.service.parts import Part
from qpf_core.service.platform import Platform


def site_part(
    platform: Platform, site: Site, feeds: tuple[Feed, ...] = (), card: ServiceCard | None = None
) -> Part:
    """Return the part that serves `site`, its `feeds` and the `card` of the service.

    Browsers get a page wherever it stands, even where an endpoint answers programs.
    """
    router = APIRouter(tags=["pages"])
    router.include_router(pages_router(site))
    for feed in feeds:
        add_feed(router, feed, platform)
    if card is not None:
        pages = (f"GET {page.path}" for page in site.pages)
        add_card(router, card, [*pages, *(f"WS {feed.path}" for feed in feeds)])
    run = partial(sampling, feeds, platform)
    return Part(name="pages", router=router, early=True, run=run)
