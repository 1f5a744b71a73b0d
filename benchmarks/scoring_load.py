"""A bounded load: `scoring_load.py URL SECONDS CONNECTIONS [KEY]`; prints figures as JSON."""

import asyncio
import json
import random
import sys
import time

import httpx2

CANDIDATES, DIMENSIONS = 100, 64


def body() -> bytes:
    """Return 100 candidates of 64 dimensions, the same ones at every run."""
    rng = random.Random(7)

    def point() -> list[float]:
        return [round(rng.uniform(-1, 1), 6) for _ in range(DIMENSIONS)]

    candidates = [{"id": f"candidate-{n}", "embedding": point()} for n in range(CANDIDATES)]
    return json.dumps({"query": point(), "candidates": candidates}).encode()


async def load(url: str, seconds: float, connections: int, key: str) -> dict[str, float]:
    """Post over `connections` for `seconds`; return requests per second and percentiles in ms."""
    content = body()
    headers = {"Content-Type": "application/json", **({"X-API-Key": key} if key else {})}
    latencies: list[float] = []
    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
    async with httpx2.AsyncClient(limits=limits, timeout=10.0) as client:

        async def worker(until: float, seen: list[float]) -> None:
            while (began := time.perf_counter()) < until:
                answer = await client.post(url, content=content, headers=headers)
                seen.append(time.perf_counter() - began)
                if answer.status_code != 200:
                    raise SystemExit(f"{url}: {answer.status_code} {answer.text}")

        async def crew(length: float, seen: list[float]) -> None:
            until = time.perf_counter() + length
            await asyncio.gather(*(worker(until, seen) for _ in range(connections)))

        await crew(0.5, [])
        began = time.perf_counter()
        await crew(seconds, latencies)
        took = time.perf_counter() - began
    latencies.sort()
    return {
        "per_s": len(latencies) / took,
        "p50_ms": latencies[len(latencies) // 2] * 1000,
        "p95_ms": latencies[int(len(latencies) * 0.95)] * 1000,
    }


if __name__ == "__main__":
    where, length, count = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    credential = sys.argv[4] if len(sys.argv) > 4 else ""
    figures = asyncio.run(load(where, length, count, credential))
    sys.stdout.write(json.dumps(figures) + "\n")
