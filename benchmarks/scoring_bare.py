"""The least a scoring service could be: FastAPI, one body, numpy; no governance, no memory.

It parses the same body as the emitted endpoint and does the same arithmetic: cosine similarity,
ranking, a logistic confidence, rounding.
"""

import json
import socket
import sys

import numpy as np
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

TEMPERATURE, BIAS, DIGITS = 0.25, -2.0, 12

app = FastAPI()


class Candidate(BaseModel):
    """Something to rank."""

    id: str
    embedding: list[float]


class Request(BaseModel):
    """Body of the endpoint."""

    query: list[float] = Field(min_length=1, max_length=4096)
    candidates: list[Candidate] = Field(max_length=1000)
    criticality: float = Field(default=0.0, ge=0.0, le=1.0)
    limit: int = Field(default=100, ge=1, le=1000)


class Scored(BaseModel):
    """One ranked candidate."""

    id: str
    score: float
    confidence: float


@app.post("/score")
async def score(body: Request) -> list[Scored]:
    """Rank by cosine similarity, best first."""
    query = np.asarray(body.query)
    rows = np.asarray([candidate.embedding for candidate in body.candidates])
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(query)
    lengths[lengths == 0.0] = 1.0
    scores = np.round(rows @ query / lengths, DIGITS)
    order = np.argsort(-scores, kind="stable")[: body.limit]
    chances = np.round(1.0 / (1.0 + np.exp(-(scores[order] / TEMPERATURE + BIAS))), DIGITS)
    return [
        Scored(id=body.candidates[place].id, score=value, confidence=chance)
        for place, value, chance in zip(
            order.tolist(), scores[order].tolist(), chances.tolist(), strict=True
        )
    ]


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
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    Announcing(uvicorn.Config(app, log_level="error", access_log=False)).run(sockets=[listener])


if __name__ == "__main__":
    main()
