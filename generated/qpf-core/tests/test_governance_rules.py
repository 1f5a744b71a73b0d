"""Governance of one agent: triggers, named events, audit scopes, gates."""

# pylint: disable=redefined-outer-name,too-many-arguments,too-many-positional-arguments

from dataclasses import dataclass

import pytest

from qpf_core.clock import ManualClock
from qpf_core.errors import Forbidden, InputError, Unavailable
from qpf_core.governance import (
    Anchor,
    Approvals,
    AuditLog,
    ChannelBook,
    Escalations,
    Governance,
    GovernancePolicy,
    Trigger,
)
from qpf_core.governance.policy import Mode
from qpf_core.governance.triggers import TriggerBoard
from qpf_core.packet.tokens import TokenSigner
from qpf_core.store import Store

pytestmark = pytest.mark.anyio

LOW = Trigger("low_confidence", ("confidence",), lambda m: m["confidence"] < 0.6)
SLOW = Trigger(
    "slow_and_critical",
    ("latency", "criticality"),
    lambda m: m["latency"] > 0.5 and m["criticality"] > 0.8,
)
OVERRIDE = Trigger("override_requested")
TRIGGERS = (LOW, SLOW, OVERRIDE)


def policy(mode: Mode = "hybrid", human_override: bool = True) -> GovernancePolicy:
    """Return a policy with three triggers and one anchor."""
    return GovernancePolicy(
        agent="scorer",
        mode=mode,
        human_override=human_override,
        anchors=(Anchor("Igor", ("email",)),),
        triggers=TRIGGERS,
        audit_scope=("pricing",),
    )


def govern(
    store: Store, clock: ManualClock, rules: GovernancePolicy
) -> tuple[Governance, list[str]]:
    """Return governance by `rules` and the list that its metrics hook fills."""
    told: list[str] = []
    audit = AuditLog(store, clock)
    governance = Governance(
        rules,
        audit=audit,
        escalations=Escalations(store, clock, ChannelBook({}), agent="scorer"),
        approvals=Approvals(store, clock, TokenSigner("k" * 32, "x", clock), agent="scorer"),
        clock=clock,
        metrics_hook=told.append,
    )
    return governance, told


@pytest.fixture
def governed(store: Store, clock: ManualClock) -> tuple[Governance, list[str]]:
    """Return governance by the usual policy."""
    return govern(store, clock, policy())


async def test_a_condition_fires_at_its_threshold(
    governed: tuple[Governance, list[str]],
) -> None:
    """Just below the limit; the anchor is called, the log knows, the hook is told."""
    governance, told = governed
    assert await governance.measure({"confidence": 0.6}, correlation_id="c1") == ()
    fired = await governance.measure({"confidence": 0.599}, correlation_id="c1")
    assert fired == ("low_confidence",)
    assert told == ["low_confidence"]
    assert (await governance.escalations.counts())["pending"] == 1
    (entry,) = await governance.log.entries("escalation")
    assert (entry.action, entry.detail) == ("low_confidence", {"confidence": 0.599})


async def test_a_trigger_fires_once_for_a_correlation(
    governed: tuple[Governance, list[str]],
) -> None:
    """And again for the next one."""
    governance, told = governed
    for correlation_id in ("c1", "c1", "c2"):
        await governance.measure({"confidence": 0.1}, correlation_id=correlation_id)
    assert told == ["low_confidence", "low_confidence"]


async def test_metrics_of_one_correlation_meet(governed: tuple[Governance, list[str]]) -> None:
    """A condition waits for all its metrics; those of another correlation do not count."""
    governance, told = governed
    await governance.measure({"criticality": 0.9}, correlation_id="c1")
    await governance.measure({"latency": 1.0}, correlation_id="c2")
    assert not told
    assert await governance.measure({"latency": 1.0}, correlation_id="c1") == ("slow_and_critical",)
    await governance.measure({"criticality": 0.9}, correlation_id="c3")
    governance.forget("c3")
    assert await governance.measure({"latency": 1.0}, correlation_id="c3") == ()


async def test_unwatched_metrics_are_ignored(governed: tuple[Governance, list[str]]) -> None:
    """But a value that is no number is refused."""
    governance, _ = governed
    assert await governance.measure({"temperature": 50}, correlation_id="c1") == ()
    with pytest.raises(InputError, match="metrics.confidence"):
        await governance.measure({"confidence": float("nan")}, correlation_id="c1")


async def test_named_events_are_fired(governed: tuple[Governance, list[str]]) -> None:
    """Once for each correlation; an event that the policy lacks is refused."""
    governance, told = governed
    assert await governance.fire("override_requested", {"by": "x"}, correlation_id="c1")
    assert not await governance.fire("override_requested", correlation_id="c1")
    assert told == ["override_requested"]
    with pytest.raises(Forbidden, match="no trigger nonsense"):
        await governance.fire("nonsense", correlation_id="c1")


async def test_what_could_not_be_written_fires_again(
    governed: tuple[Governance, list[str]], store: Store
) -> None:
    """A database that fails does not swallow the call."""
    governance, told = governed
    store.metadata.tables["qpf_outbox"].drop(store.backend.engine)
    with pytest.raises(Unavailable):
        await governance.measure({"confidence": 0.1}, correlation_id="c1")
    store.create_all()
    assert await governance.measure({"confidence": 0.1}, correlation_id="c1") == ("low_confidence",)
    assert told == ["low_confidence"]


async def test_declared_scopes_are_audited(governed: tuple[Governance, list[str]]) -> None:
    """By the agent unless somebody else is named; undeclared scopes are refused."""
    governance, _ = governed
    first = await governance.audit("pricing", "quoted", {"price": 1}, correlation_id="c1")
    second = await governance.audit("pricing", "read", correlation_id="c1", actor="igor")
    assert (first.actor, second.actor) == ("scorer", "igor")
    with pytest.raises(Forbidden, match="does not audit payroll"):
        await governance.audit("payroll", "read", correlation_id="c1")
    assert await governance.log.verify() is None


@dataclass(frozen=True)
class Operation:
    """What governance needs to know of an operation."""

    mutating: bool
    needs_approval: bool


@pytest.mark.parametrize(
    ("mode", "human_override", "mutating", "gated", "expected"),
    [
        ("hybrid", True, True, False, False),
        ("hybrid", True, False, True, True),
        ("hybrid", False, True, True, False),
        ("supervised", True, True, False, True),
        ("supervised", True, False, False, False),
        ("supervised", False, True, True, False),
        ("autonomous", True, True, False, False),
        ("autonomous", True, True, True, True),
    ],
)
def test_gates_follow_mode_and_override(
    clock: ManualClock,
    mode: Mode,
    human_override: bool,
    mutating: bool,
    gated: bool,
    expected: bool,
) -> None:
    """Supervised gates whatever changes something; nothing is gated without human override."""
    store = Store()
    governance, _ = govern(store, clock, policy(mode, human_override))
    assert governance.needs_approval(Operation(mutating, gated)) is expected
    store.close()


async def test_without_a_hook_triggers_fire_as_well(store: Store, clock: ManualClock) -> None:
    """The hook is optional."""
    governance = Governance(
        policy(),
        audit=AuditLog(store, clock),
        escalations=Escalations(store, clock, ChannelBook({}), agent="scorer"),
        approvals=Approvals(store, clock, TokenSigner("k" * 32, "x", clock), agent="scorer"),
        clock=clock,
    )
    assert await governance.fire("override_requested", correlation_id="c1")


def test_the_board_forgets_the_oldest() -> None:
    """The number of correlations in memory is bounded."""
    board = TriggerBoard(TRIGGERS, most=2)
    for correlation_id in ("c1", "c2", "c3"):
        board.measure(correlation_id, {"criticality": 0.9})
    assert board.measure("c1", {"latency": 1.0}) == []
    assert board.measure("c3", {"latency": 1.0}) == [SLOW]


def test_bad_policies_are_refused() -> None:
    """Unknown modes, names twice, conditions without metrics, events with them."""
    with pytest.raises(InputError, match="mode"):
        GovernancePolicy(agent="a", mode="chaotic")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="triggers"):
        GovernancePolicy(agent="a", triggers=(OVERRIDE, OVERRIDE))
    with pytest.raises(InputError, match="anchors"):
        GovernancePolicy(agent="a", anchors=(Anchor("x"), Anchor("x")))
    with pytest.raises(InputError, match="triggers.t"):
        Trigger("t", ("confidence",))
    with pytest.raises(InputError, match="triggers.t"):
        Trigger("t", (), lambda m: True)
