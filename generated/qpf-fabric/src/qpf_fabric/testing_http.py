"""A part of a service behind a client, without the rest of the service."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from starlette.testclient import TestClient as Client

from qpf_core.service import Part
from qpf_core.service.errors import install_error_handlers

__all__ = ["Client", "served"]


@contextmanager
def served(*parts: Part) -> Iterator[Client]:
    """Serve the routes of parts to a client that answers errors as a service does."""
    app = FastAPI()
    install_error_handlers(app)
    for part in parts:
        if part.router is not None:
            app.include_router(part.router)
    with Client(app) as client:
        yield client
