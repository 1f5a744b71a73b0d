"""Request bodies: from bytes to their model in one pass, as strictly as JSON itself tells types.

Parsed the usual way, `false` would pass for 0 and `"1"` for a number, because Python's values are
converted leniently; and every number would be built twice.
"""

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError

from qpf_core.errors import InputError
from qpf_core.service.errors import dotted, refused_body

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class JsonRoute(APIRoute):
    """A route whose body, if it has one, is validated as JSON; for `APIRouter(route_class=)`."""

    def get_route_handler(self) -> Handler:
        """Return the handler of the framework, which is given the finished model."""
        handler = super().get_route_handler()
        if self.body_field is None:
            return handler
        model: Any = self.body_field.field_info.annotation
        reader = _Reader(TypeAdapter(model))

        async def handle(request: Request) -> Response:
            return await handler(_JsonRequest(request, reader))

        return handle


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one kind of body."""

    adapter: TypeAdapter[Any]

    def read(self, body: bytes) -> object:
        """Return the model, or what stands for a body that is none.

        Nothing is raised: who may not call at all is told that first.
        """
        try:
            return self._validated(body)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            return refused_body(InputError(dotted(("body", *first["loc"])), first["msg"]))

    def _validated(self, body: bytes) -> object:
        try:
            return self.adapter.validate_json(body, strict=True)
        except ValidationError as error:
            if all(fault["type"] != "int_type" for fault in error.errors(include_url=False)):
                raise
        # to JSON, unlike to Python, 64.0 is a whole number
        whole = json.dumps(json.loads(body, parse_float=_number)).encode()
        return self.adapter.validate_json(whole, strict=True)


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number


class _JsonRequest(Request):
    """A request whose JSON is a model."""

    def __init__(self, request: Request, reader: _Reader) -> None:
        super().__init__(request.scope, request.receive)
        self._reader = reader

    async def json(self) -> Any:
        """Return the model of the body."""
        return self._reader.read(await self.body())
