"""The service card: what a hub of services needs to know of this one."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCard:
    """What the running service cannot tell of itself."""

    path: str
    category: str
    scopes: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


class Introduction(BaseModel):
    """The answer: who this is, whether it works, and how it is reached."""

    name: str
    version: str
    category: str
    status: str
    routes: list[str]
    scopes: list[str]
    events: list[str]


def add_card(router: APIRouter, card: ServiceCard, unlisted: Iterable[str]) -> None:
    """Give `router` the route of `card`; `unlisted` are routes that the OpenAPI document lacks."""
    others = frozenset(unlisted)

    async def service_card(request: Request) -> Introduction:
        """Tell name, category, status, routes, scopes and events of the service."""
        app: FastAPI = request.app
        return Introduction(
            name=app.title,
            version=app.version,
            category=card.category,
            status=app.state.phase.name,
            routes=sorted(others | _described(app)),
            scopes=list(card.scopes),
            events=list(card.events),
        )

    router.add_api_route(card.path, service_card, methods=["GET"], name="service_card")


def _described(app: FastAPI) -> set[str]:
    paths = app.openapi()["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
