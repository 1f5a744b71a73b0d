"""One path for programs and for browsers: which route answers depends on `Accept`."""

from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope


def prefers_page(scope: Scope) -> bool:
    """Tell whether a request asks for a page: its `Accept` names `text/html`."""
    return any(
        name == b"accept" and b"text/html" in value.lower() for name, value in scope["headers"]
    )


class JsonFirst(APIRoute):
    """A route that steps back when a page is asked for and another route has one."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return a partial match for a request that prefers a page."""
        match, child = super().matches(scope)
        is_page = match is Match.FULL and prefers_page(scope)
        return (Match.PARTIAL if is_page else match), child


class PageFirst(APIRoute):
    """A route of a page that steps back unless a page is asked for."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return a partial match for a request that does not prefer a page."""
        match, child = super().matches(scope)
        is_other = match is Match.FULL and not prefers_page(scope)
        return (Match.PARTIAL if is_other else match), child
