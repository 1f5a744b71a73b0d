"""The whole organism, started and stopped in one process again and again: what stays behind.

Prints, as JSON, what the process held after the first lives and after the last one.
"""

import asyncio
import gc
import json
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import psutil
from lambda_genesis.app import build
from lambda_genesis.settings import Settings

from qpf_core.service import Platform

_FIRST_LIVES = 3
"""Libraries make what they keep for the whole process in the first ones."""
_PATIENCE_S = 30.0


async def _live(platform: Platform) -> dict[str, Any]:
    """One life: all parts start, the pulse beats, a peer is seen, everything ends."""
    service = build(platform)
    async with service.router.lifespan_context(service):
        transport = httpx2.ASGITransport(service)
        async with httpx2.AsyncClient(transport=transport, base_url="http://organism") as client:
            async with asyncio.timeout(_PATIENCE_S):
                while (await client.get("/readyz")).status_code != 200:
                    await asyncio.sleep(0.03)
                while (await client.get("/pulse/vitals")).json()["total_beats"] == 0:
                    await asyncio.sleep(0.03)
            paths = ("/time_wrap", "/mesh/vitals", "/peers")
            answers = {path: (await client.get(path)).json() for path in paths}
            await client.post("/arbiter/time_wrap", json={"theta": 0.8})
            return answers


def _held() -> dict[str, list[str]]:
    """What the process holds now."""
    gc.collect()
    own = psutil.Process()
    return {
        "threads": sorted(one.name for one in threading.enumerate()),
        "tasks": [str(own.num_threads())],
        "files": sorted(_opened()),
        "sockets": [str(one.laddr) for one in own.net_connections()],
        "processes": [one.name() for one in own.children(recursive=True)],
    }


def _opened() -> list[str]:
    found = []
    for one in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            found.append(str(one.readlink()).partition(":")[0])
    return found


def main(lives: int, folder: Path) -> int:
    """Live so many times and tell."""
    settings = Settings(
        data_dir=folder,
        rpc_port=0,
        discovery_embedded=True,
        discovery_interface="127.0.0.1",
        discovery_id="here",
        peers_file=str(folder / "peers.json"),
    )
    told: dict[str, Any] = {}
    for number in range(_FIRST_LIVES + lives):
        if number == _FIRST_LIVES:
            told["before"] = _held()
        told["answers"] = asyncio.run(_live(Platform(settings)))
    told["after"] = _held()
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
