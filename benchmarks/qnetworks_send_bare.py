"""The least that could answer like `/protocols/qp/send`: FastAPI, the body, a ready answer.

`qnetworks_send_bare.py FILE` reads the body of each request and writes the content of FILE as JSON:
the shape and the size of the emitted answer, without layers, store, stream, or validation.
"""

import json
import socket
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse


def application(content: object) -> FastAPI:
    """Return an app with one route."""
    app = FastAPI()

    @app.post("/protocols/{name}/send")
    async def send(
        name: str, request: Request, packet_id: int | None = Query(None)
    ) -> JSONResponse:
        """Read the body and answer."""
        del name, packet_id
        assert await request.body()
        return JSONResponse(content)

    return app


class Announcing(uvicorn.Server):
    """Says where it listens, like the emitted service."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then write a JSON line."""
        await super().startup(sockets=sockets)
        assert sockets is not None
        host, port = sockets[0].getsockname()
        line = {"event": "listening", "url": f"http://{host}:{port}"}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def main() -> None:
    """Serve on a free port of loopback until told to stop."""
    app = application(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    Announcing(uvicorn.Config(app, log_level="error", access_log=False)).run(sockets=[listener])


if __name__ == "__main__":
    main()
