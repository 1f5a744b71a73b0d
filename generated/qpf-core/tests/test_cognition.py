"""The world model keeps what is declared, learning judges, strategies select operations."""

import pytest

from qpf_core.bus import Event, EventHandler
from qpf_core.clock import ManualClock
from qpf_core.cognition import (
    LearningLoop,
    LearningPolicy,
    Strategies,
    Verdict,
    WorldModel,
    WorldModelDeclaration,
)
from qpf_core.errors import InputError


def _world() -> tuple[WorldModel, ManualClock]:
    clock = ManualClock()
    declaration = WorldModelDeclaration(
        model_type="hypergraph",
        models={"market": 60.0, "weather": None},
        connectors={"prices": "prices_changed"},
        use_cases=("pricing",),
    )
    return WorldModel(declaration, clock), clock


def test_world_model_keeps_readings_and_ages() -> None:
    world, clock = _world()
    assert world.latest("prices", 0) == 0
    assert world.age_s("market") is None
    assert world.stale() == ("market",)
    world.feed("prices", {"pe": 1.2})
    world.register("market", "3")
    clock.advance(30)
    assert world.latest("prices") == {"pe": 1.2}
    assert len(world.readings("prices")) == 1
    assert world.status() == {
        "model_type": "hypergraph",
        "models": {
            "market": {"version": "3", "age_s": 30.0},
            "weather": {"version": None, "age_s": None},
        },
        "stale": [],
        "connectors": {"prices": 1},
        "use_cases": ["pricing"],
    }
    clock.advance(31)
    assert world.stale() == ("market",)


@pytest.mark.anyio
async def test_events_feed_their_connector() -> None:
    world, clock = _world()
    handlers: dict[str, EventHandler] = {}
    world.attach(handlers.__setitem__)
    assert list(handlers) == ["prices_changed"]
    event = Event(
        event_type="prices_changed", agent="w", timestamp=clock.now(), event_data=7, trace_id=""
    )
    await handlers["prices_changed"](event)
    assert world.latest("prices") == 7


def test_world_model_refuses_what_is_not_declared() -> None:
    world, _ = _world()
    with pytest.raises(InputError):
        world.feed("rumours", 1)
    with pytest.raises(InputError):
        world.register("rumours", "1")


def _loop(**changes: object) -> tuple[LearningLoop, ManualClock]:
    clock = ManualClock()
    values: dict[str, object] = {
        "architecture": "continuous",
        "mode": "semi_online",
        "feedback_channels": ("outcomes",),
        "metrics": ("accuracy", "errors"),
        "reward": lambda m: m["accuracy"],
        "penalty": lambda m: 0.5 * m["errors"],
        "retrain_interval_s": 60.0,
        "stability_threshold": 0.02,
    }
    return LearningLoop(LearningPolicy(**{**values, **changes}), clock), clock  # type: ignore[arg-type]


def test_outcome_is_judged_by_reward_and_penalty() -> None:
    loop, _ = _loop()
    assert loop.mean_value == 0.0
    feedback = loop.judge("outcomes", {"accuracy": 0.9, "errors": 0.4})
    assert feedback.value == pytest.approx(0.7)
    assert loop.mean_value == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("channel", "outcome"),
    [("rumours", {"accuracy": 1.0, "errors": 0.0}), ("outcomes", {"accuracy": 1.0})],
)
def test_undeclared_feedback_is_refused(channel: str, outcome: dict[str, float]) -> None:
    loop, _ = _loop()
    with pytest.raises(InputError):
        loop.judge(channel, outcome)


def test_policy_without_measures_judges_zero() -> None:
    loop, _ = _loop(metrics=(), reward=None, penalty=None)
    assert loop.judge("outcomes", {}).value == 0.0


def test_retraining_is_due_after_the_interval() -> None:
    loop, clock = _loop()
    assert not loop.retraining_due()
    clock.advance(60)
    assert loop.retraining_due()
    loop.trained()
    assert not loop.retraining_due()
    assert not _loop(retrain_interval_s=None)[0].retraining_due()


@pytest.mark.parametrize(
    ("after", "rollback", "verdict"),
    [
        (0.88, True, Verdict.KEEP),
        (0.87, True, Verdict.ROLL_BACK),
        (0.5, False, Verdict.ASK),
    ],
)
def test_update_is_kept_within_the_threshold(
    after: float, rollback: bool, verdict: Verdict
) -> None:
    loop, _ = _loop(rollback_on_regression=rollback, stability_threshold=0.0201)
    assert loop.verdict(0.9, after) is verdict


def test_strategies_select_operations_and_blend_sources() -> None:
    strategies = Strategies(
        framework="f", model="m", modes={"rank": "score"}, sources={"a": 3.0, "b": 1.0}
    )
    assert strategies.operation("rank") == "score"
    assert strategies.blend({"a": 1.0, "b": 0.0}) == 0.75
    assert strategies.blend({"b": 0.5}) == 0.5
    with pytest.raises(InputError):
        strategies.operation("unknown")


@pytest.mark.parametrize("values", [{}, {"c": 1.0}])
def test_blend_needs_declared_sources(values: dict[str, float]) -> None:
    with pytest.raises(InputError):
        Strategies(framework="f", model="m", sources={"a": 1.0}).blend(values)
