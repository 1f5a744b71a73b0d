"""Routes that pages add to a service, routes that they call, and the module they become."""

from collections.abc import Iterator

from qpf.model.spec import AgentSpec
from qpf.sections.module_claims import module_claims
from qpf.sections.pages.block_spec import FormSpec
from qpf.sections.pages.spec import PagesSpec
from qpf.sections.section import PAGE, Claim, Route

__all__ = ["KEYS", "STEM", "calls", "claims", "named_functions", "routes"]

KEYS = ("pages", "feeds", "servicecard")
"""The keys of the section."""
STEM = "site"
"""The module that puts pages, feeds and card together."""


def claims(agent: AgentSpec) -> Iterator[Claim]:
    """The module of the site; modules of pages take names that are free."""
    if not agent.is_library:
        key = next(one for one in KEYS if one in agent.value)
        yield from module_claims(agent, f"/{key}", STEM)


def routes(agent: AgentSpec) -> Iterator[Route]:
    """Pages, which leave their path to an endpoint where JSON is asked for, feeds and the card."""
    spec = agent.section("pages", PagesSpec)
    for number, page in enumerate(spec.pages):
        yield Route(PAGE, page.path, f"/pages/{number}/path")
    for number, feed in enumerate(spec.feeds):
        yield Route("GET (a feed)", feed.path, f"/feeds/{number}/path")
    if spec.servicecard is not None:
        yield Route("GET", spec.servicecard.path, "/servicecard/path")


def calls(agent: AgentSpec) -> Iterator[Route]:
    """What blocks fetch, and where forms are sent that open no page."""
    for number, page in enumerate(agent.section("pages", PagesSpec).pages):
        for place, block in enumerate(page.blocks):
            pointer = f"/pages/{number}/blocks/{place}"
            if block.fetch:
                yield Route("GET", block.fetch, f"{pointer}/fetch")
            if isinstance(block, FormSpec) and not block.opens:
                yield Route(block.method, block.action, f"{pointer}/action")


def named_functions(agent: AgentSpec) -> Iterator[tuple[str, str]]:
    """Taps that connect a source to a feed."""
    for number, feed in enumerate(agent.section("pages", PagesSpec).feeds):
        for place, tap in enumerate(feed.taps):
            yield f"/feeds/{number}/taps/{place}", tap
