"""Policy texts as they are really written."""

import pytest

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.policy import Condition, parse_policy
from qpf.language.unparse import source

SEEN = ("latency_ms", "accuracy_drop_ratio")


def read(text: str) -> tuple[tuple[Condition, ...], Diagnostics]:
    """Parse; columns are offsets plus one."""
    found = Diagnostics()
    place = lambda start, length: Place("f", 1, start + 1, 1, start + length + 1)  # noqa: E731
    return parse_policy(text, place, found, metrics=SEEN), found


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        (
            "Auto-escalate if: model confidence < 0.6 AND criticality > 0.8, anomaly score > 0.95, "
            "inference latency > 500ms, model drift detected\n",
            [
                "seen['model_confidence'] < 0.6 and seen['criticality'] > 0.8",
                "seen['anomaly_score'] > 0.95",
                "seen['inference_latency'] > 500.0",
                "event model_drift_detected",
            ],
        ),
        (
            "Auto-escalate if: - Transaction value > $100,000 - Confidence score < 0.6 "
            "- Anomaly detected by tensor layer - External system reports error",
            [
                "seen['transaction_value'] > 100000.0",
                "seen['confidence_score'] < 0.6",
                "event anomaly_detected_by_tensor_layer",
                "event external_system_reports_error",
            ],
        ),
        ("if:\n- a > 1\n- b_c", ["seen['a'] > 1.0", "event b_c"]),
        ("model_accuracy_drop_> 5_percent", ["seen['model_accuracy_drop'] > 0.05"]),
        ("anomaly_score_> 0_95", ["seen['anomaly_score'] > 0.95"]),
        ("inference_latency_> 500ms", ["seen['inference_latency'] > 500.0"]),
        (
            "latency above 2s or drift_detected",
            ["seen['latency_ms'] > 2000.0", "event drift_detected"],
        ),
        ("alert_ops_if_latency_> 500ms", ["ops: seen['latency_ms'] > 500.0"]),
        (
            "alert_governance_if_accuracy_drop > 5_percent",
            ["governance: seen['accuracy_drop_ratio'] > 0.05"],
        ),
        ("alert_team_if_model_loading_fails", ["team: event model_loading_fails"]),
        ("queue >= 1_000, x < -0.5", ["seen['queue'] >= 1000.0", "seen['x'] < -0.5"]),
        ("memory exceeds 2 GB", ["seen['memory'] > 2000000000.0"]),
    ],
)
def test_policy_becomes(text: str, conditions: list[str]) -> None:
    """Each condition is a comparison of metrics or a named event."""
    read_conditions, found = read(text)
    assert found.found == ()
    shown = []
    for one in read_conditions:
        tree = one.over("seen")
        body = source(tree).replace('"', "'") if tree is not None else f"event {one.name}"
        shown.append(f"{one.recipient}: {body}" if one.recipient else body)
    assert shown == conditions


def test_names_are_stable_and_places_exact() -> None:
    """Names tell metric, sign and number; places cover the words."""
    text = "Auto-escalate if: model confidence < 0.6 AND criticality > -0.8, drift"
    first, second = read(text)[0]
    assert first.name == "model_confidence_lt_0_6_and_criticality_gt_minus_0_8"
    assert text[first.place.column - 1 : first.place.end_column - 1] == first.text
    assert first.metrics == ("model_confidence", "criticality")
    assert second.is_event and second.over("seen") is None


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("a > 1, latency > fast", "QPF560", 18),
        ("> 5", "QPF560", 1),
        ("a >", "QPF560", 1),
        ("a < 5 parsecs", "QPF561", 7),
        ("drift AND a > 1", "QPF562", 1),
        ("", "QPF560", 1),
        (" , ", "QPF560", 1),
        ("a ? b", "QPF560", 3),
    ],
)
def test_policy_is_refused(text: str, code: str, column: int) -> None:
    """What could never fire is reported where it stands."""
    _, found = read(text)
    assert [(one.code, one.place.column) for one in found.found] == [(code, column)]
