"""Print how often each episode of a kind exists: `read_episodes.py URL AGENT KIND`, as JSON.

Episodes are told apart by the field `id` of their values.
"""

import json
import sys
from collections import Counter
from contextlib import closing

from sqlalchemy import select

from qpf_core.store import Store
from qpf_core.store.memory_tables import EPISODES


def read(url: str, agent: str, kind: str) -> Counter[str]:
    """Return the number of episodes by identity."""
    columns = EPISODES.c
    query = select(columns.value).where(columns.agent == agent, columns.kind == kind)
    with closing(Store(url)) as store, store.backend.engine.connect() as connection:
        return Counter(str(value["id"]) for value in connection.execute(query).scalars())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(read(*sys.argv[1:4])))
