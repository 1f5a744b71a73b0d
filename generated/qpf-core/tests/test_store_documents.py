"""Documents and bulk inserts: the fast ways give what the slow ways would."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum

import pytest
from pydantic import BaseModel
from sqlalchemy import Connection, func, insert, select

from qpf_core.clock import ManualClock
from qpf_core.errors import Conflict, InputError
from qpf_core.memory import Episodic, EpisodicMemory, NewEpisode
from qpf_core.plain import to_plain
from qpf_core.store import Store
from qpf_core.store.documents import document, sorted_document
from qpf_core.store.memory_tables import EPISODE_VECTORS, NODES

pytestmark = pytest.mark.anyio


class Colour(Enum):
    """A choice that JSON does not know."""

    RED = "red"


@dataclass(frozen=True, slots=True)
class Score:
    """A value as operations return them."""

    id: str
    score: float
    colour: Colour = Colour.RED
    class_: str = field(default="first", metadata={"alias": "class"})


class Model(BaseModel):
    """A value as endpoints return them."""

    at: datetime
    scores: list[int]


VALUES = (
    None,
    "text with \u2028 and \u00e9",
    [1, 2.5, True, None, ("a", "b")],
    {
        "b": 1,
        "a": {"d": [Score("x", 0.5)], "c": Model(at=datetime(2026, 1, 1, tzinfo=UTC), scores=[1])},
    },
    {1: "number", Colour.RED: "choice"},
    {datetime(2026, 1, 1, tzinfo=UTC): 1},
    {"bytes": b"abc", "set": {3, 1, 2}},
)


@pytest.mark.parametrize("value", VALUES)
def test_a_document_is_the_plain_form(value: object) -> None:
    """Whatever the value is made of."""
    plain = to_plain(value)
    assert json.loads(document(value)) == plain
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    assert sorted_document(value) == text


@pytest.mark.parametrize("value", [float("nan"), {"a": [float("inf")]}, object(), {"a": object()}])
def test_what_has_no_plain_form_is_refused(value: object) -> None:
    """By both ways, in the words of the core."""
    with pytest.raises(InputError):
        document(value)
    with pytest.raises(InputError):
        sorted_document(value)


@pytest.mark.parametrize("count", [1, 2, 3, 63, 64, 65, 200])
async def test_any_number_of_rows_is_inserted(store: Store, count: int) -> None:
    """None is lost or repeated at the borders of a statement."""
    rows = [
        {"agent": "a", "id": f"n{place:03}", "kind": "k", "fields": {"place": place}}
        for place in range(count)
    ]
    await store.run(lambda connection: store.backend.insert_many(connection, NODES, rows))
    query = select(NODES.c.fields).order_by(NODES.c.id)
    found = await store.read(lambda connection: list(connection.execute(query).scalars()))
    assert found == [{"place": place} for place in range(count)]


async def test_faults_of_a_bulk_insert_are_translated(store: Store) -> None:
    """A duplicate is a conflict and undoes the whole transaction."""
    row = {"agent": "a", "id": "x", "kind": "k", "fields": {}}

    def twice(connection: Connection) -> None:
        connection.execute(insert(NODES), row | {"id": "y"})
        store.backend.insert_many(connection, NODES, [row, row])

    with pytest.raises(Conflict):
        await store.run(twice)
    count = select(func.count()).select_from(NODES)  # pylint: disable=not-callable
    assert await store.read(lambda connection: connection.execute(count).scalar()) == 0


async def test_vectors_survive_a_bulk_insert(store: Store, clock: ManualClock) -> None:
    """Binary columns, and moments that are not there."""
    episodic = Episodic("a", EpisodicMemory(), store, clock)
    await episodic.append_many(
        NewEpisode(kind="k", value=place, embedding=[1.0, place]) for place in range(70)
    )
    query = select(EPISODE_VECTORS.c.expires_at).distinct()
    ends = await store.read(lambda connection: list(connection.execute(query).scalars()))
    assert ends == [None]
    assert [item.value for item in await episodic.nearest([1.0, 0.0], limit=3)] == [0, 1, 2]
