"""Pages over HTTP, beside endpoints that answer the same paths with JSON."""

from collections.abc import Iterable

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from qpf_core.errors import Forbidden, InputError
from qpf_core.service.live import is_same_site
from qpf_core.service.pages.blocks import Site
from qpf_core.service.pages.rendering import (
    RenderedPage,
    new_nonce,
    rendered,
    security_headers,
)
from qpf_core.service.pages.sending import answer_to, submitted


class PageRoute(APIRoute):
    """A route that leaves its path to another one unless the caller accepts HTML."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match in part, so that a route for JSON comes first, where HTML is not asked for."""
        match, child = super().matches(scope)
        if match is Match.FULL and not _accepts_html(scope):
            match = Match.PARTIAL
        return match, child


def pages_router(site: Site) -> APIRouter:
    """Return the routes of all pages; each is rendered here, once."""
    router = APIRouter(route_class=PageRoute, include_in_schema=False)
    for page in site.pages:
        _add(router, rendered(page, site))
    return router


def _add(router: APIRouter, own: RenderedPage) -> None:
    page = own.page

    async def show() -> HTMLResponse:
        """Answer with the page."""
        return _response(own)

    async def send(request: Request) -> HTMLResponse:
        """Answer a form that was sent without the script."""
        if not is_same_site(request):
            raise Forbidden("the form is on a page of another site")
        given = submitted(await request.body())
        number = given.get("form", "")
        forms = page.forms()
        if not number.isdecimal() or int(number) >= len(forms):
            raise InputError("form", "is no form of this page")
        chosen = int(number)
        text = await answer_to(forms[chosen], given, request)
        return _response(own, {chosen: text})

    router.add_api_route(page.path, show, methods=["GET"], name=f"page {page.path}")
    if page.forms():
        router.add_api_route(page.path, send, methods=["POST"], name=f"form {page.path}")


def _response(page: RenderedPage, results: dict[int, str] | None = None) -> HTMLResponse:
    nonce = new_nonce()
    return HTMLResponse(page.html(nonce, results), headers=security_headers(nonce))


def _accepts_html(scope: Scope) -> bool:
    given: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return any(name == b"accept" and b"text/html" in value.lower() for name, value in given)
