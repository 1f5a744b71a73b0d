"""Alert rules carry what the texts under `alerting` say."""

from pathlib import Path

import yaml
from counterexamples import emitted_files, golden


def test_an_alert_for_somebody_is_routed_to_them(tmp_path: Path) -> None:
    """The name was read and left behind, and nothing told an alert of `ops` from others."""
    case = golden("minimal_agent")
    (schema,) = (path for path in case.documents if path.startswith("schemas/"))
    case.documents[schema]["deployment"] |= {
        "telemetry": {"metrics": ["greet_latency"]},
        "alerting": ["alert_ops_if_greet_latency > 500ms", "greet_latency > 2s"],
    }
    (text,) = (
        text for path, text in emitted_files(case, tmp_path).items() if path.endswith("rules.yaml")
    )
    rules = yaml.safe_load(text)["groups"][0]["rules"]
    assert [(one["labels"].get("team"), one["expr"].rpartition(" > ")[2]) for one in rules] == [
        ("ops", "0.5"),
        (None, "2.0"),
    ]
