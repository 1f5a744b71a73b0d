"""Declarations refuse what could never work."""

from dataclasses import replace

import pytest
from agent_samples import READ, SAMPLE, WRITE

from qpf_core.agent import Caller, OperationDeclaration, metric_kind, require_roles
from qpf_core.errors import Forbidden, NotFound


def test_operations_are_found_by_name() -> None:
    assert SAMPLE.operation("write") is WRITE
    with pytest.raises(NotFound):
        SAMPLE.operation("guess")


def test_two_operations_with_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="share a name"):
        replace(SAMPLE, operations=(READ, READ))


def test_an_audit_scope_that_the_policy_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="audit scope `gossip` is not declared"):
        replace(SAMPLE, operations=(replace(READ, audit="gossip"),))


def test_a_timeout_is_positive() -> None:
    with pytest.raises(ValueError, match="timeout_s must be positive"):
        OperationDeclaration(name="read", timeout_s=0.0)


def test_an_agent_speaks_only_on_channels_that_are_on() -> None:
    assert SAMPLE.speaks("slack", "eventbus")
    assert not SAMPLE.speaks("slack", "email")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("inference_latency_ms", "histogram"),
        ("job_seconds", "histogram"),
        ("latency_of_calls", "histogram"),
        ("model_accuracy", "gauge"),
    ],
)
def test_the_name_of_a_metric_tells_its_kind(name: str, kind: str) -> None:
    assert metric_kind(name) == kind


def test_every_role_must_be_held() -> None:
    ada = Caller("ada", frozenset(("a", "b")))
    require_roles(ada, ("a", "b"))
    require_roles(None, ())
    require_roles(Caller.trusted("test"), ("a", "z"))
    with pytest.raises(Forbidden, match="the role c"):
        require_roles(ada, ("a", "c"))
