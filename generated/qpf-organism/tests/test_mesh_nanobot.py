"""Bots: roles in rotation, bounded memories, rest and waking."""

import pytest
from hypothesis import given, strategies as st

from qpf_organism.mesh import Mesh, NanoBot, Signal, colony

ROLES = ("carrier", "relay", "keeper")


def capacity_of(role: str) -> int:
    return {"carrier": 4, "relay": 2}.get(role, 3)


def signal(data: object, sender: str = "x", timestamp: float = 1.0) -> Signal:
    return Signal(sender, data, timestamp, 0.0)


def test_a_colony_has_names_in_order_and_roles_in_rotation() -> None:
    bots = colony(7, ROLES, capacity_of)
    assert [bot.node_id for bot in bots] == [f"nano_{number}" for number in range(1, 8)]
    assert [bot.role for bot in bots] == [*ROLES, *ROLES, "carrier"]
    assert [bot.capacity for bot in bots] == [4, 2, 3, 4, 2, 3, 4]


@given(st.integers(1, 20), st.integers(0, 60))
def test_a_memory_holds_the_newest_and_forgets_the_oldest_first(capacity: int, count: int) -> None:
    bot = NanoBot("b", "generic", capacity)
    for number in range(count):
        assert bot.receive(signal(number))
    kept = [one.data for one in bot.query_memory()]
    assert kept == list(range(max(0, count - capacity), count))
    assert bot.get_state()["received"] == count


def test_a_memory_can_be_asked_and_cleared() -> None:
    bot = NanoBot("b", "keeper", 10)
    for number in range(6):
        bot.receive(signal(number, sender="even" if number % 2 == 0 else "odd"))
    assert [one.data for one in bot.query_memory(sender="odd")] == [1, 3, 5]
    assert [one.data for one in bot.query_memory(lambda one: one.data > 2, limit=2)] == [4, 5]
    assert bot.query_memory(limit=0) == ()
    assert all(one.processed for one in bot.query_memory())
    assert bot.clear_memory() == 6
    assert bot.query_memory() == ()


def test_a_resting_bot_refuses_and_remembers_what_it_had() -> None:
    bot = NanoBot("b", "relay", 2)
    bot.receive(signal(1))
    bot.deactivate()
    assert not bot.receive(signal(2))
    assert [one.data for one in bot.query_memory()] == [1]
    bot.reactivate()
    assert bot.receive(signal(3))
    assert bot.get_state() == {
        "node_id": "b",
        "role": "relay",
        "active": True,
        "memory_used": 2,
        "memory_capacity": 2,
        "received": 2,
        "refused": 1,
    }


def test_what_a_bot_could_not_process_is_remembered_so() -> None:
    def process(taken: Signal) -> None:
        if taken.data == "poison":
            raise ValueError("poison")

    bot = colony(1, ("relay",), capacity_of, prefix="cell_", process={"relay": process})[0]
    assert bot.node_id == "cell_1"
    bot.receive(signal("food"))
    with pytest.raises(ValueError, match="poison"):
        bot.receive(signal("poison"))
    assert [one.processed for one in bot.query_memory()] == [True, False]


def test_a_bot_without_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        NanoBot("b", "generic", 0)


def test_the_mesh_counts_active_bots() -> None:
    with Mesh() as mesh:
        bots = colony(10, ROLES, capacity_of)
        for bot in bots:
            mesh.connect(bot)
        bots[0].deactivate()
        assert mesh.broadcast("nano_2", "wake") == 9
        assert mesh.settle()
        vitals = mesh.vitals()
    assert (vitals["nodes"], vitals["active"]) == (10, 9)
    assert (vitals["messages_delivered"], vitals["refused"]) == (8, 1)
