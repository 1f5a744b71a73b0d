"""Print audit entries of a database as JSON lines, in order: `read_audit.py URL CORRELATION...`."""

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import closing

from qpf_core.clock import SystemClock
from qpf_core.governance import AuditLog
from qpf_core.store import Store


async def read(url: str, correlations: Sequence[str]) -> list[dict[str, object]]:
    """Return what is on record about each correlation; raises SystemExit for a broken chain."""
    with closing(Store(url)) as store:
        log = AuditLog(store, SystemClock())
        if (broken := await log.verify()) is not None:
            raise SystemExit(f"the chain is broken at {broken}")
        found = [
            entry
            for correlation in correlations
            for entry in await log.entries(correlation_id=correlation, limit=10_000)
        ]
    return [
        {
            "seq": entry.seq,
            "at": entry.at,
            "scope": entry.scope,
            "actor": entry.actor,
            "action": entry.action,
            "detail": entry.detail,
            "correlation": entry.correlation_id,
        }
        for entry in sorted(found, key=lambda entry: entry.seq)
    ]


if __name__ == "__main__":
    for line in asyncio.run(read(sys.argv[1], sys.argv[2:])):
        sys.stdout.write(json.dumps(line) + "\n")
